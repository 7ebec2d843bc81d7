/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.PagedRow;
import io.tabularium.model.ByteSlice;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one storage transaction does to the indexes of the rows it changes. Entries that belong to
 * one row each are written with it; those that rows share are settled when all rows are known.
 */
final class IndexChanges {
  private final Transaction transaction;
  private final TableIndexes indexes;
  private final List<Map<ByteSlice, LastPointIndex.Changed>> shared = new ArrayList<>(0);

  /** For rows of a table, by the indexes there are now: made under the lock of the partition. */
  IndexChanges(Table table, Transaction transaction) {
    this.transaction = transaction;
    this.indexes = table.indexes();
    if (indexes != null) {
      indexes.lastPoints().forEach(index -> shared.add(new LinkedHashMap<>(2)));
    }
  }

  /** Whether there is an index at all. */
  boolean any() {
    return indexes != null;
  }

  /**
   * A row changes, whose pages in storage are still those from before.
   *
   * @param before the stored value it had, or {@code null}
   * @param after the stored value it gets, or {@code null}
   * @param oldest cells older than this are gone afterwards; {@link Long#MIN_VALUE} for none
   */
  void row(byte[] key, byte[] before, byte[] after, PagedRow.Pages pages, long oldest) {
    if (!indexes.secondary().isEmpty()) {
      indexes.change(
          transaction,
          indexes.entries(key, before, pages, Long.MIN_VALUE),
          indexes.entries(key, after, pages, oldest));
    }
    for (int i = 0; i < shared.size(); i++) {
      LastPointIndex index = indexes.lastPoints().get(i);
      shared
          .get(i)
          .computeIfAbsent(ByteSlice.of(index.prefix(key)), prefix -> new LastPointIndex.Changed())
          .add(key, index.entry(key, after, pages, oldest));
    }
  }

  /** Settles what rows share. Called once, when all of the transaction's rows have been told. */
  void finish() {
    for (int i = 0; i < shared.size(); i++) {
      LastPointIndex index = indexes.lastPoints().get(i);
      shared
          .get(i)
          .forEach((prefix, changed) -> index.settle(transaction, prefix.toByteArray(), changed));
    }
  }
}
