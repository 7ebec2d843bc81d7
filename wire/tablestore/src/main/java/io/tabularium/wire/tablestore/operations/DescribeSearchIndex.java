/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.search.IndexMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto.DescribeSearchIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Shows a search index. How far it is is always told; clients that did not ask do not mind. */
final class DescribeSearchIndex extends EngineOperation {
  DescribeSearchIndex(Engine engine) {
    super("DescribeSearchIndex", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DescribeSearchIndexRequest request =
        TableMessages.parse(DescribeSearchIndexRequest.parser(), body);
    enter(call, request.getTableName());
    return done(
        IndexMessages.describe(
            engine
                .searchIndexes()
                .describe(call.instance(), request.getTableName(), request.getIndexName())));
  }
}
