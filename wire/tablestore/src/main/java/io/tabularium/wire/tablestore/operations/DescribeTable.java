/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeTableRequest;
import java.util.concurrent.CompletableFuture;

/** Shows what a table is like. */
final class DescribeTable extends EngineOperation {
  DescribeTable(Engine engine) {
    super("DescribeTable", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DescribeTableRequest request = TableMessages.parse(DescribeTableRequest.parser(), body);
    enter(call, request.getTableName());
    return done(
        TableMessages.describeTable(engine.describeTable(call.instance(), request.getTableName())));
  }
}
