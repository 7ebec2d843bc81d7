/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CreateIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Gives a table a secondary index. */
final class CreateIndex extends EngineOperation {
  CreateIndex(Engine engine) {
    super("CreateIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CreateIndexRequest request = TableMessages.parse(CreateIndexRequest.parser(), body);
    enter(call, request.getMainTableName());
    engine.createIndex(
        call.instance(),
        request.getMainTableName(),
        TableMessages.index(request.getIndexMeta()),
        request.getIncludeBaseData());
    return done(Reply.EMPTY);
  }
}
