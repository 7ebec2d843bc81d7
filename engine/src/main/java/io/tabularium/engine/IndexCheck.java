/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.TableIndex.Entry;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.engine.search.OfflineCheck;
import io.tabularium.engine.search.Tables;
import io.tabularium.model.PrimaryKey;
import io.tabularium.search.SearchEngine;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Proves that indexes hold what their tables say, no less and no more: every row's entries are
 * there as they should be, and every entry is the entry of a row.
 *
 * <p>It may run while rows are written. It reads in chunks, so that no view is held for long, and
 * whatever looks wrong is looked at once more under the lock of the row's partition, where a
 * difference is a difference.
 */
public final class IndexCheck {
  private static final int CHUNK_ROWS = 500;
  private static final int CHUNK_BYTES = 4 << 20;

  /** Differences of one index that are told one by one; the rest is counted. */
  private static final int TOLD = 100;

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Table main;
  private final TableIndexes indexes;
  private final LongSupplier clock;
  private final Consumer<String> report;
  private final long[] differences;
  private final long[] missing;
  private long reportedNanos = System.nanoTime();

  private IndexCheck(
      Table main, TableIndexes indexes, LongSupplier clock, Consumer<String> report) {
    this.main = main;
    this.indexes = indexes;
    this.clock = clock;
    this.report = report;
    this.differences = new long[indexes.secondary().size()];
    this.missing = new long[indexes.secondary().size()];
  }

  /**
   * What a check found.
   *
   * @param tables how many tables of the wanted name there are, with indexes or not
   * @param indexes how many indexes were compared
   * @param differences how many entries are missing, wrong, or of no row; of search indexes, how
   *     many rows are not as they should be
   */
  public record Result(int tables, int indexes, long differences) {}

  /**
   * Checks the indexes in a store that nothing else uses.
   *
   * @param search the search indexes of the store's tables, which nothing else uses either
   * @param instance the instance to look in, or {@code null} for all
   * @param table the table to check, or {@code null} for all
   * @param report is told in short sentences how far it is and what differs
   */
  public static Result offline(
      Store store, SearchEngine search, String instance, String table, Consumer<String> report) {
    Clock clock = Clock.systemUTC();
    try (Catalog catalog = new Catalog(store, EngineConfig.DEFAULT, clock)) {
      Result found = run(catalog, instance, table, clock::millis, report);
      VersionClock versions = new VersionClock(store, clock);
      Tables tables = new SearchTables(catalog, new ChangeFeed(catalog, versions), versions);
      OfflineCheck.Result searched =
          new OfflineCheck(tables, store, search, clock, report).run(instance, table);
      return new Result(
          found.tables(),
          found.indexes() + searched.indexes(),
          found.differences() + searched.differences());
    }
  }

  static Result run(
      Catalog catalog, String instance, String name, LongSupplier clock, Consumer<String> report) {
    int tables = 0;
    int compared = 0;
    long differences = 0;
    List<Table> all = new ArrayList<>(catalog.tables());
    all.sort(Comparator.comparing(Table::instance).thenComparing(Table::name));
    for (Table table : all) {
      if (table.main() != null
          || (instance != null && !instance.equals(table.instance()))
          || (name != null && !name.equals(table.name()))) {
        continue;
      }
      tables++;
      TableIndexes indexes = table.indexes();
      if (indexes != null) {
        compared += indexes.secondary().size() + indexes.lastPoints().size();
        if (!indexes.secondary().isEmpty()) {
          differences += new IndexCheck(table, indexes, clock, report).run();
        }
        for (LastPointIndex index : indexes.lastPoints()) {
          differences += new LastPointCheck(table, index, clock, report).run();
        }
      } else if (name != null) {
        report.accept(table.instance() + "/" + table.name() + " has no secondary index.");
      }
    }
    return new Result(tables, compared, differences);
  }

  private long run() {
    String name = main.instance() + "/" + main.name();
    long rows = checkRows(name);
    long found = 0;
    for (int i = 0; i < differences.length; i++) {
      Table index = indexes.secondary().get(i).table();
      long entries = checkEntries(i, index);
      found += differences[i];
      report.accept(
          name
              + ", index "
              + index.name()
              + ": "
              + rows
              + " rows, "
              + entries
              + " entries, "
              + (differences[i] == 0 ? "no difference" : differences[i] + " differences")
              + (missing[i] == 0
                  ? ""
                  : "; "
                      + missing[i]
                      + (index.index().built()
                          ? " rows from before the index are not in it"
                          : " rows are not in it yet"))
              + ".");
    }
    return found;
  }

