/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CommitTransactionRequest;
import java.util.concurrent.CompletableFuture;

/** Makes a transaction's writes visible. Its id is all the message says, so no table is named. */
final class CommitTransaction extends EngineOperation {
  CommitTransaction(Engine engine) {
    super("CommitTransaction", Access.WRITE, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    CommitTransactionRequest request = TableMessages.parse(CommitTransactionRequest.parser(), body);
    return engine
        .commitTransaction(call.instance(), request.getTransactionId())
        .thenApply(nothing -> Reply.EMPTY);
  }
}
