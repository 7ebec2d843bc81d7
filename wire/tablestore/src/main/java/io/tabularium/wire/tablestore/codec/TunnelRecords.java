/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.tunnel.RecordSink;
import io.tabularium.engine.tunnel.RecordsPage;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSink;
import io.tabularium.wire.tablestore.Reply;
import java.nio.charset.StandardCharsets;

/**
 * The records of one ReadRecords, each a PlainBuffer row of its own, and the reply around them,
 * into which they are copied once. Field numbers are those of {@code tunnel.proto}.
 */
public final class TunnelRecords implements RecordSink {
  /** Bytes of a record around its row: a tag and a length of its own, an action, and the row's. */
  private static final int RECORD_OVERHEAD = 16;

  private final PlainBufferRowSink sink;

  /** Gathers records in a sink that has nothing in it yet. */
  public TunnelRecords(PlainBufferRowSink sink) {
    this.sink = sink;
    sink.separateRows();
  }

  @Override
  public RowSink rows() {
    return sink;
  }

  /** The reply. */
  public Reply reply(RecordsPage page) {
    byte[] token = TunnelTokens.encode(page.next()).getBytes(StandardCharsets.US_ASCII);
    WireBuffer rows = sink.bytes();
    WireBuffer out =
        new WireBuffer(rows.size() + RECORD_OVERHEAD * (sink.rowCount() + 1) + token.length);
    int start = 0;
    for (int i = 0; i < sink.rowCount(); i++) {
      int end = sink.rowEnd(i);
      int action = RowChange.Type.PUT.code();
      int length = WireBuffer.numberFieldSize(action) + WireBuffer.bytesFieldSize(end - start);
      out.putMessageHead(1, length);
      out.putNumberField(1, action);
      out.putBytesField(2, rows.array(), start, end - start);
      start = end;
    }
    out.putBytesField(2, token);
    out.putNumberField(3, page.mayHaveMore() ? 1 : 0);
    return new Reply(out.array(), 0, out.size());
  }
}
