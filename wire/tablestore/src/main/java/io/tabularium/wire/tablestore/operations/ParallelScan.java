/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.search.SearchReplies;
import io.tabularium.wire.tablestore.codec.search.SearchRequests;
import io.tabularium.wire.tablestore.proto.SearchProto.ParallelScanRequest;
import java.util.concurrent.CompletableFuture;

/** Reads one page of one worker of a parallel scan. */
final class ParallelScan extends EngineOperation {
  ParallelScan(Engine engine) {
    super("ParallelScan", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ParallelScanRequest request = SearchRequests.scan(body);
    enter(call, request.getTableName());
    engine
        .searchIndexes()
        .requireIndex(call.instance(), request.getTableName(), request.getIndexName());
    return done(
        SearchReplies.scan(
            engine
                .searchIndexes()
                .scan(
                    call.instance(),
                    request.getTableName(),
                    request.getIndexName(),
                    SearchRequests.decode(request))));
  }
}
