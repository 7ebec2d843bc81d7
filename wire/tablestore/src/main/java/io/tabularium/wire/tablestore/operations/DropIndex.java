/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DropIndexRequest;
import java.util.concurrent.CompletableFuture;

/** Deletes a secondary index of a table. */
final class DropIndex extends EngineOperation {
  DropIndex(Engine engine) {
    super("DropIndex", Access.ADMIN, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DropIndexRequest request = TableMessages.parse(DropIndexRequest.parser(), body);
    enter(call, request.getMainTableName());
    engine.dropIndex(call.instance(), request.getMainTableName(), request.getIndexName());
    return done(Reply.EMPTY);
  }
}
