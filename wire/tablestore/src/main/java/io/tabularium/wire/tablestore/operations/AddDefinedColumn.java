/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.AddDefinedColumnRequest;
import java.util.concurrent.CompletableFuture;

/** Gives attribute columns a type. */
final class AddDefinedColumn extends EngineOperation {
  AddDefinedColumn(Engine engine) {
    super("AddDefinedColumn", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    AddDefinedColumnRequest request = TableMessages.parse(AddDefinedColumnRequest.parser(), body);
    enter(call, request.getTableName());
    engine.addDefinedColumns(
        call.instance(),
        request.getTableName(),
        TableMessages.definedColumns(request.getColumnsList()));
    return done(Reply.EMPTY);
  }
}
