/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.ByteSlice;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row whose cells are in pages, as its head and the pages show it: pages are read as they are
 * needed, and the fragments in the head are laid over each.
 */
public final class PagedRow {
  /** Opens cursors over the pages. */
  @FunctionalInterface
  public interface Pages {
    /** See {@link io.tabularium.storage.TableSpace.ReadView#scan}. */
    Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending);
  }

  private final byte[] head;
  private final int length;
  private final byte[] prefix;
  private final Pages pages;
  private final int maxVersions;
  private final RowImage page = new RowImage();

  /**
   * A view of a row.
   *
   * @param rowKey the row's encoded key
   * @param head its value, {@linkplain RowCodec#isPaged paged}
   * @param maxVersions how many versions of a column survive a put
   */
  public PagedRow(byte[] rowKey, byte[] head, int length, Pages pages, int maxVersions) {
    this.head = head;
    this.length = length;
    this.prefix = RowCodec.pagePrefix(rowKey, RowCodec.generation(head));
    this.pages = pages;
    this.maxVersions = maxVersions;
  }

  /** The server's clock at the row's last write. */
  public long lastWrite() {
    long latest = 0;
    for (int pos = 0; pos < length; pos += 5 + ByteWriter.getInt(head, pos + 1)) {
      latest = Math.max(latest, ByteWriter.getLong(head, pos + 5));
    }
    return latest;
  }

  /**
   * Walks the cells from a position on and collects those a filter takes.
   *
   * @param from the first position of interest, or {@code null} for the row's beginning
   * @param maxBytes collect at most so many logical bytes, but at least one cell
   * @return the position of the first wanted cell left out for {@code maxBytes}, or {@code null}
   */
  public byte[] collect(byte[] from, CellFilter filter, int maxBytes, CellBuffer into) {
    long bytes = 0;
    try (Walk walk = new Walk(from)) {
      while (walk.next()) {
        CellBuffer cells = page.cells();
        for (int i = 0; i < page.count(); i++) {
          int cell = page.cell(i);
          byte[] position = null;
          if (from != null && walk.isFirst()) {
            position = positionOf(cells, cell);
            if (Arrays.compareUnsigned(position, from) < 0) {
              continue;
            }
          }
          CellFilter.Verdict verdict = filter.decide(cells, cell);
          if (verdict == CellFilter.Verdict.STOP) {
            return null;
          }
          if (verdict == CellFilter.Verdict.TAKE) {
            if (into.size() > 0 && bytes + cells.logicalSize(cell) > maxBytes) {
              return position != null ? position : positionOf(cells, cell);
            }
            bytes += cells.logicalSize(cell);
            into.add(cells, cell);
          }
        }
      }
    }
    return null;
  }

  /** The first position a column can have. */
  public static byte[] columnStart(ByteSlice name) {
    return RowCodec.position(name.array(), name.offset(), name.length(), Long.MAX_VALUE);
  }

  /** The position of a cell among the cells of its row. */
  public static byte[] positionOf(CellBuffer cells, int cell) {
    return RowCodec.position(
        cells.array[cell], cells.nameOffset[cell], cells.nameLength[cell], cells.timestamp[cell]);
  }

  /**
   * Steps from page to page, each with its fragments applied, in {@link #page}. The first page
   * there is reaches back to the row's beginning, whatever its key says: earlier ones may have
   * emptied.
   */
  private final class Walk implements AutoCloseable {
    private final Cursor cursor;
    private boolean rowBegins;
    private boolean begun;
    private boolean ended;
    private int visited;
    private byte[] key;
    private byte[] aheadKey;
    private byte[] aheadValue;

    Walk(byte[] from) {
      byte[] start = from == null ? null : pageAtOrBefore(from, true);
      rowBegins = start == null || pageAtOrBefore(startOf(start), false) == null;
      cursor =
          pages.scan(
              Keyspace.PAGES, start == null ? prefix : start, KeyCodec.successor(prefix), false);
    }

    private byte[] pageAtOrBefore(byte[] position, boolean inclusive) {
      byte[] bound = RowCodec.concat(prefix, position);
      byte[] to = inclusive ? RowCodec.concat(bound, new byte[1]) : bound;
      try (Cursor before = pages.scan(Keyspace.PAGES, prefix, to, true)) {
        return before.next() ? keyOf(before) : null;
      }
    }

    boolean isFirst() {
      return visited == 1;
    }

    /** The key of the current page, {@code null} if it is not stored. */
    byte[] key() {
      return key;
    }

    /** Whether the current page reaches back to the row's beginning. */
    boolean reachesRowBegin() {
      return visited == 1 && rowBegins;
    }

    /** Where the page after the current one begins, or {@code null}. */
    byte[] nextStart() {
      return aheadKey == null ? null : startOf(aheadKey);
    }

    boolean next() {
      if (ended) {
        return false;
      }
      if (!begun) {
        begun = true;
        readAhead();
      }
      key = aheadKey;
      byte[] value = aheadValue;
      if (key != null) {
        readAhead();
      }
      // Even without any page, fragments may hold cells: then there is one page that is not stored.
      ended = aheadKey == null;
      visited++;
      page.clear();
      if (value != null) {
        page.appendSorted(value, 8, value.length, ByteWriter.getLong(value, 0));
      }
      applyFragments(page, reachesRowBegin() ? null : startOf(key), nextStart());
      return true;
    }

    private void readAhead() {
      if (cursor.next()) {
        aheadKey = keyOf(cursor);
        aheadValue = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
      } else {
        aheadKey = null;
        aheadValue = null;
      }
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  private byte[] startOf(byte[] pageKey) {
    return Arrays.copyOfRange(pageKey, prefix.length, pageKey.length);
  }

  static byte[] keyOf(Cursor cursor) {
    return Arrays.copyOfRange(
        cursor.keyArray(), cursor.keyOffset(), cursor.keyOffset() + cursor.keyLength());
  }

  private void applyFragments(RowImage image, byte[] first, byte[] end) {
    for (int pos = 0; pos < length; ) {
      int bodyEnd = pos + 5 + ByteWriter.getInt(head, pos + 1);
      if (head[pos] == RowCodec.FRAGMENT) {
        long time = ByteWriter.getLong(head, pos + 5);
        image.apply(head, pos + RowCodec.SEGMENT_HEADER, bodyEnd, time, maxVersions, first, end);
      }
      pos = bodyEnd;
    }
  }

  // ---- rewriting --------------------------------------------------------------------------------

  /** Receives the changes a fold makes to pages. */
  public interface PageWriter {
    /** Sets a page. */
    void put(byte[] key, byte[] value);

    /** Removes a page. */
    void delete(byte[] key);
  }

  /**
   * Folds the head's fragments into the pages they concern.
   *
   * @param oldest versions before this have expired and go
   * @return the head that remains
   */
  public byte[] fold(long oldest, PageWriter writer) {
    byte[] done = null;
    for (byte[] position : touchedPositions()) {
      if (done == null || Arrays.compareUnsigned(position, done) >= 0) {
        done = foldAt(position, oldest, writer);
        if (done == null) {
          break;
        }
      }
    }
    return RowCodec.encodePaged(lastWrite(), RowCodec.generation(head));
  }

  /**
   * Removes expired cells from stored pages, a bounded number of pages at a time, and leaves pages
   * alone that hold none. Fragments stay as they are.
   *
   * @param from the start of the first page to look at; empty for the first of all
   * @return where to go on, or {@code null} when all pages have been looked at
   */
  public byte[] dropExpired(byte[] from, int maxPages, long oldest, PageWriter writer) {
    int looked = 0;
    try (Cursor cursor =
        pages.scan(
            Keyspace.PAGES, RowCodec.concat(prefix, from), KeyCodec.successor(prefix), false)) {
      while (cursor.next()) {
        byte[] key = keyOf(cursor);
        if (looked++ == maxPages) {
          return startOf(key);
        }
        loadStored(cursor);
        if (page.trim(oldest, Integer.MAX_VALUE)) {
          rewrite(key, writer);
        }
      }
    }
    return null;
  }

  private void loadStored(Cursor cursor) {
    byte[] value = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
    page.clear();
    page.appendSorted(value, 8, value.length, ByteWriter.getLong(value, 0));
  }

  /** Writes the page as it is now under its key, or removes it if it is empty. */
  private void rewrite(byte[] key, PageWriter writer) {
    if (page.count() == 0) {
      writer.delete(key);
    } else {
      writePages(page, key, prefix, Integer.MAX_VALUE, writer);
    }
  }

  /**
   * The positions of all cells in fragments, ascending; a deleted column counts from its newest.
   */
  private List<byte[]> touchedPositions() {
    List<byte[]> touched = new ArrayList<>();
    CellBuffer cells = new CellBuffer();
    for (int pos = 0; pos < length; ) {
      int bodyEnd = pos + 5 + ByteWriter.getInt(head, pos + 1);
      if (head[pos] == RowCodec.FRAGMENT) {
        long time = ByteWriter.getLong(head, pos + 5);
        for (int p = pos + RowCodec.SEGMENT_HEADER; p < bodyEnd; ) {
          boolean wholeColumn = RowCodec.operation(head[p]) == 1;
          int cell = cells.size();
          p = RowCodec.readCell(head, p, time, cells);
          if (wholeColumn) {
            cells.timestamp[cell] = Long.MAX_VALUE;
            touched.addAll(pagesOfColumn(cells, cell));
          }
          touched.add(positionOf(cells, cell));
        }
      }
      pos = bodyEnd;
    }
    touched.sort(Arrays::compareUnsigned);
    return touched;
  }

  /** The starts of pages that begin amid a column; deleting the column concerns them all. */
  private List<byte[]> pagesOfColumn(CellBuffer cells, int cell) {
    List<byte[]> starts = new ArrayList<>();
    byte[] newest = positionOf(cells, cell);
    byte[] from = RowCodec.concat(prefix, newest);
    byte[] to = KeyCodec.successor(Arrays.copyOf(from, from.length - 8));
    try (Cursor cursor = pages.scan(Keyspace.PAGES, from, to, false)) {
      while (cursor.next()) {
        byte[] key = keyOf(cursor);
        starts.add(Arrays.copyOfRange(key, prefix.length, key.length));
      }
    }
    return starts;
  }

  /**
   * Rewrites the page that holds a position.
   *
   * @return the start of the page after the one rewritten, or {@code null} at the row's end
   */
  private byte[] foldAt(byte[] position, long oldest, PageWriter writer) {
    try (Walk walk = new Walk(position)) {
      if (!walk.next()) {
        return null;
      }
      page.trim(oldest, maxVersions);
      byte[] oldKey = walk.key();
      byte[] newKey = walk.reachesRowBegin() ? prefix : oldKey;
      if (oldKey != null && (page.count() == 0 || !Arrays.equals(oldKey, newKey))) {
        writer.delete(oldKey);
      }
      byte[] next = walk.nextStart();
      if (page.count() > 0) {
        writePages(page, newKey, prefix, 2 * RowCodec.PAGE_BYTES, writer);
        dropSurplus(next, writer);
      }
      return next;
    }
  }

  /**
   * Removes versions beyond the limit from pages that go on with the last column of the page just
   * written: only a column that is large by itself has any.
   */
  private void dropSurplus(byte[] next, PageWriter writer) {
    CellBuffer cells = page.cells();
    int last = page.cell(page.count() - 1);
    byte[] column = positionOf(cells, last);
    if (next == null || !Arrays.equals(columnOf(column), columnOf(next))) {
      return;
    }
    ByteSlice name = ByteSlice.of(cells.name(last).toByteArray());
    int seen = 0;
    for (int i = page.count() - 1;
        i >= 0 && cells.nameEquals(page.cell(i), name.array(), 0, name.length());
        i--) {
      seen++;
    }
    byte[] end = KeyCodec.successor(RowCodec.concat(prefix, columnOf(column)));
    try (Cursor cursor = pages.scan(Keyspace.PAGES, RowCodec.concat(prefix, next), end, false)) {
      while (cursor.next()) {
        byte[] key = keyOf(cursor);
        loadStored(cursor);
        int before = page.count();
        seen += page.trimFirst(name, Math.max(0, maxVersions - seen));
        if (page.count() < before) {
          rewrite(key, writer);
        }
      }
    }
  }

  /** A position without its version: what all positions of one column begin with. */
  private static byte[] columnOf(byte[] position) {
    return Arrays.copyOf(position, position.length - 8);
  }

  /**
   * Writes an image as one page or, if it is larger than {@code cutAt}, as several. Pages begin at
   * the first possible version of a column, so that all its versions, later ones too, share a page;
   * only a column that is large by itself is cut.
   */
  private static void writePages(
      RowImage image, byte[] firstKey, byte[] prefix, int cutAt, PageWriter writer) {
    CellBuffer cells = image.cells();
    int total = 0;
    for (int i = 0; i < image.count(); i++) {
      total += cells.logicalSize(image.cell(i)) + 12;
    }
    int target = total <= cutAt ? Integer.MAX_VALUE : RowCodec.PAGE_BYTES;
    byte[] key = firstKey;
    ByteWriter out = RowCodec.beginPage();
    for (int i = 0; i < image.count(); i++) {
      int cell = image.cell(i);
      boolean newColumn = i > 0 && !cells.sameName(image.cell(i - 1), cells, cell);
      if (i > 0 && out.size() + cells.logicalSize(cell) > (newColumn ? target : 4L * target)) {
        writer.put(key, out.toByteArray());
        key = RowCodec.concat(prefix, startAt(cells, cell, newColumn));
        out = RowCodec.beginPage();
      }
      RowCodec.writeStored(out, cells, cell, 0);
    }
    writer.put(key, out.toByteArray());
  }

  private static byte[] startAt(CellBuffer cells, int cell, boolean newColumn) {
    return RowCodec.position(
        cells.array[cell],
        cells.nameOffset[cell],
        cells.nameLength[cell],
        newColumn ? Long.MAX_VALUE : cells.timestamp[cell]);
  }

  /**
   * Cuts a row into pages of a new generation.
   *
   * @return the row's new head
   */
  public static byte[] cut(byte[] rowKey, RowImage image, long generation, PageWriter writer) {
    byte[] prefix = RowCodec.pagePrefix(rowKey, generation);
    if (image.count() > 0) {
      writePages(image, prefix, prefix, RowCodec.PAGE_BYTES, writer);
    }
    return RowCodec.encodePaged(image.lastWrite(), generation);
  }

  /** Removes all pages of a row, of every generation. */
  public static void deletePages(byte[] rowKey, Pages pages, PageWriter writer) {
    try (Cursor cursor = pages.scan(Keyspace.PAGES, rowKey, KeyCodec.successor(rowKey), false)) {
      while (cursor.next()) {
        writer.delete(keyOf(cursor));
      }
    }
  }
}