  /** A row or an entry as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] key, byte[] value) {}

  /** Reads a chunk; answers where the next one begins, or {@code null} if there is none. */
  static byte[] read(Table table, byte[] from, List<Stored> chunk) {
    try (ReadView view = table.space().view();
        Cursor cursor = view.scan(Keyspace.ROWS, from, null, false)) {
      long bytes = 0;
      byte[] key = null;
      for (int n = 0; n < CHUNK_ROWS && bytes < CHUNK_BYTES; n++) {
        if (!cursor.next()) {
          return null;
        }
        int at = cursor.keyOffset();
        key = Arrays.copyOfRange(cursor.keyArray(), at, at + cursor.keyLength());
        byte[] value = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
        chunk.add(new Stored(key, value));
        bytes += key.length + value.length;
      }
      return StoredRow.concat(key, new byte[1]);
    }
  }

  private void tellProgress(String name, long count, String what) {
    long now = System.nanoTime();
    if (now - reportedNanos > REPORT_NANOS) {
      report.accept(name + ": " + count + " " + what + " checked.");
      reportedNanos = now;
    }
  }

  // ---- from the table to its indexes ------------------------------------------------------------

  private long checkRows(String name) {
    long rows = 0;
    for (byte[] from = new byte[0]; from != null && !main.isDeleted(); ) {
      List<Stored> chunk = new ArrayList<>();
      from = read(main, from, chunk);
      List<Entry[]> expected = new ArrayList<>();
      int begin = 0;
      long bytes = 0;
      for (int row = 0; row < chunk.size(); row++) {
        Entry[] entries = entriesOf(chunk.get(row));
        expected.add(entries);
        for (Entry entry : entries) {
          bytes += entry == null ? 0 : entry.value().length;
        }
        // Entries of rows in pages may be much larger than what the chunk holds of the rows.
        if (bytes > CHUNK_BYTES || row == chunk.size() - 1) {
          checkChunk(chunk.subList(begin, row + 1), expected);
          expected.clear();
          begin = row + 1;
          bytes = 0;
        }
      }
      rows += chunk.size();
      tellProgress(name, rows, "rows");
    }
    return rows;
  }

  private Entry[] entriesOf(Stored row) {
    if (!RowCodec.isPaged(row.value, row.value.length)) {
      return indexes.entries(row.key, row.value, null, Long.MIN_VALUE);
    }
    try (ReadView view = main.space().view()) {
      byte[] head = view.get(Keyspace.ROWS, row.key);
      return indexes.entries(row.key, head, view::scan, Long.MIN_VALUE);
    }
  }

  private void checkChunk(List<Stored> chunk, List<Entry[]> expected) {
    for (int i = 0; i < differences.length; i++) {
      checkChunk(i, chunk, expected);
    }
  }

  private void checkChunk(int i, List<Stored> chunk, List<Entry[]> expected) {
    Table index = indexes.secondary().get(i).table();
    List<Stored> rows = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    for (int row = 0; row < chunk.size(); row++) {
      Entry entry = expected.get(row)[i];
      if (entry != null) {
        rows.add(chunk.get(row));
        entries.add(entry);
        keys.add(entry.key());
      }
    }
    List<byte[]> found = keys.isEmpty() ? List.of() : index.space().multiGet(Keyspace.ROWS, keys);
    for (int n = 0; n < keys.size(); n++) {
      if (!Arrays.equals(found.get(n), entries.get(n).value())) {
        lookAgain(i, rows.get(n).key, null);
      }
    }
  }

  // ---- from an index to its table ---------------------------------------------------------------

