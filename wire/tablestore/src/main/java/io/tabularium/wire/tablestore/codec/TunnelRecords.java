/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.tunnel.RecordSink;
import io.tabularium.engine.tunnel.RecordsPage;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSink;
import io.tabularium.wire.tablestore.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The records of one ReadRecords, each a PlainBuffer row of its own, and the reply around them,
 * into which they are copied once. Field numbers are those of {@code tunnel.proto}.
 */
public final class TunnelRecords implements RecordSink {
  /** In place of an action: the row is what was there before the one in front of it. */
  private static final byte ORIGINALS = 0;

  /** Bytes of a record around its rows: tags and lengths, and the action. */
  private static final int RECORD_OVERHEAD = 20;

  private final PlainBufferRowSink sink;

  /** What each row is: the code of an action, or {@link #ORIGINALS}. */
  private byte[] kinds = new byte[64];

  private int kindCount;

  /** Gathers records in a sink that has nothing in it yet. */
  public TunnelRecords(PlainBufferRowSink sink) {
    this.sink = sink;
    sink.separateRows();
  }

  @Override
  public RowSink rows() {
    return sink;
  }

  @Override
  public ChangeSink change(RowChange.Type type) {
    note((byte) type.code());
    return sink;
  }

  @Override
  public ChangeSink originals() {
    note(ORIGINALS);
    return sink;
  }

  private void note(byte kind) {
    if (kindCount == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * kindCount);
    }
    kinds[kindCount++] = kind;
  }

  /** Rows of which nothing was said are base data, which is all put. */
  private byte kind(int row) {
    return row < kindCount ? kinds[row] : (byte) RowChange.Type.PUT.code();
  }

  /** The reply. */
  public Reply reply(RecordsPage page) {
    byte[] token = TunnelTokens.encode(page.next()).getBytes(StandardCharsets.US_ASCII);
    WireBuffer rows = sink.bytes();
    int count = sink.rowCount();
    WireBuffer out = new WireBuffer(rows.size() + RECORD_OVERHEAD * (count + 1) + token.length);
    int start = 0;
    for (int row = 0; row < count; row++) {
      int end = sink.rowEnd(row);
      boolean hasOriginals = row + 1 < count && kind(row + 1) == ORIGINALS;
      int originalsEnd = hasOriginals ? sink.rowEnd(row + 1) : end;
      int action = kind(row);
      out.putMessageHead(
          1,
          WireBuffer.numberFieldSize(action)
              + WireBuffer.bytesFieldSize(end - start)
              + (hasOriginals ? WireBuffer.bytesFieldSize(originalsEnd - end) : 0));
      out.putNumberField(1, action);
      out.putBytesField(2, rows.array(), start, end - start);
      if (hasOriginals) {
        out.putBytesField(3, rows.array(), end, originalsEnd - end);
        row++;
      }
      start = originalsEnd;
    }
    out.putBytesField(2, token);
    out.putNumberField(3, page.mayHaveMore() ? 1 : 0);
    return new Reply(out.array(), 0, out.size());
  }
}
