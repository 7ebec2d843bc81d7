/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.CreateTunnelRequest;
import io.tabularium.wire.tablestore.proto.TunnelProto.CreateTunnelResponse;
import java.util.concurrent.CompletableFuture;

/** Creates a tunnel on a table. */
final class CreateTunnel extends TunnelOperation {
  CreateTunnel(Engine engine) {
    super("tunnel/create", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CreateTunnelRequest request = TableMessages.parse(CreateTunnelRequest.parser(), body);
    enter(call, request.getTunnel().getTableName());
    return engine
        .tunnels()
        .create(call.instance(), TunnelMessages.spec(request.getTunnel()))
        .thenApply(id -> reply(CreateTunnelResponse.newBuilder().setTunnelId(id).build()));
  }
}
