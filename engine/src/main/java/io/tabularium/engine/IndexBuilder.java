/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.TableIndex.Entry;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to indexes the rows that were there before them, while writes go on.
 *
 * <p>From the moment an index is in the catalogue, writes keep it: each removes its row's old entry
 * and writes the new one, even if that seems to be there. The builder first waits for the writes
 * that may not have known ({@link io.tabularium.storage.TableSpace#barrier}). Then it goes through
 * the table in chunks; each row that has an entry is looked at again under its partition's lock,
 * and if it is still the row that was read its entry is written: if it is not, a write that knew
 * the index has seen to it. Doing a chunk twice does no harm, so after a restart the builder goes
 * on where it last noted down that it was.
 *
 * <p>Of a last-point index it renews, under the lock, the entry of each beginning of a key that it
 * meets, and leaps over the rest of the rows that a chunk left of the last one.
 */
final class IndexBuilder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexBuilder.class);

  /** Indexes built at once. */
  private static final int THREADS = 2;

  /** Rows read under one view. */
  private static final int CHUNK_ROWS = 1000;

  /** Stored bytes after which a chunk ends. */
  private static final int CHUNK_BYTES = 4 << 20;

  /** Rows of one partition written in one transaction, so that none locks it for long. */
  private static final int ROWS_PER_TRANSACTION = 50;

  private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RETRY_MILLIS = 5_000;

  private final Catalog catalog;
  private final int rowsPerSecond;
  private final Map<Integer, Job> running = new ConcurrentHashMap<>();
  private final LongAdder rowsBuilt = new LongAdder();
  private final LongAdder entriesBuilt = new LongAdder();

  /** Its queue is bounded by the number of indexes there are. */
  private final ExecutorService threads;

  private volatile boolean closed;

  /**
   * Goes on with whatever is not built yet.
   *
   * @param rowsPerSecond how many rows a second one index is built from at most
   */
  IndexBuilder(Catalog catalog, int rowsPerSecond) {
    this.catalog = catalog;
    this.rowsPerSecond = rowsPerSecond;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "tabularium-index-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    for (Table table : catalog.tables()) {
      if (table.main() != null && !table.index().built()) {
        build(table);
      }
    }
  }

  /** Builds an index in the background. */
  private Job build(Table index) {
    Job job = new Job(index);
    running.put(index.id(), job);
    threads.execute(job);
    return job;
  }

  /** Builds an index in the background, but waits a little in case it takes no longer. */
  void build(Table index, long patienceMillis) {
    Job job = build(index);
    try {
      job.done.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("{} is being built in the background", index);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The builds under way. */
  Collection<IndexBuild> builds() {
    return running.values().stream().map(Job::report).toList();
  }

  /** Rows looked at since the server started. */
  long rowsBuilt() {
    return rowsBuilt.sum();
  }

  /** Entries written since the server started. */
  long entriesBuilt() {
    return entriesBuilt.sum();
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("An index is still being built");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A row that belongs into the index, as it was read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Found(byte[] key, byte[] head, Entry entry, int partitionKeyLength) {
    byte[] partitionKey() {
      return Arrays.copyOf(key, partitionKeyLength);
    }

    boolean sharesPartition(Found other) {
      return Arrays.equals(key, 0, partitionKeyLength, other.key, 0, other.partitionKeyLength);
    }
  }

  /** The building of one index. */
  private final class Job implements Runnable {
    private final Table index;
    private final Table main;
    private final TableIndexes only;
    private final LastPointIndex lastPoint;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final long startedNanos = System.nanoTime();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private byte[] from;
    private long notedNanos = startedNanos;
    private long reportedNanos = startedNanos;

    Job(Table index) {
      this.index = index;
      this.main = index.main();
      this.only = TableIndexes.of(main, List.of(index));
      this.lastPoint = index.index().lastPoint() ? only.lastPoints().get(0) : null;
      this.from = index.index().builtTo().toByteArray();
    }

    IndexBuild report() {
      return new IndexBuild(
          main.instance(),
          main.name(),
          index.name(),
          rows.get(),
          entries.get(),
          (System.nanoTime() - startedNanos) / 1_000_000,
          done.isDone());
    }

    @Override
    public void run() {
      while (!isOver()) {
        try {
          main.space().barrier();
          buildOn();
        } catch (RuntimeException e) {
          if (!isOver()) {
            LOG.warn("Could not build {} further; it will be tried again", index, e);
            rest(RETRY_MILLIS);
          }
        }
      }
      if (!closed) {
        running.remove(index.id());
        done.complete(null);
      }
    }

    private boolean isOver() {
      return closed || index.isDeleted() || index.index().built();
    }

    private void buildOn() {
      if (from.length > 0) {
        LOG.info("Goes on building {} from table {}", index, main.name());
      }
      while (from != null && !isOver()) {
        long began = System.nanoTime();
        long before = rows.get();
        from = lastPoint == null ? buildRows(from) : buildLastPoints(from);
        noteDown();
        throttle(rows.get() - before, System.nanoTime() - began);
      }
      if (from == null && !closed) {
        catalog.finishBuild(index);
        IndexBuild result = report();
        LOG.info(
            "Built {} from table {}: {} rows, {} entries, {} ms, {} rows/s",
            index,
            main.name(),
            result.rows(),
            result.entries(),
            result.millis(),
            result.rowsPerSecond());
      }
    }

    private byte[] buildRows(byte[] start) {
      List<Found> found = new ArrayList<>();
      final byte[] next = read(start, found);
      write(found);
      count(found.size());
      return next;
    }

    private void count(int written) {
      entries.addAndGet(written);
      entriesBuilt.add(written);
    }

    /** Builds a chunk; answers where the next one begins, or {@code null} if there is none. */
    private byte[] buildLastPoints(byte[] start) {
      List<byte[]> prefixes = new ArrayList<>();
      boolean atEnd = readPrefixes(start, prefixes);
      List<CompletableFuture<?>> pending = new ArrayList<>();
      int[] length = new int[1]; // set anew if the body is run again
      long bytes = 0;
      for (byte[] prefix : prefixes) {
        byte[] partitionKey = Arrays.copyOf(prefix, KeyCodec.columnEnds(index.schema(), prefix)[0]);
        pending.add(
            main.space()
                .transact(
                    partitionKey,
                    transaction -> {
                      Entry entry = lastPoint.renew(transaction, prefix);
                      length[0] = entry == null ? 0 : entry.value().length;
                      return null;
                    }));
        count(length[0] == 0 ? 0 : 1);
        bytes += length[0];
        // Entries of rows in pages may be much larger than what the chunk holds of the rows.
        if (bytes > CHUNK_BYTES) {
          CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new)).join();
          pending.clear();
          bytes = 0;
        }
      }
      CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new)).join();
      return atEnd ? null : KeyCodec.successor(prefixes.get(prefixes.size() - 1));
    }

    /** Reads the beginnings of the keys of a chunk; answers whether it was the last one. */
    private boolean readPrefixes(byte[] start, List<byte[]> prefixes) {
      try (ReadView view = main.space().view();
          Cursor cursor = view.scan(Keyspace.ROWS, start, null, false)) {
        byte[] last = new byte[0];
        long bytes = 0;
        for (int n = 0; n < CHUNK_ROWS && bytes < CHUNK_BYTES; n++) {
          if (!cursor.next()) {
            return true;
          }
          int at = cursor.keyOffset();
          byte[] key = Arrays.copyOfRange(cursor.keyArray(), at, at + cursor.keyLength());
          byte[] prefix = lastPoint.prefix(key);
          if (!Arrays.equals(prefix, last)) {
            prefixes.add(prefix);
            last = prefix;
          }
          bytes += key.length + cursor.valueLength();
          rows.incrementAndGet();
          rowsBuilt.increment();
        }
        return false;
      }
    }

    /** Reads a chunk; answers where the next one begins, or {@code null} if there is none. */
    private byte[] read(byte[] start, List<Found> found) {
      IndexedRow row = only.reader();
      try (ReadView view = main.space().view();
          Cursor cursor = view.scan(Keyspace.ROWS, start, null, false)) {
        byte[] key = null;
        long bytes = 0;
        for (int n = 0; n < CHUNK_ROWS && bytes < CHUNK_BYTES; n++) {
          if (!cursor.next()) {
            return null;
          }
          int at = cursor.keyOffset();
          key = Arrays.copyOfRange(cursor.keyArray(), at, at + cursor.keyLength());
          byte[] head = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
          bytes += key.length + head.length;
          row.load(key, head, view::scan, Long.MIN_VALUE);
          Entry entry = only.secondary().get(0).entry(row);
          if (entry != null) {
            bytes += entry.value().length; // of a row in pages the entry may be the larger part
            found.add(new Found(key, head, entry, KeyCodec.columnEnds(main.schema(), key)[0]));
          }
          rows.incrementAndGet();
          rowsBuilt.increment();
        }
        return StoredRow.concat(key, new byte[1]);
      }
    }

    private void write(List<Found> found) {
      List<CompletableFuture<?>> pending = new ArrayList<>();
      for (int i = 0; i < found.size(); ) {
        int end = i + 1;
        while (end < found.size()
            && end - i < ROWS_PER_TRANSACTION
            && found.get(end).sharesPartition(found.get(i))) {
          end++;
        }
        List<Found> group = found.subList(i, end);
        pending.add(
            main.space()
                .transact(
                    group.get(0).partitionKey(),
                    transaction -> {
                      group.forEach(row -> write(row, transaction));
                      return null;
                    }));
        i = end;
      }
      CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new)).join();
    }

    private void write(Found row, Transaction transaction) {
      byte[] head = transaction.get(Keyspace.ROWS, row.key);
      Entry entry = row.entry;
      if (head != null && RowCodec.isPaged(head, head.length)) {
        // Pages may have changed under the same head.
        entry = only.entries(row.key, head, transaction::scan, Long.MIN_VALUE)[0];
      } else if (!Arrays.equals(head, row.head)) {
        return;
      }
      if (entry != null) {
        transaction.putBeside(index.id(), Keyspace.ROWS, entry.key(), entry.value());
      }
    }

    private void noteDown() {
      long now = System.nanoTime();
      if (from != null && now - notedNanos > NOTE_NANOS) {
        catalog.noteBuiltTo(index, from);
        notedNanos = now;
      }
      if (now - reportedNanos > REPORT_NANOS) {
        IndexBuild progress = report();
        LOG.info(
            "Builds {} from table {}: {} rows, {} entries, {} rows/s",
            index,
            main.name(),
            progress.rows(),
            progress.entries(),
            progress.rowsPerSecond());
        reportedNanos = now;
      }
    }

    private void throttle(long chunk, long nanos) {
      long atLeast = TimeUnit.SECONDS.toNanos(chunk) / rowsPerSecond;
      if (nanos < atLeast) {
        rest(TimeUnit.NANOSECONDS.toMillis(atLeast - nanos));
      }
    }

    private void rest(long millis) {
      try {
        TimeUnit.MILLISECONDS.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody interrupts but close
      }
    }
  }
}
