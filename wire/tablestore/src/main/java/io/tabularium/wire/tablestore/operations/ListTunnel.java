/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.ListTunnelRequest;
import java.util.concurrent.CompletableFuture;

/** Names the tunnels of a table or of the instance, as far as the caller has any business there. */
final class ListTunnel extends TunnelOperation {
  ListTunnel(Engine engine) {
    super("tunnel/list", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ListTunnelRequest request = TableMessages.parse(ListTunnelRequest.parser(), body);
    String table = request.getTableName().isEmpty() ? null : request.getTableName();
    return done(
        TunnelMessages.list(
            engine.tunnels().list(call.instance(), table).stream()
                .filter(tunnel -> call.mayKnow(tunnel.table()))
                .toList()));
  }
}
