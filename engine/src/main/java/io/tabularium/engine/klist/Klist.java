/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.ReadView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The klist model: databases of tables of rows of records. Databases and tables need no creation.
 * Thread-safe.
 *
 * <p>Reads answer on the calling thread and throw {@link StorageException}; {@link #failure} tells
 * the code for it. Writes are queued and tell their results to a listener.
 */
public final class Klist implements AutoCloseable {
  /** The store's table that holds all records. */
  static final int TABLE_ID = 0;

  private static final Logger LOG = LoggerFactory.getLogger(Klist.class);

  private final TableSpace space;
  private final KlistConfig config;
  private final Clock clock;
  private final Lane[] lanes;
  private final Sweeper sweeper;

  /** Opens the model over a store, which stays the caller's to close. */
  public Klist(Store store, KlistConfig config, Clock clock) {
    this.space = store.table(TABLE_ID);
    this.config = config;
    this.clock = clock;
    TimeToLiveMark ttlMark = new TimeToLiveMark(store);
    this.lanes = new Lane[config.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(space, clock, ttlMark, config.laneCapacity(), "klist-lane-" + i);
    }
    this.sweeper = new Sweeper(space, ttlMark, clock, config.sweepIntervalMillis());
  }

  /** The time by which records expire, in milliseconds since 1970. */
  public long now() {
    return clock.millis();
  }

  // ---- reads ------------------------------------------------------------------------------------

  /** A record, or {@code null} if there is none. */
  public KlistRecord get(int database, KlistKey key, boolean z) {
    byte[] stored =
        z
            ? space.get(
                Keyspace.KLIST_COLUMNS,
                KlistKeys.byColumn(database, key.table(), key.row(), key.column()))
            : space.get(
                Keyspace.KLIST,
                KlistKeys.inDefault(database, key.table(), key.row(), key.column()));
    return stored == null ? null : record(key, z, stored, now());
  }

  /**
   * Records in the order asked for, as of one moment, {@code null} where there is none.
   *
   * @return {@code null} if together they would not fit a packet
   */
  public List<KlistRecord> get(int database, List<KlistKey> keys, boolean z) {
    List<KlistRecord> records = new ArrayList<>(keys.size());
    long now = now();
    long bytes = 0;
    try (ReadView view = space.view()) {
      for (KlistKey key : keys) {
        byte[] stored =
            z
                ? view.get(
                    Keyspace.KLIST_COLUMNS,
                    KlistKeys.byColumn(database, key.table(), key.row(), key.column()))
                : view.get(
                    Keyspace.KLIST,
                    KlistKeys.inDefault(database, key.table(), key.row(), key.column()));
        KlistRecord record = stored == null ? null : record(key, z, stored, now);
        bytes += record == null ? 0 : record.pageBytes();
        if (bytes > KlistLimits.PACKET_BYTES) {
          return null;
        }
        records.add(record);
      }
    }
    return records;
  }

  private static KlistRecord record(KlistKey key, boolean z, byte[] stored, long now) {
    StoredValue value = new StoredValue().read(stored);
    return value.isExpired(now)
        ? null
        : new KlistRecord(
            key.table(),
            key.row(),
            z ? ColumnSpace.BY_COLUMN : ColumnSpace.DEFAULT,
            key.column(),
            value.value(),
            value.score(),
            value.deadline());
  }

  /** A page of a row's records; shorter than asked for if that is too long. */
  public ScanPage scan(ScanRequest request) {
    return Scan.run(space, request, Math.min(request.number(), config.scanRecords()), now());
  }

  /** A page of a database's or table's records. */
  public DumpPage dump(DumpRequest request) {
    return new Dump(space, request, now()).run();
  }

  // ---- writes -----------------------------------------------------------------------------------

  /**
   * Queues writes. Writes to one row are made in the order in which they are queued; to each
   * listener is told once what became of its write.
   */
  public void submit(List<KlistWrite> writes) {
    submit(valid(writes), Lane::submit);
  }

  /**
   * As {@link #submit}, for threads that must not wait: makes writes at once, and tells their
   * results before it returns, where nobody else is writing, they are few and small, and the store
   * need not be waited for. The others are queued.
   */
  public void submitInHaste(List<KlistWrite> writes) {
    submit(valid(writes), Lane::submitInHaste);
  }

  private void submit(List<KlistWrite> writes, BiConsumer<Lane, List<KlistWrite>> how) {
    if (writes.isEmpty()) {
      return;
    }
    if (lanes.length == 1) {
      how.accept(lanes[0], writes);
      return;
    }
    List<List<KlistWrite>> byLane = new ArrayList<>(lanes.length);
    for (int i = 0; i < lanes.length; i++) {
      byLane.add(null);
    }
    for (KlistWrite write : writes) {
      // The first two bytes are the row's slot.
      int lane = KlistKeys.slot(write.partition, 0) % lanes.length;
      List<KlistWrite> own = byLane.get(lane);
      if (own == null) {
        own = new ArrayList<>();
        byLane.set(lane, own);
      }
      own.add(write);
    }
    for (int i = 0; i < lanes.length; i++) {
      if (byLane.get(i) != null) {
        how.accept(lanes[i], byLane.get(i));
      }
    }
  }

  /** Finishes the writes that can never be made and answers the others. */
  private static List<KlistWrite> valid(List<KlistWrite> writes) {
    List<KlistWrite> valid = null;
    for (int i = 0; i < writes.size(); i++) {
      KlistWrite write = writes.get(i);
      KlistCode refusal = write.refusal();
      if (refusal == null) {
        if (valid != null) {
          valid.add(write);
        }
        continue;
      }
      if (valid == null) {
        valid = new ArrayList<>(writes.subList(0, i));
      }
      write.result(refusal);
      write.finish();
    }
    return valid == null ? writes : valid;
  }

  /** Writes that wait to be made. */
  public int queued() {
    return Arrays.stream(lanes).mapToInt(Lane::queued).sum();
  }

  /**
   * The code for a failure of the store, which is logged.
   *
   * @param otherwise the code unless trying again may help
   */
  public static KlistCode failure(Throwable failure, KlistCode otherwise) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof StorageException storage && storage.kind() == StorageException.Kind.BUSY) {
      LOG.warn("The store is busy: {}", storage.getMessage());
      return KlistCode.TEMPORARY_FAILURE;
    }
    LOG.error("An operation failed", cause);
    return otherwise;
  }

  /** Makes the writes that wait and ends all threads. */
  @Override
  public void close() {
    sweeper.close();
    for (Lane lane : lanes) {
      lane.close();
    }
  }
}
