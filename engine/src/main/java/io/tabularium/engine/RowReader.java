/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.CellBuffer;
import io.tabularium.engine.row.CellFilter;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.TableOptions;
import io.tabularium.model.Value;
import io.tabularium.storage.TableSpace.Cursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads one stored row at a time: folds it, selects what the reader wants, evaluates the reader's
 * filter, and hands the result to a sink. Holds the scratch space for it; make one per request.
 */
final class RowReader implements FilterInput {
  private static final byte TOKEN_FORMAT = 1;

  private final Table table;
  private final PrimaryKeySchema schema;
  private final TableOptions options;
  private final CompiledSelection selection;
  private final PagedRow.Pages pages;
  private final int maxRowBytes;
  private final long nowMillis;
  private final long oldest;
  private final Selector selector;
  private final Scratch scratch;
  private final boolean namesKeyColumn;

  private byte[] key;
  private int keyOffset;
  private int keyLength;
  private byte[] head;
  private int headLength;
  private CellBuffer cells;
  private int[] chosen;
  private int chosenCount;
  private boolean exists;
  private boolean paged;
  private byte[] cut;
  private int columnsBeforeCut;
  private long cellBytes;

  /** What a row is folded into; kept per thread. */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);
    private final RowImage image = new RowImage();
    private final CellBuffer selected = new CellBuffer();
    private int[] chosen = new int[32];

    /** Room for the indexes of so many cells. */
    private int[] chosen(int count) {
      if (chosen.length < count) {
        chosen = new int[Math.max(count, 2 * chosen.length)];
      }
      return chosen;
    }
  }

  /**
   * A reader for one request.
   *
   * @param pages opens cursors on the view the rows come from
   * @param maxRowBytes where to cut a wide row
   */
  RowReader(
      Table table,
      CompiledSelection selection,
      PagedRow.Pages pages,
      int maxRowBytes,
      long nowMillis) {
    this.table = table;
    this.schema = table.schema();
    this.options = table.options();
    this.selection = selection;
    this.pages = pages;
    this.maxRowBytes = maxRowBytes;
    this.nowMillis = nowMillis;
    this.oldest = Selector.oldestVisible(options, nowMillis);
    this.selector = new Selector(selection, options, nowMillis);
    this.scratch = Scratch.CURRENT.get();
    this.namesKeyColumn = !selection.allColumns && selection.namesAnyKeyColumn(schema);
  }

  /** Reads the row a cursor is at, from its beginning; whether it exists. */
  boolean read(Cursor cursor) {
    return read(
        cursor.keyArray(),
        cursor.keyOffset(),
        cursor.keyLength(),
        cursor.valueArray(),
        cursor.valueLength(),
        null);
  }

  /**
   * Reads a row's stored value.
   *
   * @param token where an earlier read of this row left off, or {@code null}
   * @return whether the row exists
   */
  boolean read(
      byte[] keyArray, int offset, int length, byte[] value, int valueLength, byte[] token) {
    key = keyArray;
    keyOffset = offset;
    keyLength = length;
    head = value;
    headLength = valueLength;
    cut = null;
    selector.reset();
    chosenCount = 0;
    paged = RowCodec.isPaged(value, valueLength);
    exists = paged ? readPaged(token) : readWhole(token);
    cellBytes = 0;
    for (int i = 0; i < chosenCount; i++) {
      cellBytes += cells.logicalSize(chosen[i]);
    }
    return exists;
  }

  private boolean readWhole(byte[] token) {
    RowImage image = scratch.image;
    image.load(head, headLength, options.maxVersions());
    if (!image.written()) {
      return false;
    }
    CellFilter filter = token == null ? selector : new Resume(token);
    cells = image.cells();
    chosen = scratch.chosen(image.count());
    for (int i = 0; i < image.count(); i++) {
      int cell = image.cell(i);
      CellFilter.Verdict verdict = filter.decide(cells, cell);
      if (verdict == CellFilter.Verdict.TAKE) {
        chosen[chosenCount++] = cell;
      } else if (verdict == CellFilter.Verdict.STOP) {
        break;
      }
    }
    return image.lastWrite() >= oldest
        || (!table.livesByRowTime() && (selector.sawVisible() || anyVisible(image)));
  }

  /** A row whose last write has expired still exists while some cell, dated ahead, has not. */
  private boolean anyVisible(RowImage image) {
    for (int i = 0; i < image.count(); i++) {
      if (image.cells().timestamp(image.cell(i)) >= oldest) {
        return true;
      }
    }
    return false;
  }

  private PagedRow pagedRow() {
    byte[] rowKey = Arrays.copyOfRange(key, keyOffset, keyOffset + keyLength);
    return new PagedRow(rowKey, head, headLength, pages, options.maxVersions());
  }

  private boolean readPaged(byte[] token) {
    PagedRow row = pagedRow();
    scratch.selected.clear();
    if (selection.allColumns) {
      collectAll(row, token);
    } else {
      collectNamed(row, token);
    }
    chooseAll(scratch.selected);
    if (row.lastWrite() >= oldest || selector.sawVisible()) {
      return true;
    }
    CellBuffer found = new CellBuffer();
    row.collect(
        null,
        (cells, cell) ->
            cells.timestamp(cell) < oldest
                ? CellFilter.Verdict.SKIP
                : found.size() > 0 ? CellFilter.Verdict.STOP : CellFilter.Verdict.TAKE,
        Integer.MAX_VALUE,
        found);
    return found.size() > 0;
  }

  private void chooseAll(CellBuffer collected) {
    cells = collected;
    chosenCount = collected.size();
    chosen = scratch.chosen(chosenCount);
    for (int i = 0; i < chosenCount; i++) {
      chosen[i] = i;
    }
  }

  private void collectAll(PagedRow row, byte[] token) {
    byte[] from = null;
    CellFilter filter = selector;
    if (token != null) {
      Resume resume = new Resume(token);
      from = resume.columnStart();
      filter = resume;
    } else if (selection.start != null) {
      from = PagedRow.columnStart(selection.start);
    }
    noteCut(row.collect(from, filter, maxRowBytes, scratch.selected));
  }

  /** Looks at each wanted column by itself instead of walking over all there are. */
  private void collectNamed(PagedRow row, byte[] token) {
    Resume resume = token == null ? null : new Resume(token);
    for (ByteSlice column : selection.columns) {
      byte[] start = PagedRow.columnStart(column);
      if (resume != null && Arrays.compareUnsigned(start, resume.columnStart()) < 0) {
        continue;
      }
      CellFilter inner = resume == null ? selector : resume;
      boolean[] stopped = new boolean[1];
      long taken = 0;
      for (int i = 0; i < scratch.selected.size(); i++) {
        taken += scratch.selected.logicalSize(i);
      }
      byte[] left =
          row.collect(
              start,
              (cells, cell) -> {
                if (!cells.nameEquals(cell, column.array(), column.offset(), column.length())) {
                  return CellFilter.Verdict.STOP;
                }
                CellFilter.Verdict verdict = inner.decide(cells, cell);
                stopped[0] = verdict == CellFilter.Verdict.STOP;
                return verdict;
              },
              (int) Math.max(0, maxRowBytes - taken),
              scratch.selected);
      if (noteCut(left) || stopped[0]) {
        return;
      }
    }
  }

  private boolean noteCut(byte[] position) {
    if (position == null) {
      return false;
    }
    cut = position;
    columnsBeforeCut = selector.columnsBeforeCurrent();
    return true;
  }

  /** Whether the row just read is to be returned, as far as its columns and the filter decide. */
  boolean isWanted(boolean resumed) {
    if (!exists) {
      return false;
    }
    if (!selection.allColumns && chosenCount == 0 && !namesKeyColumn) {
      return false;
    }
    return resumed || selection.filter == null || selection.filter.accepts(this);
  }

  /** The logical size of the row's key, names included. */
  long keyBytes() {
    return table.keyNamesBytes() + (long) KeyCodec.valueSize(schema, key, keyOffset);
  }

  /** The logical size of the selected cells. */
  long cellBytes() {
    return cellBytes;
  }

  /** Whether the row's cells are kept in pages. */
  boolean isPaged() {
    return paged;
  }

  /** Where a later read goes on if the row was cut, else {@code null}. */
  byte[] nextToken() {
    if (cut == null) {
      return null;
    }
    return ByteBuffer.allocate(5 + cut.length)
        .put(TOKEN_FORMAT)
        .putInt(columnsBeforeCut)
        .put(cut)
        .array();
  }

  /** Hands the row to a sink. */
  void emit(RowSink sink) {
    sink.beginRow();
    KeyCodec.emit(schema, key, keyOffset, sink);
    for (int i = 0; i < chosenCount; i++) {
      cells.emit(chosen[i], sink);
    }
    sink.endRow();
  }

  @Override
  public Value keyColumn(ByteSlice name) {
    int index = schema.indexOf(name.toUtf8());
    return index < 0 ? null : KeyCodec.decode(schema, key, keyOffset).value(index);
  }

  @Override
  public List<Value> versions(ByteSlice column) {
    List<Value> values = new ArrayList<>(2);
    if (cut != null) {
      // Not all of the row has been read: look the column up by itself.
      if (selection.allColumns || contains(column)) {
        CellBuffer found = lookUp(column);
        for (int i = 0; i < found.size(); i++) {
          values.add(found.value(i));
        }
      }
      return values;
    }
    for (int i = 0; i < chosenCount; i++) {
      if (cells.nameEquals(chosen[i], column.array(), column.offset(), column.length())) {
        values.add(cells.value(chosen[i]));
      }
    }
    return values;
  }

  private CellBuffer lookUp(ByteSlice column) {
    CellBuffer found = new CellBuffer();
    Selector again = new Selector(selection, options, nowMillis);
    pagedRow()
        .collect(
            PagedRow.columnStart(column),
            (c, cell) ->
                c.nameEquals(cell, column.array(), column.offset(), column.length())
                    ? again.decide(c, cell)
                    : CellFilter.Verdict.STOP,
            Integer.MAX_VALUE,
            found);
    return found;
  }

  private boolean contains(ByteSlice column) {
    return selection.wantsColumn(column.array(), column.offset(), column.length());
  }

  /**
   * Goes on where a token says: walks again over the column that was cut, to count its versions,
   * and leaves out what the reader has already.
   */
  private final class Resume implements CellFilter {
    private final byte[] position;

    Resume(byte[] token) {
      if (token.length < 5 + 10 || token[0] != TOKEN_FORMAT) {
        throw Errors.invalidToken();
      }
      position = Arrays.copyOfRange(token, 5, token.length);
      selector.resumeAfter(Math.max(0, ByteBuffer.wrap(token).getInt(1)));
    }

    byte[] columnStart() {
      byte[] start = position.clone();
      Arrays.fill(start, start.length - 8, start.length, (byte) 0);
      return start;
    }

    @Override
    public Verdict decide(CellBuffer cells, int cell) {
      byte[] at = PagedRow.positionOf(cells, cell);
      if (Arrays.compareUnsigned(at, columnStart()) < 0) {
        return Verdict.SKIP;
      }
      Verdict verdict = selector.decide(cells, cell);
      return verdict == Verdict.TAKE && Arrays.compareUnsigned(at, position) < 0
          ? Verdict.SKIP
          : verdict;
    }
  }
}
