/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.search.IndexMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto.CreateSearchIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Makes a search index of a table. */
final class CreateSearchIndex extends EngineOperation {
  CreateSearchIndex(Engine engine) {
    super("CreateSearchIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CreateSearchIndexRequest request = TableMessages.parse(CreateSearchIndexRequest.parser(), body);
    enter(call, request.getTableName());
    engine
        .searchIndexes()
        .create(call.instance(), request.getTableName(), IndexMessages.spec(request));
    return done(Reply.EMPTY);
  }
}
