/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.HeartbeatRequest;
import java.util.concurrent.CompletableFuture;

/** A client is there, says how its channels are, and is told how they shall be. */
final class HeartbeatTunnel extends TunnelOperation {
  HeartbeatTunnel(Engine engine) {
    super("tunnel/heartbeat", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    HeartbeatRequest request = TableMessages.parse(HeartbeatRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .heartbeat(
            call.instance(),
            request.getTunnelId(),
            request.getClientId(),
            TunnelMessages.reported(request.getChannelsList()))
        .thenApply(channels -> reply(TunnelMessages.heartbeat(channels)));
  }
}
