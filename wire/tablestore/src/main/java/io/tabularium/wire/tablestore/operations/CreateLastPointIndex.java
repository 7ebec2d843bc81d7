/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CreateTimeseriesLastpointIndexRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Gives an ordinary table a last-point index. On a table of time series, which is what the
 * operation is named for, it is as unsupported as they are.
 */
final class CreateLastPointIndex extends EngineOperation {
  CreateLastPointIndex(Engine engine) {
    super("CreateTimeseriesLastpointIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CreateTimeseriesLastpointIndexRequest request =
        TableMessages.parse(CreateTimeseriesLastpointIndexRequest.parser(), body);
    if (!request.getCreateOnWideColumnTable()) {
      throw Errors.unsupportedOperation(name());
    }
    enter(call, request.getMainTableName());
    engine.createLastPointIndex(
        call.instance(),
        request.getMainTableName(),
        request.getIndexTableName(),
        request.getIndexPrimaryKeyNamesList(),
        request.getIncludeBaseData());
    return done(Reply.EMPTY);
  }
}
