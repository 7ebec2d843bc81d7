/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.BatchSink;
import io.tabularium.engine.TableKeys;
import io.tabularium.model.RowSink;
import java.util.List;

/**
 * The rows of a BatchGetRow, one after the other in one sink, and where each of them is. A row that
 * was never begun, or begun and not found, is empty.
 */
public final class BatchRows implements BatchSink {
  private final PlainBufferRowSink sink;
  private final int[][] starts;
  private final int[][] ends;
  private int[] currentEnds;
  private int current;

  /** Places for all rows of the request. */
  public BatchRows(List<TableKeys> tables, PlainBufferRowSink sink) {
    this.sink = sink;
    starts = new int[tables.size()][];
    ends = new int[tables.size()][];
    for (int t = 0; t < starts.length; t++) {
      starts[t] = new int[tables.get(t).keys().size()];
      ends[t] = new int[starts[t].length];
    }
  }

  @Override
  public RowSink row(int table, int row) {
    endRow();
    starts[table][row] = sink.startBuffer();
    ends[table][row] = starts[table][row];
    currentEnds = ends[table];
    current = row;
    return sink;
  }

  private void endRow() {
    if (currentEnds != null) {
      currentEnds[current] = sink.bytes().size();
      currentEnds = null;
    }
  }

  WireBuffer bytes() {
    return sink.bytes();
  }

  int start(int table, int row) {
    return starts[table][row];
  }

  int length(int table, int row) {
    endRow();
    return ends[table][row] - starts[table][row];
  }
}
