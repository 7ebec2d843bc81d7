/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.PrimaryKeySchema;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link io.tabularium.model.RowSelection} that has been found valid, in the form reads work
 * with. Made by {@link Validation#selection}. Immutable by convention: the arrays are not to be
 * changed.
 */
final class CompiledSelection {
  private static final ByteSlice[] NO_COLUMNS = {};

  /**
   * Whether no column was named, so that all between {@link #start} and {@link #end} are wanted.
   */
  final boolean allColumns;

  /**
   * The columns named, ascending, each once, without those outside {@link #start} and {@link #end};
   * may hold names of key columns. Empty if {@link #allColumns}.
   */
  final ByteSlice[] columns;

  /** The columns named, in the client's order. */
  final List<String> columnNames;

  /** First column name, inclusive, or {@code null}. */
  final ByteSlice start;

  /** Last column name, exclusive, or {@code null}. */
  final ByteSlice end;

  /** Oldest version wanted, inclusive. */
  final long minTimestamp;

  /** Newest version wanted, exclusive; {@code Long.MAX_VALUE} for no bound. */
  final long maxTimestamp;

  /** How many of the newest versions in the time range; {@code Integer.MAX_VALUE} for all. */
  final int maxVersions;

  /** Which rows, or {@code null} for all. */
  final CompiledFilter filter;

  /** How many columns to skip, or -1 if columns are not paged. */
  final int paginationOffset;

  /** How many columns to return, or -1 if columns are not paged. */
  final int paginationLimit;

  /** Where an earlier, cut-off read of the same wide row left off, or {@code null}. */
  final byte[] token;

  CompiledSelection(
      List<String> columnNames,
      ByteSlice start,
      ByteSlice end,
      long minTimestamp,
      long maxTimestamp,
      int maxVersions,
      CompiledFilter filter,
      int paginationOffset,
      int paginationLimit,
      byte[] token) {
    this.allColumns = columnNames.isEmpty();
    this.columnNames = columnNames;
    this.start = start;
    this.end = end;
    this.columns = allColumns ? NO_COLUMNS : distinctColumns();
    this.minTimestamp = minTimestamp;
    this.maxTimestamp = maxTimestamp;
    this.maxVersions = maxVersions;
    this.filter = filter;
    this.paginationOffset = paginationOffset;
    this.paginationLimit = paginationLimit;
    this.token = token;
  }

  /** Loops rather than streams: every read comes by here. */
  private ByteSlice[] distinctColumns() {
    ByteSlice[] names = new ByteSlice[columnNames.size()];
    int count = 0;
    for (int i = 0; i < names.length; i++) {
      ByteSlice name = ByteSlice.utf8(columnNames.get(i));
      if (inRange(name.array(), name.offset(), name.length())) {
        names[count++] = name;
      }
    }
    Arrays.sort(names, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (distinct == 0 || !names[i].equals(names[distinct - 1])) {
        names[distinct++] = names[i];
      }
    }
    return Arrays.copyOf(names, distinct);
  }

  /** Whether a column with this name is wanted. */
  boolean wantsColumn(byte[] buffer, int offset, int length) {
    if (allColumns) {
      return inRange(buffer, offset, length);
    }
    int low = 0;
    int high = columns.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = columns[middle].compareTo(buffer, offset, length);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  /** Whether a version with this timestamp is wanted, as far as the time range says. */
  boolean wantsTimestamp(long timestamp) {
    return timestamp >= minTimestamp && timestamp < maxTimestamp;
  }

  /** Whether a column that was named is a key column, so that a row is returned without cells. */
  boolean namesAnyKeyColumn(PrimaryKeySchema schema) {
    for (KeyColumnSchema column : schema.columns()) {
      if (columnNames.contains(column.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean inRange(byte[] buffer, int offset, int length) {
    return (start == null || start.compareTo(buffer, offset, length) <= 0)
        && (end == null || end.compareTo(buffer, offset, length) > 0);
  }

  @Override
  public String toString() {
    return "columns "
        + (allColumns ? "all" : Arrays.toString(columns))
        + " in ["
        + start
        + ", "
        + end
        + "), versions "
        + maxVersions
        + " in ["
        + minTimestamp
        + ", "
        + maxTimestamp
        + ")";
  }
}
