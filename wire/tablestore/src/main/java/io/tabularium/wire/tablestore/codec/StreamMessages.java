/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.Change;
import io.tabularium.engine.StreamDescription;
import io.tabularium.engine.StreamInfo;
import io.tabularium.engine.StreamPage;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeStreamResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListStreamResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.Stream;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StreamShard;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StreamStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the replies of the stream operations. */
public final class StreamMessages {
  private StreamMessages() {}

  /** The reply of ListStream. */
  public static ListStreamResponse list(List<StreamInfo> streams) {
    ListStreamResponse.Builder response = ListStreamResponse.newBuilder();
    for (StreamInfo stream : streams) {
      response.addStreams(
          Stream.newBuilder()
              .setStreamId(stream.id())
              .setTableName(stream.table())
              .setCreationTime(stream.creationTimeMicros()));
    }
    return response.build();
  }

  /** The reply of DescribeStream. */
  public static DescribeStreamResponse describe(StreamDescription stream) {
    DescribeStreamResponse.Builder response =
        DescribeStreamResponse.newBuilder()
            .setStreamId(stream.info().id())
            .setExpirationTime(stream.expirationHours())
            .setTableName(stream.info().table())
            .setCreationTime(stream.info().creationTimeMicros())
            .setStreamStatus(StreamStatus.STREAM_ACTIVE);
    for (StreamDescription.Shard shard : stream.shards()) {
      StreamShard.Builder message = response.addShardsBuilder().setShardId(shard.id());
      if (!shard.parents().isEmpty()) {
        message.setParentId(shard.parents().get(0));
      }
      if (shard.parents().size() > 1) {
        message.setParentSiblingId(shard.parents().get(1));
      }
    }
    if (stream.nextShard() != null) {
      response.setNextShardId(stream.nextShard());
    }
    return response.build();
  }

  /** The reply of GetStreamRecord: the changes are copied once, from the sink into the reply. */
  public static Reply records(StreamPage page) {
    List<Change> changes = page.changes();
    // Of each change, where its row and its old cells end; they follow one another.
    int[] rowEnds = new int[changes.size()];
    int[] ends = new int[changes.size()];
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      int size = 0;
      int start = 0;
      for (int i = 0; i < ends.length; i++) {
        Change change = changes.get(i);
        sink.startBuffer();
        change.emit(sink);
        rowEnds[i] = sink.bytes().size();
        if (change.hasOriginals()) {
          sink.startBuffer();
          change.emitOriginals(sink);
        }
        ends[i] = sink.bytes().size();
        size += WireBuffer.bytesFieldSize(recordSize(start, rowEnds[i], ends[i]));
        start = ends[i];
      }
      byte[] iterator =
          page.nextIterator() == null
              ? null
              : page.nextIterator().getBytes(StandardCharsets.US_ASCII);
      WireBuffer out =
          new WireBuffer(
              size
                  + (iterator == null ? 0 : WireBuffer.bytesFieldSize(iterator.length))
                  + RowReplies.CONSUMED_BYTES
                  + 2);
      start = 0;
      for (int i = 0; i < ends.length; i++) {
        putRecord(out, changes.get(i), sink.bytes().array(), start, rowEnds[i], ends[i]);
        start = ends[i];
      }
      if (iterator != null) {
        out.putBytesField(2, iterator);
      }
      RowReplies.putConsumed(out, 3, page.consumed());
      out.putNumberField(4, page.more() ? 1 : 0);
      return new Reply(out.array(), 0, out.size());
    }
  }

  private static int recordSize(int start, int rowEnd, int end) {
    return WireBuffer.numberFieldSize(1)
        + WireBuffer.bytesFieldSize(rowEnd - start)
        + (end == rowEnd ? 0 : WireBuffer.bytesFieldSize(end - rowEnd));
  }

  private static void putRecord(
      WireBuffer out, Change change, byte[] bytes, int start, int rowEnd, int end) {
    out.putMessageHead(1, recordSize(start, rowEnd, end));
    out.putNumberField(1, change.type().code());
    out.putBytesField(2, bytes, start, rowEnd - start);
    if (end > rowEnd) {
      out.putBytesField(3, bytes, rowEnd, end - rowEnd);
    }
  }
}
