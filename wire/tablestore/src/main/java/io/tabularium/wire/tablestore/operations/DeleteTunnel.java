/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.DeleteTunnelRequest;
import java.util.concurrent.CompletableFuture;

/** Deletes a tunnel. */
final class DeleteTunnel extends TunnelOperation {
  DeleteTunnel(Engine engine) {
    super("tunnel/delete", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DeleteTunnelRequest request = TableMessages.parse(DeleteTunnelRequest.parser(), body);
    enter(call, request.getTableName());
    return engine
        .tunnels()
        .delete(
            call.instance(),
            request.getTableName(),
            request.getTunnelName(),
            request.hasTunnelId() ? request.getTunnelId() : null)
        .thenApply(deleted -> Reply.EMPTY);
  }
}
