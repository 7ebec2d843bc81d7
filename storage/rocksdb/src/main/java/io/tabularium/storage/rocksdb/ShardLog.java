/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Gives out the sequence numbers of one shard's log, and tells a reader whether it may step over a
 * hole.
 *
 * <p>Implementation note. Numbers are given out under the partition locks of their writers but
 * written to the database afterwards, by several writers at a time; so a reader may find a record
 * while one with a smaller number is still on its way. Therefore each record is stored along with
 * the number given out before its own. A reader accepts a record only if that predecessor is one it
 * has seen, is before where it began to read, or will never come: because its write failed, or
 * because it is from before the store was opened, when nothing was on its way. This needs no look
 * at a clock or at the writers, and it holds for whatever moment the reader's snapshot is of.
 *
 * <p>The number of a failed write is remembered, along with its predecessor, as void; a run of them
 * is one entry, so there are never more entries than records. Since the disk may hold it in spite
 * of the failure, it counts as void only when the log of the database has been flushed, or been
 * replaced, after it.
 */
final class ShardLog {
  /** Everything up to here was there when the shard was first looked at. */
  private final long opened;

  private final NavigableMap<Long, Hole> voids = new TreeMap<>();
  private volatile long last;
  private volatile long start;

  /**
   * A number, and those directly before it, that were given out in vain.
   *
   * @param previous the number given out before them
   * @param round the round of flushing after which they cannot come back
   */
  private record Hole(long previous, long round) {}

  /** A number and the one given out before it. */
  record Draw(ShardLog log, long sequence, long previous) {}

  /**
   * The log as it is found in the database.
   *
   * @param last the largest number in use or trimmed, -1 if none
   * @param start the smallest number that is not trimmed
   */
  ShardLog(long last, long start) {
    this.opened = last;
    this.last = last;
    this.start = start;
  }

  /** Gives out the next number. The caller holds the lock of the partition it is for. */
  synchronized Draw draw(LongSupplier floor) {
    long previous = last;
    long sequence = Math.max(previous + 1, floor.getAsLong());
    last = sequence;
    return new Draw(this, sequence, previous);
  }

  /**
   * Notes that a number was given out in vain.
   *
   * @param round the round of flushing after which it cannot come back
   */
  synchronized void fail(Draw draw, long round) {
    long number = draw.sequence;
    Hole hole = new Hole(draw.previous, round);
    Hole before = voids.remove(hole.previous);
    if (before != null) {
      hole = new Hole(before.previous, Math.max(before.round, hole.round));
    }
    Map.Entry<Long, Hole> after = voids.higherEntry(number);
    if (after != null && after.getValue().previous == number) {
      number = after.getKey();
      hole = new Hole(hole.previous, Math.max(hole.round, after.getValue().round));
    }
    voids.put(number, hole);
  }

  /**
   * Whether everything between two numbers is known never to come.
   *
   * @param seen the last number a reader has seen, or the one before where it begins to read
   * @param previous the number given out before the record it has come to
   * @param isOver whether a round of flushing is over
   */
  synchronized boolean connects(long seen, long previous, LongPredicate isOver) {
    long number = previous;
    while (number > seen && number > opened) {
      Hole hole = voids.get(number);
      if (hole == null || !isOver.test(hole.round)) {
        return false;
      }
      number = hole.previous;
    }
    return true;
  }

  /** The smallest number records to come can have. */
  long end() {
    return last + 1;
  }

  /** The smallest number that is not trimmed. */
  long start() {
    return start;
  }

  /** Moves the start on, before anything is removed. */
  synchronized void trimmed(long newStart) {
    start = newStart;
    voids.headMap(newStart).clear();
  }
}
