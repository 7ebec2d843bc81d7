/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.StreamMessages;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetStreamRecordRequest;
import java.util.concurrent.CompletableFuture;

/** Reads changes of one shard of a stream. */
final class GetStreamRecord extends EngineOperation {
  GetStreamRecord(Engine engine) {
    super("GetStreamRecord", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    GetStreamRecordRequest request = TableMessages.parse(GetStreamRecordRequest.parser(), body);
    call.check(Engine.tableOfShardIterator(request.getShardIterator()), access());
    return done(
        StreamMessages.records(
            engine.readStream(
                call.instance(),
                request.getShardIterator(),
                request.hasLimit() ? request.getLimit() : null)));
  }
}
