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
import java.util.Arrays;

/**
 * What indexes want to know of a row: its key, and the newest cell of each column they are made of.
 * Of a row in pages it reads only where those columns are. Reused from row to row; not thread-safe.
 */
final class IndexedRow {
  private final Table table;
  private final ByteSlice[] columns;
  private final RowImage image = new RowImage();
  private final CellBuffer found = new CellBuffer();
  private final int[] cellOf;
  private byte[] key;
  private int[] keyEnds;
  private CellBuffer cells;
  private boolean exists;
  private long lastWrite;

  /**
   * For the rows of one table.
   *
   * @param columns the columns of interest, ordered
   */
  IndexedRow(Table table, ByteSlice[] columns) {
    this.table = table;
    this.columns = columns;
    this.cellOf = new int[columns.length];
  }

  /**
   * Looks at a row.
   *
   * @param head its stored value, or {@code null} if there is none
   * @param oldest cells older than this count as gone
   */
  void load(byte[] rowKey, byte[] head, PagedRow.Pages pages, long oldest) {
    Arrays.fill(cellOf, -1);
    key = rowKey;
    keyEnds = null;
    exists = false;
    if (head == null) {
      return;
    }
    if (RowCodec.isPaged(head, head.length)) {
      loadPaged(head, pages, oldest);
    } else {
      loadWhole(head, oldest);
    }
  }

  private void loadWhole(byte[] head, long oldest) {
    image.load(head, head.length, table.options().maxVersions());
    cells = image.cells();
    lastWrite = image.lastWrite();
    boolean visible = lastWrite >= oldest;
    int column = 0;
    for (int i = 0; i < image.count(); i++) {
      int cell = image.cell(i);
      boolean fresh = cells.timestamp(cell) >= oldest;
      visible |= fresh;
      int order = -1;
      while (column < columns.length && (order = compare(column, cell)) < 0) {
        column++;
      }
      if (column < columns.length && order == 0) {
        if (fresh) {
          cellOf[column] = cell;
        }
        column++; // older versions of the column come next and do not count
      }
    }
    exists = image.written() && visible;
  }

  private int compare(int column, int cell) {
    return columns[column].compareTo(
        cells.array(cell), cells.nameOffset(cell), cells.nameLength(cell));
  }

  private void loadPaged(byte[] head, PagedRow.Pages pages, long oldest) {
    PagedRow row = new PagedRow(key, head, head.length, pages, table.options().maxVersions());
    found.clear();
    cells = found;
    lastWrite = row.lastWrite();
    exists = lastWrite >= oldest;
    for (int column = 0; column < columns.length; column++) {
      int cell = found.size();
      collectNewest(row, columns[column]);
      if (found.size() == cell) {
        continue;
      }
      if (found.timestamp(cell) >= oldest) {
        cellOf[column] = cell;
        exists = true;
      }
    }
    if (!exists) {
      exists = hasCellFrom(row, oldest);
    }
  }

  private void collectNewest(PagedRow row, ByteSlice column) {
    int before = found.size();
    row.collect(
        PagedRow.columnStart(column),
        (c, cell) ->
            found.size() == before
                    && c.nameEquals(cell, column.array(), column.offset(), column.length())
                ? CellFilter.Verdict.TAKE
                : CellFilter.Verdict.STOP,
        Integer.MAX_VALUE,
        found);
  }

  private static boolean hasCellFrom(PagedRow row, long oldest) {
    CellBuffer any = new CellBuffer();
    row.collect(
        null,
        (c, cell) ->
            any.size() > 0
                ? CellFilter.Verdict.STOP
                : c.timestamp(cell) >= oldest ? CellFilter.Verdict.TAKE : CellFilter.Verdict.SKIP,
        Integer.MAX_VALUE,
        any);
    return any.size() > 0;
  }

  /** Whether there is a row. */
  boolean exists() {
    return exists;
  }

  /** The server's clock at the row's last write. */
  long lastWrite() {
    return lastWrite;
  }

  /** A column of the row's key, encoded. */
  byte[] keyColumn(int column) {
    if (keyEnds == null) {
      keyEnds = KeyCodec.columnEnds(table.schema(), key);
    }
    return Arrays.copyOfRange(key, column == 0 ? 0 : keyEnds[column - 1], keyEnds[column]);
  }

  /** The newest cell of a column in {@link #cells()}, or -1. */
  int cell(int column) {
    return cellOf[column];
  }

  /** The newest value of a column, or {@code null}. */
  Value value(int column) {
    return cellOf[column] < 0 ? null : cells.value(cellOf[column]);
  }

  /** The version of {@link #value}. */
  long timestamp(int column) {
    return cells.timestamp(cellOf[column]);
  }

  /** Where {@link #cell} points to. */
  CellBuffer cells() {
    return cells;
  }
}
