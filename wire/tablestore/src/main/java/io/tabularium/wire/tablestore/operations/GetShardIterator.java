/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetShardIteratorRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetShardIteratorResponse;
import java.util.concurrent.CompletableFuture;

/** Tells where to begin to read a shard of a stream. One look is enough, so there are no tokens. */
final class GetShardIterator extends EngineOperation {
  GetShardIterator(Engine engine) {
    super("GetShardIterator", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    GetShardIteratorRequest request = TableMessages.parse(GetShardIteratorRequest.parser(), body);
    call.check(Engine.tableOfStream(request.getStreamId()), access());
    return done(
        GetShardIteratorResponse.newBuilder()
            .setShardIterator(
                engine.shardIterator(
                    call.instance(),
                    request.getStreamId(),
                    request.getShardId(),
                    request.hasTimestamp() ? request.getTimestamp() : null))
            .build());
  }
}
