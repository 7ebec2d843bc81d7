/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKey;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StartLocalTransactionRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StartLocalTransactionResponse;
import java.util.concurrent.CompletableFuture;

/** Opens a transaction on one partition key. */
final class StartLocalTransaction extends EngineOperation {
  StartLocalTransaction(Engine engine) {
    super("StartLocalTransaction", Access.WRITE, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    StartLocalTransactionRequest request =
        TableMessages.parse(StartLocalTransactionRequest.parser(), body);
    enter(call, request.getTableName());
    PrimaryKey key = PlainBufferDecoder.readKey(ByteSlice.of(request.getKey().toByteArray()));
    return engine
        .startLocalTransaction(call.instance(), request.getTableName(), key)
        .thenApply(
            id ->
                Reply.of(
                    StartLocalTransactionResponse.newBuilder()
                        .setTransactionId(id)
                        .build()
                        .toByteArray()));
  }
}
