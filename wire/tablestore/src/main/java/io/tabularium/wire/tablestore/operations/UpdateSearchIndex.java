/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.search.IndexMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto.UpdateSearchIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Changes a search index: which one answers, how long rows stay, which fields there are. */
final class UpdateSearchIndex extends EngineOperation {
  UpdateSearchIndex(Engine engine) {
    super("UpdateSearchIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    UpdateSearchIndexRequest request = TableMessages.parse(UpdateSearchIndexRequest.parser(), body);
    enter(call, request.getTableName());
    engine
        .searchIndexes()
        .update(
            call.instance(),
            request.getTableName(),
            request.getIndexName(),
            IndexMessages.change(request));
    return done(Reply.EMPTY);
  }
}
