/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.engine.SplitPoints;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ComputeSplitPointsBySizeRequest;
import java.util.concurrent.CompletableFuture;

/** Cuts a table into parts of about equal size. */
final class ComputeSplitPointsBySize extends EngineOperation {
  ComputeSplitPointsBySize(Engine engine) {
    super("ComputeSplitPointsBySize", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ComputeSplitPointsBySizeRequest request =
        TableMessages.parse(ComputeSplitPointsBySizeRequest.parser(), body);
    enter(call, request.getTableName());
    SplitPoints points =
        engine.computeSplitPoints(
            call.instance(),
            request.getTableName(),
            request.getSplitSize(),
            request.hasSplitSizeUnitInByte() ? request.getSplitSizeUnitInByte() : null,
            request.hasSplitPointLimit() ? request.getSplitPointLimit() : null);
    return done(TableMessages.splitPoints(points));
  }
}
