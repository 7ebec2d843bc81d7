/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteTableRequest;
import java.util.concurrent.CompletableFuture;

/** Deletes a table with everything in it. */
final class DeleteTable extends EngineOperation {
  DeleteTable(Engine engine) {
    super("DeleteTable", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DeleteTableRequest request = TableMessages.parse(DeleteTableRequest.parser(), body);
    enter(call, request.getTableName());
    engine.deleteTable(call.instance(), request.getTableName());
    return done(Reply.EMPTY);
  }
}
