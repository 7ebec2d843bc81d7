/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.StreamMessages;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListStreamRequest;
import java.util.concurrent.CompletableFuture;

/** Names the streams of a table, or of all tables that the caller has any business with. */
final class ListStream extends EngineOperation {
  ListStream(Engine engine) {
    super("ListStream", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ListStreamRequest request = TableMessages.parse(ListStreamRequest.parser(), body);
    if (request.hasTableName()) {
      enter(call, request.getTableName());
    }
    return done(
        StreamMessages.list(
            engine
                .listStreams(
                    call.instance(), request.hasTableName() ? request.getTableName() : null)
                .stream()
                .filter(stream -> call.mayKnow(stream.table()))
                .toList()));
  }
}
