/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import java.util.Arrays;

/**
 * The cells a row's value amounts to: base and fragments folded, ordered by name and then newest
 * first. Also used for one page of a wide row, with the fragments that concern it. Reused from row
 * to row; not thread-safe.
 */
public final class RowImage {
  private final CellBuffer cells = new CellBuffer();
  private int[] order = new int[32];
  private int count;
  private boolean written;
  private long lastWrite;
  private int fragments;

  /** The buffer the cells are in; go through {@link #cell}. */
  public CellBuffer cells() {
    return cells;
  }

  /** How many cells the row has. */
  public int count() {
    return count;
  }

  /** The index in {@link #cells()} of the cell at this place. */
  public int cell(int place) {
    return order[place];
  }

  /** Whether a base or a fragment with a put was there, so that the row was created. */
  public boolean written() {
    return written;
  }

  /** The server's clock at the last write, in milliseconds. */
  public long lastWrite() {
    return lastWrite;
  }

  /** How many fragments were folded. */
  public int fragments() {
    return fragments;
  }

  /** Forgets everything. */
  public void clear() {
    cells.clear();
    count = 0;
    written = false;
    lastWrite = 0;
    fragments = 0;
  }

  /**
   * Folds a row's value, whose base must not be {@linkplain RowCodec#isPaged paged}.
   *
   * @param maxVersions how many versions of a column survive a put
   */
  public void load(byte[] head, int length, int maxVersions) {
    clear();
    for (int pos = 0; pos < length; ) {
      int bodyEnd = pos + 5 + ByteWriter.getInt(head, pos + 1);
      long time = ByteWriter.getLong(head, pos + 5);
      int body = pos + RowCodec.SEGMENT_HEADER;
      lastWrite = Math.max(lastWrite, time);
      if (head[pos] == RowCodec.BASE) {
        written = true;
        appendSorted(head, body, bodyEnd, time);
      } else {
        fragments++;
        apply(head, body, bodyEnd, time, maxVersions, null, null);
      }
      pos = bodyEnd;
    }
  }

  /** Adds cells that come in order and after all others: a base or a page. */
  void appendSorted(byte[] bytes, int from, int to, long time) {
    for (int pos = from; pos < to; ) {
      int cell = cells.size();
      pos = RowCodec.readCell(bytes, pos, time, cells);
      if (count == order.length) {
        order = Arrays.copyOf(order, count * 2);
      }
      order[count++] = cell;
    }
  }

  /**
   * Applies the cells of a fragment in their order.
   *
   * @param first where a page begins, or {@code null} for the row's beginning; puts before it are
   *     not this page's
   * @param end where the next page begins, or {@code null} for the row's end
   */
  void apply(byte[] bytes, int from, int to, long time, int maxVersions, byte[] first, byte[] end) {
    for (int pos = from; pos < to; ) {
      int operation = RowCodec.operation(bytes[pos]);
      int cell = cells.size();
      pos = RowCodec.readCell(bytes, pos, time, cells);
      if (operation == Cell.Operation.PUT.code()) {
        written = true;
        if ((first == null && end == null) || isWithin(cell, first, end)) {
          put(cell, maxVersions);
        }
      } else if (operation == Cell.Operation.DELETE_ALL_VERSIONS.code()) {
        int begin = find(cell, Long.MAX_VALUE);
        remove(begin, groupEnd(begin, cell));
      } else {
        int at = find(cell, cells.timestamp[cell]);
        if (at < count && isSame(at, cell)) {
          remove(at, at + 1);
        }
      }
    }
  }

  private boolean isWithin(int cell, byte[] first, byte[] end) {
    byte[] position =
        RowCodec.position(
            cells.array[cell],
            cells.nameOffset[cell],
            cells.nameLength[cell],
            cells.timestamp[cell]);
    return (first == null || Arrays.compareUnsigned(position, first) >= 0)
        && (end == null || Arrays.compareUnsigned(position, end) < 0);
  }

  private void put(int cell, int maxVersions) {
    int at = find(cell, cells.timestamp[cell]);
    if (at < count && isSame(at, cell)) {
      order[at] = cell;
      return;
    }
    if (count == order.length) {
      order = Arrays.copyOf(order, count * 2);
    }
    System.arraycopy(order, at, order, at + 1, count - at);
    order[at] = cell;
    count++;
    // Versions beyond the limit go at once, not at some later fold: what a row holds must not
    // depend
    // on when it was folded.
    int begin = at;
    while (begin > 0 && at - begin < maxVersions && sameName(begin - 1, cell)) {
      begin--;
    }
    int groupEnd = groupEnd(at, cell);
    if (groupEnd - begin > maxVersions) {
      remove(begin + maxVersions, groupEnd);
    }
  }

  /** The first place whose cell is of a later name, or of the same name and not newer. */
  private int find(int cell, long timestamp) {
    byte[] name = cells.array[cell];
    int offset = cells.nameOffset[cell];
    int length = cells.nameLength[cell];
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int c = cells.compareName(order[middle], name, offset, length);
      if (c < 0 || (c == 0 && cells.timestamp[order[middle]] > timestamp)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int groupEnd(int begin, int cell) {
    int end = begin;
    while (end < count && sameName(end, cell)) {
      end++;
    }
    return end;
  }

  private boolean sameName(int place, int cell) {
    return cells.sameName(order[place], cells, cell);
  }

  private boolean isSame(int place, int cell) {
    return cells.timestamp[order[place]] == cells.timestamp[cell] && sameName(place, cell);
  }

  private void remove(int from, int to) {
    System.arraycopy(order, to, order, from, count - to);
    count -= to - from;
  }

  /**
   * Of the column the image begins with, if it is this one, keeps only so many versions.
   *
   * @return how many it kept
   */
  int trimFirst(ByteSlice name, int keep) {
    int versions = 0;
    while (versions < count
        && cells.nameEquals(order[versions], name.array(), name.offset(), name.length())) {
      versions++;
    }
    int kept = Math.min(versions, keep);
    remove(kept, versions);
    return kept;
  }

  /**
   * Drops what readers may no longer see.
   *
   * @param oldest versions before this have expired
   * @param maxVersions how many versions of a column are kept
   * @return whether anything was dropped
   */
  public boolean trim(long oldest, int maxVersions) {
    int kept = 0;
    int versions = 0;
    int previous = -1;
    for (int i = 0; i < count; i++) {
      int cell = order[i];
      versions = previous >= 0 && cells.sameName(previous, cells, cell) ? versions + 1 : 1;
      previous = cell;
      if (versions <= maxVersions && cells.timestamp[cell] >= oldest) {
        order[kept++] = cell;
      }
    }
    boolean dropped = kept < count;
    count = kept;
    return dropped;
  }
}
