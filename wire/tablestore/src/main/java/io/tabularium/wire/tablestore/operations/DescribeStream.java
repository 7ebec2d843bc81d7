/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.StreamMessages;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeStreamRequest;
import java.util.concurrent.CompletableFuture;

/** Shows the shards of a stream. */
final class DescribeStream extends EngineOperation {
  DescribeStream(Engine engine) {
    super("DescribeStream", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    DescribeStreamRequest request = TableMessages.parse(DescribeStreamRequest.parser(), body);
    call.check(Engine.tableOfStream(request.getStreamId()), access());
    return done(
        StreamMessages.describe(
            engine.describeStream(
                call.instance(),
                request.getStreamId(),
                request.getInclusiveStartShardId(),
                request.hasShardLimit() ? request.getShardLimit() : null)));
  }
}
