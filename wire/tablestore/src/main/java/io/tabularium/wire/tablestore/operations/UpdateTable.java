/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.model.TableDescription;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.UpdateTableRequest;
import java.util.concurrent.CompletableFuture;

/** Changes a table's options, throughput or stream. */
final class UpdateTable extends EngineOperation {
  UpdateTable(Engine engine) {
    super("UpdateTable", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    UpdateTableRequest request = TableMessages.parse(UpdateTableRequest.parser(), body);
    enter(call, request.getTableName());
    TableDescription updated =
        engine.updateTable(
            call.instance(),
            request.getTableName(),
            request.hasTableOptions() ? TableMessages.options(request.getTableOptions()) : null,
            request.hasReservedThroughput()
                ? TableMessages.throughput(request.getReservedThroughput())
                : null,
            request.hasStreamSpec() ? TableMessages.stream(request.getStreamSpec()) : null);
    return done(TableMessages.updateTable(updated));
  }
}
