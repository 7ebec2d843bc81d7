/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.SearchHit;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the columns of the rows found come from: from the index if it has all that is asked for,
 * else from the table.
 *
 * @param fromIndex what the index is asked for
 * @param fromTable the columns read from the table, empty for all; {@code null} if it is not read
 */
record ColumnSource(ColumnSelection fromIndex, List<String> fromTable) {
  private static final ColumnSource KEY_ONLY = new ColumnSource(ColumnSelection.NONE, null);

  static ColumnSource of(ReturnedColumns asked, LiveIndex index) {
    return of(asked, index.definition().schema(), index.table().key());
  }

  static ColumnSource of(ReturnedColumns asked, IndexSchema schema, PrimaryKeySchema key) {
    return switch (asked.mode()) {
      case NONE -> KEY_ONLY;
      case ALL_FROM_INDEX -> allFields(schema, key);
      case ALL -> new ColumnSource(ColumnSelection.ROW_KEY, List.of());
      case SPECIFIED -> {
        if (asked.names().isEmpty()) {
          yield KEY_ONLY;
        }
        yield indexHas(asked.names(), schema, key)
            ? new ColumnSource(new ColumnSelection.Named(asked.names()), null)
            : new ColumnSource(ColumnSelection.ROW_KEY, fromTable(asked.names(), schema, key));
      }
    };
  }

  /**
   * All columns that are fields: from the index if it keeps them all. Those that it was told not to
   * keep are fields, too, and clients count on seeing them; so one such field is enough for reading
   * the rows from the table.
   */
  private static ColumnSource allFields(IndexSchema schema, PrimaryKeySchema key) {
    List<String> names = new ArrayList<>();
    for (FieldSchema field : schema.fields()) {
      names.add(field.name());
    }
    return indexHas(names, schema, key)
        ? new ColumnSource(ColumnSelection.ALL, null)
        : new ColumnSource(ColumnSelection.ROW_KEY, fromTable(names, schema, key));
  }

  /** Whether the table need not be read; virtual columns are never returned, wherever from. */
  private static boolean indexHas(List<String> names, IndexSchema schema, PrimaryKeySchema key) {
    Set<String> had = new HashSet<>();
    for (FieldSchema field : schema.fields()) {
      if (field.stored() || field.isVirtual()) {
        had.add(field.name());
      }
    }
    for (String name : names) {
      if (!had.contains(name) && key.indexOf(name) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A key column among the names makes sure that a row without any of the others is found. */
  private static List<String> fromTable(
      List<String> names, IndexSchema schema, PrimaryKeySchema key) {
    Set<String> virtual = new HashSet<>();
    for (FieldSchema field : schema.fields()) {
      if (field.isVirtual()) {
        virtual.add(field.name());
      }
    }
    List<String> columns = new ArrayList<>();
    columns.add(key.column(0).name());
    for (String name : names) {
      if (!virtual.contains(name)) {
        columns.add(name);
      }
    }
    return columns;
  }

  /** Whether the table has to be read. */
  boolean needsTable() {
    return fromTable != null;
  }

  /**
   * The rows found, with their columns; without those that have been deleted since.
   *
   * @param rows the rows
   * @param used how many of the hits these are of; fewer than there were if the rows grew too large
   */
  record Found(List<FoundRow> rows, int used) {}

  /** See {@link Found}. */
  Found rows(IndexedTable table, List<SearchHit> hits) {
    List<FoundRow> found = new ArrayList<>(hits.size());
    if (!needsTable()) {
      for (SearchHit hit : hits) {
        found.add(new FoundRow(new Row(hit.key(), hit.columns()), hit));
      }
      return new Found(found, hits.size());
    }
    List<ByteSlice> keys = new ArrayList<>(hits.size());
    hits.forEach(hit -> keys.add(hit.rowKey()));
    List<Row> rows = table.read(keys, fromTable, Limits.SEARCH_REPLY_BYTES);
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) != null) {
        found.add(new FoundRow(rows.get(i), hits.get(i)));
      }
    }
    return new Found(found, rows.size());
  }
}
