/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.ShutdownRequest;
import java.util.concurrent.CompletableFuture;

/** Disconnects a client from a tunnel. */
final class ShutdownTunnel extends TunnelOperation {
  ShutdownTunnel(Engine engine) {
    super("tunnel/shutdown", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ShutdownRequest request = TableMessages.parse(ShutdownRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .shutdown(call.instance(), request.getTunnelId(), request.getClientId())
        .thenApply(gone -> Reply.EMPTY);
  }
}
