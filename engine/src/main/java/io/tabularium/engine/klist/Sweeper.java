/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of expired records, in the background and at leisure: nobody sees them any
 * more anyway. Where no record ever had a time to live, it does nothing.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** Records looked at under one view, so that no view is held for long. */
  private static final int RECORDS_PER_VIEW = 1000;

  /** It rests this many times as long as it works. */
  private static final int REST_FACTOR = 4;

  private final TableSpace space;
  private final TimeToLiveMark mark;
  private final Clock clock;
  private final ScheduledExecutorService executor;
  private volatile boolean closed;

  Sweeper(TableSpace space, TimeToLiveMark mark, Clock clock, long intervalMillis) {
    this.space = space;
    this.mark = mark;
    this.clock = clock;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "klist-sweeper");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        executor.scheduleWithFixedDelay(
            this::sweepGuarded, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  private void sweepGuarded() {
    try {
      sweep();
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("Expired records could not be removed; it will be tried again", e);
      }
    }
  }

  /** Looks once at every record. */
  void sweep() {
    if (!mark.isSet()) {
      return;
    }
    byte[] from = new byte[0];
    long removed = 0;
    while (from != null && !closed) {
      long began = System.nanoTime();
      List<byte[]> expired = new ArrayList<>();
      from = findExpired(from, expired);
      expired.forEach(this::remove);
      removed += expired.size();
      rest(System.nanoTime() - began);
    }
    if (removed > 0) {
      LOG.info("Gave back the space of {} expired klist records", removed);
    }
  }

  /** Collects the keys of expired records; answers where to go on, or {@code null}. */
  private byte[] findExpired(byte[] from, List<byte[]> expired) {
    long now = clock.millis();
    StoredValue stored = new StoredValue();
    try (ReadView view = space.view();
        Cursor cursor = view.scan(Keyspace.KLIST, from, null, false)) {
      for (int i = 0; ; i++) {
        if (!cursor.next()) {
          return null;
        }
        int at = cursor.keyOffset();
        byte[] key = Arrays.copyOfRange(cursor.keyArray(), at, at + cursor.keyLength());
        if (i == RECORDS_PER_VIEW) {
          return key;
        }
        if (stored.read(cursor.valueArray(), cursor.valueLength()).isExpired(now)) {
          expired.add(key);
        }
      }
    }
  }

  /** Removes a record from all lists, unless it has been written again. */
  private void remove(byte[] key) {
    int rowEnd = KlistKeys.HEAD + KlistKeys.rowLength(key, 0);
    byte[] partition = Arrays.copyOf(key, rowEnd);
    boolean z = KlistKeys.isByScore(key, 0);
    byte[] column = Arrays.copyOfRange(key, rowEnd + 1 + (z ? Long.BYTES : 0), key.length);
    var unused =
        space.transact(
            partition,
            transaction -> {
              RowChanges.purge(transaction, partition, z, column, clock.millis());
              return null;
            });
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

  @Override
  public void close() {
    closed = true;
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The search for expired records did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
