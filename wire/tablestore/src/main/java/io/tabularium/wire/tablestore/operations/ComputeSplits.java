/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.search.SearchReplies;
import io.tabularium.wire.tablestore.proto.SearchProto.ComputeSplitsRequest;
import java.util.concurrent.CompletableFuture;

/** Begins a parallel scan of a search index. */
final class ComputeSplits extends EngineOperation {
  ComputeSplits(Engine engine) {
    super("ComputeSplits", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ComputeSplitsRequest request = TableMessages.parse(ComputeSplitsRequest.parser(), body);
    enter(call, request.getTableName());
    if (!request.hasSearchIndexSplitsOptions()) {
      throw Errors.splitsOptionsMissing();
    }
    return done(
        SearchReplies.splits(
            engine
                .searchIndexes()
                .computeSplits(
                    call.instance(),
                    request.getTableName(),
                    request.getSearchIndexSplitsOptions().getIndexName())));
  }
}
