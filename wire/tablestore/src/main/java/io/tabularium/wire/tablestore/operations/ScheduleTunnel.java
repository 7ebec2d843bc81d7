/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.ScheduleRequest;
import java.util.concurrent.CompletableFuture;

/** Suspends, resumes or ends channels of a tunnel. */
final class ScheduleTunnel extends TunnelOperation {
  ScheduleTunnel(Engine engine) {
    super("tunnel/schedule", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ScheduleRequest request = TableMessages.parse(ScheduleRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .schedule(
            call.instance(),
            request.getTunnelId(),
            TunnelMessages.wanted(request.getChannelsList()))
        .thenApply(scheduled -> Reply.EMPTY);
  }
}
