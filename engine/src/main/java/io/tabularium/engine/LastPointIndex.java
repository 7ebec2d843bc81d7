/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.TableIndex.Entry;
import io.tabularium.engine.row.CellBuffer;
import io.tabularium.engine.row.CellFilter;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.TableMeta;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A last-point index: for each beginning of the table's key, the row with the greatest rest.
 *
 * <p>Unlike a {@linkplain TableIndex secondary index}'s, an entry is shared by all rows with its
 * beginning. They are all of one partition key, so the lock of that guards the entry, too. An entry
 * holds every cell of its row, and the rest of the row's key as cells besides; a column cannot have
 * the name of a key column, so they never meet. A row without cells is not indexed.
 *
 * <p>What the entry is follows from the stored rows alone, not from the clock: an entry that is
 * there is that of the greatest stored row with cells, always and whether the index is built or
 * not. Only in an index that does not have its base data, or not yet, may an entry be missing. A
 * last row that has expired keeps its place, unseen, until upkeep removes it.
 */
final class LastPointIndex {
  /** A row of more than this cannot be read as a whole, and so is in no index as a whole. */
  private static final int MAX_ROW_BYTES = 64 << 20;

  private final Table table;
  private final Table main;
  private final boolean complete;
  private final int columns;

  /** The rest of the key's columns, ordered by name. */
  private final Rest[] rest;

  /** A column of the table's key that is a cell in the index. */
  private record Rest(int column, ByteSlice name) {}

  /** Compiles an index. */
  LastPointIndex(Table table) {
    this.table = table;
    this.main = table.main();
    this.complete = table.index().complete();
    this.columns = table.schema().size();
    PrimaryKeySchema key = main.schema();
    List<Rest> others = new ArrayList<>();
    for (int i = columns; i < key.size(); i++) {
      others.add(new Rest(i, ByteSlice.utf8(key.column(i).name())));
    }
    others.sort(Comparator.comparing(Rest::name));
    this.rest = others.toArray(Rest[]::new);
  }

  /**
   * What an index looks like as a table: the beginning of the table's key, and no defined columns,
   * as whatever the rows have is in it.
   */
  static TableMeta metaOf(TableMeta main, String name, int columns) {
    List<KeyColumnSchema> key =
        main.primaryKey().columns().subList(0, columns).stream()
            .map(column -> KeyColumnSchema.of(column.name(), column.type()))
            .toList();
    return new TableMeta(name, new PrimaryKeySchema(key), List.of());
  }

  /** The index as a table. */
  Table table() {
    return table;
  }

  /** Whether all entries that should be there are. */
  boolean isComplete() {
    return complete;
  }

  /** The beginning of a row's key, which is the key of its entry. */
  byte[] prefix(byte[] rowKey) {
    return Arrays.copyOf(rowKey, KeyCodec.columnEnds(main.schema(), rowKey)[columns - 1]);
  }

  /**
   * The entry a row has if it is the last.
   *
   * @param head its stored value, or {@code null} if there is none
   * @param oldest cells older than this count as gone; {@link Long#MIN_VALUE} for what is stored
   * @return {@code null} if it is not indexed
   */
  Entry entry(byte[] rowKey, byte[] head, PagedRow.Pages pages, long oldest) {
    if (head == null) {
      return null;
    }
    CellBuffer cells = new CellBuffer();
    if (RowCodec.isPaged(head, head.length)) {
      PagedRow row = new PagedRow(rowKey, head, head.length, pages, main.options().maxVersions());
      CellFilter fresh =
          (c, cell) ->
              c.timestamp(cell) >= oldest ? CellFilter.Verdict.TAKE : CellFilter.Verdict.SKIP;
      if (row.collect(null, fresh, MAX_ROW_BYTES, cells) != null) {
        return null; // from before the index, as no single write is that large
      }
    } else {
      RowImage image = new RowImage();
      image.load(head, head.length, main.options().maxVersions());
      if (oldest > Long.MIN_VALUE) {
        image.trim(oldest, main.options().maxVersions());
      }
      for (int i = 0; i < image.count(); i++) {
        cells.add(image.cells(), image.cell(i));
      }
    }
    return cells.size() == 0 ? null : new Entry(prefix(rowKey), encode(rowKey, cells));
  }

  /** The entry's time is that of its newest cell: it is seen as long as that is. */
  private byte[] encode(byte[] rowKey, CellBuffer cells) {
    long time = Long.MIN_VALUE;
    for (int i = 0; i < cells.size(); i++) {
      time = Math.max(time, cells.timestamp(i));
    }
    RowImage keyCells = new RowImage();
    byte[] keyBase = RowCodec.encodeBase(keyCells(rowKey), time, 1);
    keyCells.load(keyBase, keyBase.length, 1);
    CellBuffer all = new CellBuffer();
    int next = 0;
    for (int i = 0; i < cells.size(); i++) {
      for (; next < rest.length && rest[next].name.compareTo(cells.name(i)) < 0; next++) {
        all.add(keyCells.cells(), keyCells.cell(next));
      }
      all.add(cells, i);
    }
    for (; next < rest.length; next++) {
      all.add(keyCells.cells(), keyCells.cell(next));
    }
    int[] chosen = new int[all.size()];
    Arrays.setAll(chosen, i -> i);
    return RowCodec.encodeBase(all, chosen, time);
  }

