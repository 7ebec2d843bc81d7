/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteTimeseriesLastpointIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Deletes a last-point index of a table. */
final class DeleteLastPointIndex extends EngineOperation {
  DeleteLastPointIndex(Engine engine) {
    super("DeleteTimeseriesLastpointIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DeleteTimeseriesLastpointIndexRequest request =
        TableMessages.parse(DeleteTimeseriesLastpointIndexRequest.parser(), body);
    enter(call, request.getMainTableName());
    engine.dropLastPointIndex(
        call.instance(), request.getMainTableName(), request.getIndexTableName());
    return done(Reply.EMPTY);
  }
}
