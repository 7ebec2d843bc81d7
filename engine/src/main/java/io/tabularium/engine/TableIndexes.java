/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.TableIndex.Entry;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.IndexMeta;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The indexes of one table as its writes keep them, in the same storage transaction as the rows
 * ({@link IndexChanges}). The entries of secondary indexes belong to one row each, so its lock
 * guards them: whoever changes a row takes its entries before and after, and writes the difference.
 * Those of last-point indexes are looked after by {@link LastPointIndex}. Immutable.
 */
final class TableIndexes {
  private final Table table;
  private final List<TableIndex> secondary;
  private final List<LastPointIndex> lastPoints;
  private final ByteSlice[] columns;

  private TableIndexes(Table table, List<Table> indexes) {
    this.table = table;
    TreeSet<ByteSlice> needed = new TreeSet<>();
    List<Table> others = indexes.stream().filter(index -> !index.index().lastPoint()).toList();
    others.forEach(index -> needed.addAll(TableIndex.columnsOf(index)));
    this.columns = needed.toArray(ByteSlice[]::new);
    Map<ByteSlice, Integer> numbers = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      numbers.put(columns[i], i);
    }
    this.secondary = others.stream().map(index -> new TableIndex(index, numbers)).toList();
    this.lastPoints =
        indexes.stream()
            .filter(index -> index.index().lastPoint())
            .map(LastPointIndex::new)
            .toList();
  }

  /**
   * Compiles a table's indexes.
   *
   * @param indexes the indexes in the order of their creation
   * @return {@code null} if there are none
   */
  static TableIndexes of(Table table, List<Table> indexes) {
    return indexes.isEmpty() ? null : new TableIndexes(table, indexes);
  }

  /** The secondary indexes, in the order of their creation. */
  List<TableIndex> secondary() {
    return secondary;
  }

  /** The last-point indexes, in the order of their creation. */
  List<LastPointIndex> lastPoints() {
    return lastPoints;
  }

  /** The secondary indexes as declared. */
  List<IndexMeta> metas() {
    return secondary.stream().map(i -> i.table().index().meta(i.table().name())).toList();
  }

  /** Whether a column is part of some secondary index's key. */
  boolean isKey(ByteSlice column) {
    String name = column.toUtf8();
    for (TableIndex index : secondary) {
      if (index.table().index().keyColumns().contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** A secondary index that is made of a column, or {@code null}. */
  String indexOn(String column) {
    for (TableIndex index : secondary) {
      if (index.table().index().uses(column)) {
        return index.table().name();
      }
    }
    return null;
  }

  /**
   * The entries in the secondary indexes of a row as it is stored.
   *
   * @param head the row's stored value, or {@code null} if there is none
   * @param oldest cells older than this count as gone; {@link Long#MIN_VALUE} for what is stored
   */
  Entry[] entries(byte[] rowKey, byte[] head, PagedRow.Pages pages, long oldest) {
    Entry[] entries = new Entry[secondary.size()];
    if (head != null) {
      IndexedRow row = reader();
      row.load(rowKey, head, pages, oldest);
      for (int i = 0; i < entries.length; i++) {
        entries[i] = secondary.get(i).entry(row);
      }
    }
    return entries;
  }

  /** Scratch space for reading many rows. */
  IndexedRow reader() {
    return new IndexedRow(table, columns);
  }

  /** Brings the secondary indexes from a row's old entries to its new ones. */
  void change(Transaction transaction, Entry[] before, Entry[] after) {
    for (int i = 0; i < before.length; i++) {
      int index = secondary.get(i).table().id();
      Entry old = before[i];
      Entry now = after[i];
      if (old != null && !old.isAt(now)) {
        transaction.deleteBeside(index, Keyspace.ROWS, old.key());
      }
      if (now != null && !(secondary.get(i).isComplete() && now.isSameAs(old))) {
        transaction.putBeside(index, Keyspace.ROWS, now.key(), now.value());
      }
    }
  }
}
