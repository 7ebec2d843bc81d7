/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.AbortTransactionRequest;
import java.util.concurrent.CompletableFuture;

/** Discards a transaction's writes. Its id is all the message says, so no table is named. */
final class AbortTransaction extends EngineOperation {
  AbortTransaction(Engine engine) {
    super("AbortTransaction", Access.WRITE, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    AbortTransactionRequest request = TableMessages.parse(AbortTransactionRequest.parser(), body);
    engine.abortTransaction(call.instance(), request.getTransactionId());
    return done(Reply.EMPTY);
  }
}
