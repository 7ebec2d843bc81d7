/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.CellBuffer;
import io.tabularium.engine.row.CellFilter;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.model.TableOptions;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's background work, on one thread: gives back the space of expired cells, ends
 * forgotten transactions, keeps the clock's ceiling, and removes changes that nobody needs any
 * more.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /** Rows looked at under one view, so that no view is held for long. */
  private static final int ROWS_PER_VIEW = 1000;

  /** The sweep rests this many times as long as it works. */
  private static final int REST_FACTOR = 4;

  private final Catalog catalog;
  private final Transactions transactions;
  private final VersionClock clock;
  private final ChangeFeed feed;
  private final ScheduledExecutorService executor;
  private volatile boolean closed;

  Upkeep(
      Catalog catalog,
      Transactions transactions,
      VersionClock clock,
      ChangeFeed feed,
      long sweepIntervalMillis) {
    this.catalog = catalog;
    this.feed = feed;
    this.transactions = transactions;
    this.clock = clock;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "tabularium-upkeep");
              thread.setDaemon(true);
              return thread;
            });
    every(5_000, transactions::dropExpired);
    every(60_000, clock::rememberNow);
    every(sweepIntervalMillis, this::sweep);
    every(Math.min(sweepIntervalMillis, 60_000), this::trimFeeds);
  }

  private void every(long millis, Runnable work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            if (!closed) {
              LOG.warn("Background upkeep failed; it will be tried again", e);
            }
          }
        };
    var unused = executor.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Removes from the feeds of all tables what nobody needs any more. */
  void trimFeeds() {
    for (Table table : catalog.tables()) {
      try {
        feed.trim(table);
      } catch (RuntimeException e) {
        if (!closed && !table.isDeleted()) {
          LOG.warn(
              "Could not remove old changes of {}/{}; it will be tried again",
              table.instance(),
              table.name(),
              e);
        }
      }
    }
  }

  /** Looks once at every row of every table with a time to live. */
  void sweep() {
    for (Table table : catalog.tables()) {
      // What expires in an index goes along with its row.
      if (table.options().timeToLiveSeconds() == TableOptions.FOREVER || table.main() != null) {
        continue;
      }
      try {
        sweep(table);
      } catch (RuntimeException e) {
        warn(table, e); // the other tables shall not suffer
      }
    }
  }

  private void sweep(Table table) {
    byte[] from = new byte[0];
    long compacted = 0;
    while (from != null && !closed && !table.isDeleted()) {
      long began = System.nanoTime();
      List<byte[]> stale = new ArrayList<>();
      from = findStale(table, from, stale);
      for (byte[] key : stale) {
        try {
          compact(table, key);
        } catch (RuntimeException e) {
          warn(table, e);
        }
      }
      compacted += stale.size();
      rest(System.nanoTime() - began);
    }
    if (compacted > 0) {
      LOG.info(
          "Gave back the space of expired cells in {} rows of table {}/{}",
          compacted,
          table.instance(),
          table.name());
    }
  }

  private void warn(Table table, RuntimeException e) {
    if (!closed && !table.isDeleted()) {
      LOG.warn(
          "Could not give back the space of expired cells in {}/{}; it will be tried again",
          table.instance(),
          table.name(),
          e);
    }
  }

  private void rest(long workedNanos) {
    if (closed) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(workedNanos * REST_FACTOR);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Collects the keys of rows with expired cells; answers where to go on, or {@code null}. */
  private byte[] findStale(Table table, byte[] from, List<byte[]> stale) {
    TableOptions options = table.options();
    long oldest = Selector.oldestVisible(options, clock.now());
    RowImage image = new RowImage();
    try (ReadView view = table.space().view();
        Cursor cursor = view.scan(Keyspace.ROWS, from, null, false)) {
      byte[] key = null;
      for (int rows = 0; rows < ROWS_PER_VIEW; rows++) {
        if (!cursor.next()) {
          return null;
        }
        key =
            Arrays.copyOfRange(
                cursor.keyArray(), cursor.keyOffset(), cursor.keyOffset() + cursor.keyLength());
        if (RowCodec.isPaged(cursor.valueArray(), cursor.valueLength())
            ? isPagedStale(key, cursor, view, options, oldest)
            : isStale(image, cursor, options, oldest)) {
          stale.add(key);
        }
      }
      return key == null ? null : StoredRow.concat(key, new byte[1]);
    }
  }

  private static boolean isStale(RowImage image, Cursor cursor, TableOptions options, long oldest) {
    image.load(cursor.valueArray(), cursor.valueLength(), options.maxVersions());
    if (!image.written()) {
      return true;
    }
    for (int i = 0; i < image.count(); i++) {
      if (image.cells().timestamp(image.cell(i)) < oldest) {
        return true;
      }
    }
    return image.count() == 0 && image.lastWrite() < oldest;
  }

  private static boolean isPagedStale(
      byte[] key, Cursor cursor, ReadView view, TableOptions options, long oldest) {
    byte[] head = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
    PagedRow row = new PagedRow(key, head, head.length, view::scan, options.maxVersions());
    CellBuffer expired = new CellBuffer();
    boolean[] anyCell = new boolean[1];
    row.collect(
        null,
        (cells, cell) -> {
          anyCell[0] = true;
          return expired.size() > 0
              ? CellFilter.Verdict.STOP
              : cells.timestamp(cell) < oldest ? CellFilter.Verdict.TAKE : CellFilter.Verdict.SKIP;
        },
        Integer.MAX_VALUE,
        expired);
    return expired.size() > 0 || (!anyCell[0] && row.lastWrite() < oldest);
  }

  /** Compacts one row; a wide one in steps, so that no step holds much or locks for long. */
  private void compact(Table table, byte[] key) {
    byte[] partitionKey =
        Arrays.copyOf(
            key, KeyCodec.partitionKeyLength(KeyCodec.decodePartitionKey(table.schema(), key)));
    byte[] from = new byte[0];
    while (from != null && !closed) {
      byte[] page = from;
      byte[][] next = new byte[1][];
      var unused =
          table
              .space()
              .transact(
                  partitionKey,
                  storage -> {
                    IndexChanges indexes = new IndexChanges(table, storage);
                    next[0] =
                        new StoredRow(table, catalog, storage, key, clock.now(), indexes)
                            .compact(page);
                    indexes.finish();
                    return null;
                  });
      from = next[0];
    }
  }

  @Override
  public void close() {
    closed = true;
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Background upkeep did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
