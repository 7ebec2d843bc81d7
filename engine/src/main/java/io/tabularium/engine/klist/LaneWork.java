/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.Haste;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a lane's writes: what needs no reading as one write to the store, the rest as one
 * transaction for each row. Used by one thread at a time.
 *
 * <p>With synchronous durability it does not wait for the disk. A write that is not safe yet is
 * seen by the transactions after it, and results are told when the store says so.
 */
final class LaneWork {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWork.class);

  /** Writes that go to the store together, so that the first need not wait for many others. */
  private static final int BATCH = 256;

  /** Values that are made in haste have so many bytes together at most. */
  private static final int BRIEF_BYTES = 64 << 10;

  private final TableSpace space;
  private final Clock clock;
  private final TimeToLiveMark ttlMark;
  private final CasNumbers numbers = new CasNumbers(System.nanoTime());

  // What is being made.
  private final Map<RowName, RowChanges> byRow = new HashMap<>();
  private final List<RowChanges> rows = new ArrayList<>();
  private final List<KlistWrite> finished = new ArrayList<>();
  private long now;
  private boolean blindMade;
  private int nextRow;

  LaneWork(TableSpace space, Clock clock, TimeToLiveMark ttlMark) {
    this.space = space;
    this.clock = clock;
    this.ttlMark = ttlMark;
  }

  /** Whether writes are few and small, and need nothing but the store. Safe for any thread. */
  boolean isBrief(List<KlistWrite> writes) {
    if (writes.size() > BATCH) {
      return false;
    }
    int bytes = 0;
    for (int i = 0; i < writes.size(); i++) {
      KlistWrite write = writes.get(i);
      bytes += write.value.length;
      if (bytes > BRIEF_BYTES || (write.ttl != 0 && !ttlMark.isSet())) {
        return false;
      }
    }
    return true;
  }

  /** Makes writes. */
  void make(List<KlistWrite> writes) {
    for (int from = 0; from < writes.size(); from += BATCH) {
      begin(writes.subList(from, Math.min(writes.size(), from + BATCH)));
      goOn();
    }
  }

  /**
   * Makes writes as far as nothing has to be waited for.
   *
   * @return whether all are made; if not, {@link #goOn} does the rest, before anything else is done
   */
  boolean makeInHaste(List<KlistWrite> writes) {
    begin(writes);
    try {
      boolean all =
          Haste.run(
              () -> {
                makeRest();
                return true;
              });
      clear();
      return all;
    } catch (Haste.WouldWaitException e) {
      return false;
    } finally {
      tellFinished();
    }
  }

  /** Makes what has been begun and not been made, if anything. */
  void goOn() {
    try {
      makeRest();
    } catch (RuntimeException e) {
      LOG.error("Writes failed unforeseen", e);
      abandonRest(e);
    } finally {
      clear();
      tellFinished();
    }
  }

  private void begin(List<KlistWrite> batch) {
    now = clock.millis();
    group(batch);
  }

  private void clear() {
    byRow.clear();
    rows.clear();
    blindMade = false;
    nextRow = 0;
  }

  private void tellFinished() {
    finished.forEach(LaneWork::finish);
    finished.clear();
  }

  private static void finish(KlistWrite write) {
    try {
      write.finish();
    } catch (RuntimeException e) {
      LOG.error("The result of a write could not be told", e);
    }
  }

  /** Sorts writes by row; those that may not go ahead are finished instead. */
  private void group(List<KlistWrite> batch) {
    long nanos = System.nanoTime();
    RowChanges last = null;
    for (KlistWrite write : batch) {
      if (!admit(write, nanos)) {
        finished.add(write);
        continue;
      }
      // Neighbours often name the same row.
      if (last == null || !write.isInRow(last.partition())) {
        RowName name = new RowName(write.partition);
        last = byRow.get(name);
        if (last == null) {
          last = new RowChanges(write.partition);
          byRow.put(name, last);
          rows.add(last);
        }
      }
      last.add(write);
    }
  }

  private boolean admit(KlistWrite write, long nanos) {
    if (write.ttl != 0 && !markTimeToLive()) {
      write.result(KlistCode.WRITE_FAILED);
      return false;
    }
    if (write.kind == KlistWrite.Kind.READ_FOR_UPDATE) {
      int number = numbers.giveOut(write, nanos);
      write.giveOut(number);
      write.result(KlistCode.TEMPORARY_FAILURE);
      return number != 0;
    }
    boolean admitted = numbers.admit(write, nanos);
    if (!admitted) {
      write.result(KlistCode.CAS_NOT_MATCH);
    }
    return admitted;
  }

  private boolean markTimeToLive() {
    try {
      ttlMark.set();
      return true;
    } catch (StorageException e) {
      LOG.error("It could not be noted that there are records with a time to live", e);
      return false;
    }
  }

  /** Safe to call again after it was given up in haste: what is made is not made again. */
  private void makeRest() {
    if (!blindMade) {
      writeBlindly();
      blindMade = true;
    }
    while (nextRow < rows.size()) {
      RowChanges row = rows.get(nextRow);
      if (row.reads()) {
        transact(row);
      }
      nextRow++;
    }
  }

  private void writeBlindly() {
    List<Mutation> mutations = new ArrayList<>();
    List<KlistWrite> writes = new ArrayList<>();
    for (RowChanges row : rows) {
      if (!row.reads()) {
        row.addTo(mutations, now);
        writes.addAll(row.writes());
      }
    }
    if (mutations.isEmpty()) {
      return;
    }
    try {
      finishWhenDone(space.write(mutations), writes);
    } catch (Haste.WouldWaitException e) {
      throw e;
    } catch (RuntimeException e) {
      finishFailed(writes, e);
    }
  }

  private void transact(RowChanges row) {
    while (!row.isMade()) {
      int from = row.made();
      try {
        CompletableFuture<Integer> done =
            space.transact(row.partition(), transaction -> row.apply(transaction, now));
        finishWhenDone(done, row.writes().subList(from, row.confirm()));
      } catch (Haste.WouldWaitException e) {
        throw e;
      } catch (RuntimeException e) {
        // The writes from here on depend on each other only in that they are for one row, but what
        // one of them met, the others would meet, too.
        finishFailed(row.writes().subList(from, row.giveUp()), e);
      }
    }
  }

  private void finishWhenDone(CompletableFuture<?> done, List<KlistWrite> writes) {
    if (done.isDone() && !done.isCompletedExceptionally()) {
      finished.addAll(writes);
      return;
    }
    var unused =
        done.whenComplete(
            (result, failure) -> {
              if (failure != null) {
                fail(writes, failure);
              }
              writes.forEach(LaneWork::finish);
            });
  }

  private void finishFailed(List<KlistWrite> writes, RuntimeException failure) {
    fail(writes, failure);
    finished.addAll(writes);
  }

  /** Finishes what is not made after a failure nobody has foreseen. */
  private void abandonRest(RuntimeException failure) {
    for (int i = 0; i < rows.size(); i++) {
      RowChanges row = rows.get(i);
      if (row.reads() ? i >= nextRow && !row.isMade() : !blindMade) {
        finishFailed(row.writes().subList(row.made(), row.giveUp()), failure);
      }
    }
  }

  private static void fail(List<KlistWrite> writes, Throwable failure) {
    KlistCode code = Klist.failure(failure, KlistCode.WRITE_FAILED);
    for (KlistWrite write : writes) {
      write.result(
          write.kind == KlistWrite.Kind.READ_FOR_UPDATE && code == KlistCode.WRITE_FAILED
              ? KlistCode.READ_FAILED
              : code);
    }
  }

  /** A partition key as the key of a map. */
  private static final class RowName {
    private final byte[] partition;
    private final int hash;

    RowName(byte[] partition) {
      this.partition = partition;
      this.hash = Arrays.hashCode(partition);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof RowName other && Arrays.equals(partition, other.partition);
    }
  }
}
