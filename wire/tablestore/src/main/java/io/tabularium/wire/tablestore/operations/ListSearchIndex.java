/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.engine.search.SearchIndexName;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.search.IndexMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto.ListSearchIndexRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Names the search indexes of a table, or those of all tables that the caller has any business
 * with.
 */
final class ListSearchIndex extends EngineOperation {
  ListSearchIndex(Engine engine) {
    super("ListSearchIndex", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    String table = TableMessages.parse(ListSearchIndexRequest.parser(), body).getTableName();
    if (!table.isEmpty()) {
      enter(call, table);
      return done(IndexMessages.list(engine.searchIndexes().list(call.instance(), table)));
    }
    List<SearchIndexName> known =
        engine.searchIndexes().list(call.instance(), null).stream()
            .filter(name -> call.mayKnow(name.table()))
            .toList();
    return done(IndexMessages.list(known));
  }
}