  private long checkEntries(int i, Table index) {
    long entries = 0;
    for (byte[] from = new byte[0]; from != null && !index.isDeleted(); ) {
      List<Stored> chunk = new ArrayList<>();
      from = read(index, from, chunk);
      List<byte[]> rowKeys = new ArrayList<>();
      for (Stored entry : chunk) {
        rowKeys.add(rowKey(index, entry.key));
      }
      List<byte[]> heads =
          chunk.isEmpty() ? List.of() : main.space().multiGet(Keyspace.ROWS, rowKeys);
      for (int n = 0; n < chunk.size(); n++) {
        byte[] head = heads.get(n);
        Entry expected = head == null ? null : entriesOf(new Stored(rowKeys.get(n), head))[i];
        if (expected == null || !Arrays.equals(expected.key(), chunk.get(n).key)) {
          lookAgain(i, rowKeys.get(n), chunk.get(n).key);
        }
      }
      entries += chunk.size();
      tellProgress(index.name(), entries, "entries");
    }
    return entries;
  }

  /** The key of the row that an entry belongs to. */
  private byte[] rowKey(Table index, byte[] entryKey) {
    int[] ends = KeyCodec.columnEnds(index.schema(), entryKey);
    byte[] key = new byte[0];
    for (int column = 0; column < main.schema().size(); column++) {
      int place = index.schema().indexOf(main.schema().column(column).name());
      key =
          StoredRow.concat(
              key, Arrays.copyOfRange(entryKey, place == 0 ? 0 : ends[place - 1], ends[place]));
    }
    return key;
  }

  // ---- under the lock ---------------------------------------------------------------------------

  /**
   * Looks at a row and its entry once more.
   *
   * @param entryKey the entry of which there seems to be no row, or {@code null} if the row's own
   *     entry is in question
   */
  private void lookAgain(int i, byte[] rowKey, byte[] entryKey) {
    Table index = indexes.secondary().get(i).table();
    byte[] partitionKey = Arrays.copyOf(rowKey, KeyCodec.columnEnds(main.schema(), rowKey)[0]);
    String difference =
        main.space()
            .transact(
                partitionKey,
                transaction -> {
                  byte[] head = transaction.get(Keyspace.ROWS, rowKey);
                  Entry expected =
                      indexes.entries(rowKey, head, transaction::scan, Long.MIN_VALUE)[i];
                  byte[] at =
                      entryKey != null ? entryKey : expected == null ? null : expected.key();
                  if (at == null) {
                    return null;
                  }
                  byte[] actual = transaction.getBeside(index.id(), Keyspace.ROWS, at);
                  boolean belongs = expected != null && Arrays.equals(expected.key(), at);
                  return difference(i, index, at, belongs ? expected.value() : null, actual);
                })
            .join();
    if (difference != null && !main.isDeleted() && !index.isDeleted()) {
      if (differences[i]++ < TOLD) {
        report.accept(main.instance() + "/" + main.name() + ", index " + difference);
      } else if (differences[i] == TOLD + 1) {
        report.accept(
            main.instance() + "/" + main.name() + ", index " + index.name() + ": and more");
      }
    }
  }

  private String difference(int i, Table index, byte[] at, byte[] expected, byte[] actual) {
    long now = clock.getAsLong();
    byte[] shouldShow = visible(index, expected, now);
    byte[] shows = visible(index, actual, now);
    if (Arrays.equals(shouldShow, shows)) {
      return null;
    }
    PrimaryKey key = KeyCodec.decode(index.schema(), at, 0);
    if (shows == null) {
      if (!indexes.secondary().get(i).isComplete() && !index.index().complete()) {
        missing[i]++;
        return null;
      }
      return index.name() + ": the entry " + key + " is missing.";
    }
    return shouldShow == null
        ? index.name() + ": the entry " + key + " is of no row."
        : index.name() + ": the entry " + key + " does not hold what its row does.";
  }

  /** An entry without what has expired, which may be gone from one side and not from the other. */
  static byte[] visible(Table index, byte[] entry, long now) {
    if (entry == null) {
      return null;
    }
    long oldest = Selector.oldestVisible(index.options(), now);
    int maxVersions = index.options().maxVersions();
    RowImage image = new RowImage();
    image.load(entry, entry.length, maxVersions);
    image.trim(oldest, maxVersions);
    boolean gone = image.lastWrite() < oldest && (index.livesByRowTime() || image.count() == 0);
    return gone ? null : RowCodec.encodeBase(image, image.lastWrite());
  }
}
