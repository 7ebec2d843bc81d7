/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.DescribeTunnelRequest;
import java.util.concurrent.CompletableFuture;

/** Describes a tunnel with its channels. */
final class DescribeTunnel extends TunnelOperation {
  DescribeTunnel(Engine engine) {
    super("tunnel/describe", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DescribeTunnelRequest request = TableMessages.parse(DescribeTunnelRequest.parser(), body);
    enter(call, request.getTableName());
    return engine
        .tunnels()
        .describe(
            call.instance(),
            request.getTableName(),
            request.getTunnelName(),
            request.hasTunnelId() ? request.getTunnelId() : null)
        .thenApply(description -> reply(TunnelMessages.description(description)));
  }
}