  private List<Cell> keyCells(byte[] rowKey) {
    var key = KeyCodec.decode(main.schema(), rowKey, 0);
    List<Cell> cells = new ArrayList<>(rest.length);
    for (Rest each : rest) {
      cells.add(Cell.of(each.name, Cell.Operation.PUT, key.value(each.column), Cell.NO_TIMESTAMP));
    }
    return cells;
  }

  /** The key of the row that an entry is of, or {@code null} if it is not an entry at all. */
  byte[] rowKey(byte[] prefix, byte[] entry) {
    RowImage image = new RowImage();
    image.load(entry, entry.length, main.options().maxVersions());
    Value[] values = new Value[main.schema().size()];
    int next = 0;
    for (int i = 0; i < image.count() && next < rest.length; i++) {
      ByteSlice name = rest[next].name;
      int cell = image.cell(i);
      if (image.cells().nameEquals(cell, name.array(), name.offset(), name.length())) {
        values[rest[next].column] = image.cells().value(cell);
        next++;
      }
    }
    if (next < rest.length) {
      return null;
    }
    byte[] key = prefix;
    for (int column = columns; column < values.length; column++) {
      if (values[column].type() != main.schema().column(column).type().valueType()) {
        return null;
      }
      byte[] part = new byte[KeyCodec.encodedLength(values[column])];
      KeyCodec.write(values[column], part, 0);
      key = StoredRow.concat(key, part);
    }
    return key;
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** What one storage transaction made of the rows of one beginning. */
  static final class Changed {
    private final Set<byte[]> rows = new TreeSet<>(Arrays::compareUnsigned);
    private byte[] last;
    private Entry lastEntry;

    /**
     * Takes a row that was changed.
     *
     * @param entry the one it now has if it is the last, or {@code null}
     */
    void add(byte[] rowKey, Entry entry) {
      rows.add(rowKey);
      if (entry != null && (last == null || Arrays.compareUnsigned(rowKey, last) > 0)) {
        last = rowKey;
        lastEntry = entry;
      }
    }
  }

  /**
   * Brings an entry from what it was before a storage transaction to what the transaction's changes
   * make of it. Only if the row that was last is gone is the table asked for the next.
   */
  void settle(Transaction transaction, byte[] prefix, Changed changed) {
    byte[] stored = transaction.getBeside(table.id(), Keyspace.ROWS, prefix);
    Entry now = changed.lastEntry;
    if (stored == null) {
      if (now == null) {
        return; // none was there, or it is not known here yet
      }
      if (!complete) {
        now = greater(transaction, prefix, changed);
      }
    } else {
      byte[] holder = rowKey(prefix, stored);
      if (changed.last == null
          || holder == null
          || Arrays.compareUnsigned(changed.last, holder) < 0) {
        if (holder != null && !changed.rows.contains(holder)) {
          return;
        }
        now = greater(transaction, prefix, changed);
      }
    }
    write(transaction, prefix, stored, now);
  }

  /** The entry of the last of the changed rows, or of a greater one that was not changed. */
  private Entry greater(Transaction transaction, byte[] prefix, Changed changed) {
    Entry found = last(transaction, prefix, changed.last, changed.rows, Long.MIN_VALUE);
    return found != null ? found : changed.lastEntry;
  }

  /** Sets an entry to what the stored rows say, whatever it was. */
  Entry renew(Transaction transaction, byte[] prefix) {
    Entry entry = last(transaction, prefix, Long.MIN_VALUE);
    write(transaction, prefix, transaction.getBeside(table.id(), Keyspace.ROWS, prefix), entry);
    return entry;
  }

  private void write(Transaction transaction, byte[] prefix, byte[] stored, Entry now) {
    if (now == null) {
      if (stored != null) {
        transaction.deleteBeside(table.id(), Keyspace.ROWS, prefix);
      }
    } else if (!Arrays.equals(stored, now.value())) {
      transaction.putBeside(table.id(), Keyspace.ROWS, prefix, now.value());
    }
  }

  /**
   * The entry that the stored rows of one beginning make.
   *
   * @param oldest cells older than this count as gone; {@link Long#MIN_VALUE} for what is stored
   */
  Entry last(Transaction transaction, byte[] prefix, long oldest) {
    return last(transaction, prefix, null, Set.of(), oldest);
  }

  /**
   * As the other, for the rows beyond one only.
   *
   * @param after the row's key, or {@code null} for all rows of the beginning
   * @param except rows that do not count
   */
  private Entry last(
      Transaction transaction, byte[] prefix, byte[] after, Set<byte[]> except, long oldest) {
    byte[] from = after == null ? prefix : StoredRow.concat(after, new byte[1]);
    try (Cursor cursor = transaction.scan(Keyspace.ROWS, from, KeyCodec.successor(prefix), true)) {
      while (cursor.next()) {
        int at = cursor.keyOffset();
        byte[] key = Arrays.copyOfRange(cursor.keyArray(), at, at + cursor.keyLength());
        if (!except.contains(key)) {
          byte[] head = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
          Entry entry = entry(key, head, transaction::scan, oldest);
          if (entry != null) {
            return entry;
          }
        }
      }
      return null;
    }
  }
}
