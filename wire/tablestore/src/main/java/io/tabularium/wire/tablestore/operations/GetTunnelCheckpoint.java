/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.GetCheckpointRequest;
import java.util.concurrent.CompletableFuture;

/** Tells up to where a channel has been consumed. */
final class GetTunnelCheckpoint extends TunnelOperation {
  GetTunnelCheckpoint(Engine engine) {
    super("tunnel/getcheckpoint", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    GetCheckpointRequest request = TableMessages.parse(GetCheckpointRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .getCheckpoint(
            call.instance(), request.getTunnelId(), request.getClientId(), request.getChannelId())
        .thenApply(checkpoint -> reply(TunnelMessages.checkpoint(checkpoint)));
  }
}
