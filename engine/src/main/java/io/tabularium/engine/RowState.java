/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.CellBuffer;
import io.tabularium.engine.row.CellFilter;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.List;

/** What a write's condition and its increments may ask about the row as it is. */
final class RowState implements FilterInput {
  private final Table table;
  private final RowAccess row;
  private final byte[] head;
  private final long oldest;
  private final boolean exists;
  private final RowImage whole;
  private final PagedRow paged;

  private RowState(Table table, RowAccess row, long nowMillis) {
    this.table = table;
    this.row = row;
    this.head = row.head();
    this.oldest = Selector.oldestVisible(table.options(), nowMillis);
    int maxVersions = table.options().maxVersions();
    if (head == null) {
      whole = null;
      paged = null;
      exists = false;
    } else if (RowCodec.isPaged(head, head.length)) {
      whole = null;
      paged = new PagedRow(row.key(), head, head.length, row.pages(), maxVersions);
      exists = paged.lastWrite() >= oldest || hasVisibleCell();
    } else {
      paged = null;
      whole = new RowImage();
      whole.load(head, head.length, maxVersions);
      exists = whole.written() && (whole.lastWrite() >= oldest || newestTimestamp(whole) >= oldest);
    }
  }

  /** The state of a row. */
  static RowState of(Table table, RowAccess row, long nowMillis) {
    return new RowState(table, row, nowMillis);
  }

  /** Whether the row exists. */
  boolean exists() {
    return exists;
  }

  private static long newestTimestamp(RowImage image) {
    long newest = Long.MIN_VALUE;
    for (int i = 0; i < image.count(); i++) {
      newest = Math.max(newest, image.cells().timestamp(image.cell(i)));
    }
    return newest;
  }

  private boolean hasVisibleCell() {
    CellBuffer found = new CellBuffer();
    paged.collect(
        null,
        (cells, cell) ->
            cells.timestamp(cell) < oldest
                ? CellFilter.Verdict.SKIP
                : found.size() > 0 ? CellFilter.Verdict.STOP : CellFilter.Verdict.TAKE,
        Integer.MAX_VALUE,
        found);
    return found.size() > 0;
  }

  /** A version of a column. */
  record Version(Value value, long timestamp) {}

  /** The newest version of a column that readers see, or {@code null}. */
  Version newest(ByteSlice column) {
    List<Version> found = visible(column);
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public Value keyColumn(ByteSlice name) {
    int index = table.schema().indexOf(name.toUtf8());
    return index < 0 || !exists
        ? null // of a missing row every column is missing
        : KeyCodec.decode(table.schema(), row.key(), 0).value(index);
  }

  @Override
  public List<Value> versions(ByteSlice column) {
    List<Value> values = new ArrayList<>(2);
    for (Version version : visible(column)) {
      values.add(version.value());
    }
    return values;
  }

  private List<Version> visible(ByteSlice column) {
    List<Version> values = new ArrayList<>(2);
    if (!exists) {
      return values;
    }
    int maxVersions = table.options().maxVersions();
    CellBuffer cells;
    if (paged != null) {
      cells = new CellBuffer();
      paged.collect(
          PagedRow.columnStart(column),
          (c, cell) ->
              c.nameEquals(cell, column.array(), column.offset(), column.length())
                  ? CellFilter.Verdict.TAKE
                  : CellFilter.Verdict.STOP,
          Integer.MAX_VALUE,
          cells);
      for (int i = 0; i < cells.size() && i < maxVersions; i++) {
        if (cells.timestamp(i) >= oldest) {
          values.add(new Version(cells.value(i), cells.timestamp(i)));
        }
      }
      return values;
    }
    cells = whole.cells();
    int seen = 0;
    for (int i = 0; i < whole.count(); i++) {
      int cell = whole.cell(i);
      if (cells.nameEquals(cell, column.array(), column.offset(), column.length())
          && seen++ < maxVersions
          && cells.timestamp(cell) >= oldest) {
        values.add(new Version(cells.value(cell), cells.timestamp(cell)));
      }
    }
    return values;
  }
}
