/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.model.TableSpec;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CreateTableRequest;
import java.util.concurrent.CompletableFuture;

/** Creates a table. */
final class CreateTable extends EngineOperation {
  CreateTable(Engine engine) {
    super("CreateTable", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CreateTableRequest request = TableMessages.parse(CreateTableRequest.parser(), body);
    enter(call, request.getTableMeta().getTableName());
    TableSpec spec = TableMessages.tableSpec(request);
    engine.createTable(call.instance(), spec);
    return done(Reply.EMPTY);
  }
}
