/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteDefinedColumnRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes the type from attribute columns. */
final class DeleteDefinedColumn extends EngineOperation {
  DeleteDefinedColumn(Engine engine) {
    super("DeleteDefinedColumn", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DeleteDefinedColumnRequest request =
        TableMessages.parse(DeleteDefinedColumnRequest.parser(), body);
    enter(call, request.getTableName());
    engine.deleteDefinedColumns(
        call.instance(), request.getTableName(), List.copyOf(request.getColumnsList()));
    return done(Reply.EMPTY);
  }
}
