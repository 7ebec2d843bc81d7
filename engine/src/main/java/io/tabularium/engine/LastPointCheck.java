/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.TableIndex.Entry;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Proves of a last-point index what {@link IndexCheck} proves of secondary ones, in the same way:
 * each beginning of a key has the entry of its last row, and each entry is of a row.
 */
final class LastPointCheck {
  /** Differences that are told one by one; the rest is counted. */
  private static final int TOLD = 100;

  /** Differences that are known again when they are met from the other side. */
  private static final int REMEMBERED = 10_000;

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Table main;
  private final LastPointIndex index;
  private final Table table;
  private final LongSupplier clock;
  private final Consumer<String> report;
  private final String name;
  private final Set<ByteSlice> different = new HashSet<>();
  private long rows;
  private long entries;
  private long differences;
  private long missing;
  private long reportedNanos = System.nanoTime();

  LastPointCheck(Table main, LastPointIndex index, LongSupplier clock, Consumer<String> report) {
    this.main = main;
    this.index = index;
    this.table = index.table();
    this.clock = clock;
    this.report = report;
    this.name = main.instance() + "/" + main.name() + ", index " + table.name();
  }

  /** Compares; answers how many entries are missing, wrong, or of no row. */
  long run() {
    checkRows();
    checkEntries();
    report.accept(
        name
            + ": "
            + rows
            + " rows, "
            + entries
            + " last points, "
            + (differences == 0 ? "no difference" : differences + " differences")
            + (missing == 0
                ? ""
                : "; "
                    + missing
                    + (table.index().built()
                        ? " from before the index are not in it"
                        : " are not in it yet"))
            + ".");
    return differences;
  }

  private void tellProgress() {
    long now = System.nanoTime();
    if (now - reportedNanos > REPORT_NANOS) {
      report.accept(name + ": " + rows + " rows, " + entries + " last points checked.");
      reportedNanos = now;
    }
  }

  // ---- from the table to its index --------------------------------------------------------------

  private void checkRows() {
    List<byte[]> prefixes = new ArrayList<>();
    List<Entry> expected = new ArrayList<>();
    for (byte[] from = new byte[0]; from != null && !main.isDeleted(); ) {
      List<IndexCheck.Stored> chunk = new ArrayList<>();
      from = IndexCheck.read(main, from, chunk);
      for (IndexCheck.Stored row : chunk) {
        expect(row, prefixes, expected);
      }
      rows += chunk.size();
      // The last beginning may go on in the next chunk.
      int whole = from == null ? prefixes.size() : prefixes.size() - 1;
      compare(prefixes.subList(0, whole), expected.subList(0, whole));
      prefixes.subList(0, whole).clear();
      expected.subList(0, whole).clear();
      tellProgress();
    }
  }

  private void expect(IndexCheck.Stored row, List<byte[]> prefixes, List<Entry> expected) {
    byte[] prefix = index.prefix(row.key());
    int last = prefixes.size() - 1;
    if (last < 0 || !Arrays.equals(prefix, prefixes.get(last))) {
      prefixes.add(prefix);
      expected.add(null);
      last++;
    }
    // The pages of a row in pages are not here: what cannot be equal is looked at again.
    Entry entry =
        RowCodec.isPaged(row.value(), row.value().length)
            ? new Entry(prefix, new byte[0])
            : index.entry(row.key(), row.value(), null, Long.MIN_VALUE);
    if (entry != null) {
      expected.set(last, entry);
    }
  }

  private void compare(List<byte[]> prefixes, List<Entry> expected) {
    if (prefixes.isEmpty()) {
      return;
    }
    List<byte[]> found = table.space().multiGet(Keyspace.ROWS, prefixes);
    for (int i = 0; i < found.size(); i++) {
      Entry entry = expected.get(i);
      if (!Arrays.equals(found.get(i), entry == null ? null : entry.value())) {
        lookAgain(prefixes.get(i));
      }
    }
  }

  // ---- from the index to its table --------------------------------------------------------------

  private void checkEntries() {
    for (byte[] from = new byte[0]; from != null && !table.isDeleted(); ) {
      List<IndexCheck.Stored> chunk = new ArrayList<>();
      from = IndexCheck.read(table, from, chunk);
      List<byte[]> rowKeys = new ArrayList<>();
      List<IndexCheck.Stored> ofRows = new ArrayList<>();
      for (IndexCheck.Stored entry : chunk) {
        byte[] rowKey = index.rowKey(entry.key(), entry.value());
        if (rowKey == null) {
          lookAgain(entry.key());
        } else {
          rowKeys.add(rowKey);
          ofRows.add(entry);
        }
      }
      List<byte[]> heads =
          rowKeys.isEmpty() ? List.of() : main.space().multiGet(Keyspace.ROWS, rowKeys);
      for (int i = 0; i < heads.size(); i++) {
        if (heads.get(i) == null) {
          lookAgain(ofRows.get(i).key());
        } // where there is a row, its beginning has been looked at
      }
      entries += chunk.size();
      tellProgress();
    }
  }

  // ---- under the lock ---------------------------------------------------------------------------

  private void lookAgain(byte[] prefix) {
    byte[] partitionKey = Arrays.copyOf(prefix, KeyCodec.columnEnds(table.schema(), prefix)[0]);
    String difference =
        main.space().transact(partitionKey, transaction -> difference(transaction, prefix)).join();
    if (difference == null || main.isDeleted() || table.isDeleted()) {
      return;
    }
    if (different.size() < REMEMBERED && !different.add(ByteSlice.of(prefix))) {
      return; // met on the other way already
    }
    if (difference.isEmpty()) {
      missing++;
    } else if (differences++ < TOLD) {
      report.accept(
          name + ": the entry " + KeyCodec.decode(table.schema(), prefix, 0) + difference);
    } else if (differences == TOLD + 1) {
      report.accept(name + ": and more");
    }
  }

  /** What is wrong with an entry; nothing to say if it is missing and may be. */
  private String difference(Transaction transaction, byte[] prefix) {
    long now = clock.getAsLong();
    byte[] actual = transaction.getBeside(table.id(), Keyspace.ROWS, prefix);
    Entry stored = index.last(transaction, prefix, Long.MIN_VALUE);
    if (actual == null) {
      if (stored == null || shown(stored.value(), now) == null) {
        return null;
      }
      return index.isComplete() || table.index().complete() ? " is missing." : "";
    }
    if (stored == null) {
      return shown(actual, now) == null ? null : " is of no row.";
    }
    if (Arrays.equals(shown(actual, now), shown(stored.value(), now))) {
      return null;
    }
    // Upkeep takes a wide row that expires out of the index first and then page by page.
    long oldest = Selector.oldestVisible(main.options(), now);
    Entry fresh = index.last(transaction, prefix, oldest);
    return fresh != null && Arrays.equals(shown(actual, now), shown(fresh.value(), now))
        ? null
        : " is not that of its last row.";
  }

  private byte[] shown(byte[] entry, long now) {
    return IndexCheck.visible(table, entry, now);
  }
}
