/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelTokens;
import io.tabularium.wire.tablestore.proto.TunnelProto.CheckpointRequest;
import java.util.concurrent.CompletableFuture;

/** Notes how far a channel has been consumed. */
final class TunnelCheckpoint extends TunnelOperation {
  TunnelCheckpoint(Engine engine) {
    super("tunnel/checkpoint", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CheckpointRequest request = TableMessages.parse(CheckpointRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .checkpoint(
            call.instance(),
            request.getTunnelId(),
            request.getClientId(),
            request.getChannelId(),
            TunnelTokens.decode(request.getCheckpoint()),
            request.getSequenceNumber())
        .thenApply(noted -> Reply.EMPTY);
  }
}
