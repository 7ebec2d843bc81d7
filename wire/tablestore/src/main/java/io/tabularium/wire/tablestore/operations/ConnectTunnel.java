/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.ClientConfig;
import io.tabularium.wire.tablestore.proto.TunnelProto.ConnectRequest;
import io.tabularium.wire.tablestore.proto.TunnelProto.ConnectResponse;
import java.util.concurrent.CompletableFuture;

/** Connects a client to a tunnel. */
final class ConnectTunnel extends TunnelOperation {
  ConnectTunnel(Engine engine) {
    super("tunnel/connect", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ConnectRequest request = TableMessages.parse(ConnectRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    ClientConfig config = request.getClientConfig();
    return engine
        .tunnels()
        .connect(
            call.instance(),
            request.getTunnelId(),
            config.hasClientTag() ? config.getClientTag() : null,
            config.hasTimeout() ? config.getTimeout() : null)
        .thenApply(id -> reply(ConnectResponse.newBuilder().setClientId(id).build()));
  }
}
