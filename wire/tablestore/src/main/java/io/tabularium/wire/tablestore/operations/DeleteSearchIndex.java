/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto.DeleteSearchIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Removes a search index. */
final class DeleteSearchIndex extends EngineOperation {
  DeleteSearchIndex(Engine engine) {
    super("DeleteSearchIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DeleteSearchIndexRequest request = TableMessages.parse(DeleteSearchIndexRequest.parser(), body);
    enter(call, request.getTableName());
    engine.searchIndexes().delete(call.instance(), request.getTableName(), request.getIndexName());
    return done(Reply.EMPTY);
  }
}
