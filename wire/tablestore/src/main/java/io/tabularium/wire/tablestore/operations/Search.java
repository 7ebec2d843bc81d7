/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.engine.search.SearchReply;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.search.SearchReplies;
import io.tabularium.wire.tablestore.codec.search.SearchRequests;
import io.tabularium.wire.tablestore.proto.SearchProto;
import java.util.concurrent.CompletableFuture;

/** Finds rows by a search index. */
final class Search extends EngineOperation {
  Search(Engine engine) {
    super("Search", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    SearchProto.SearchRequest request = SearchRequests.search(body);
    enter(call, request.getTableName());
    engine
        .searchIndexes()
        .requireIndex(call.instance(), request.getTableName(), request.getIndexName());
    SearchRequests.DecodedSearch decoded = SearchRequests.decode(request);
    SearchReply reply =
        engine
            .searchIndexes()
            .search(
                call.instance(), request.getTableName(), request.getIndexName(), decoded.call());
    return done(SearchReplies.search(reply, decoded.sort()));
  }
}
