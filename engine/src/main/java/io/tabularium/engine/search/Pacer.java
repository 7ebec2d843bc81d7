/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Has indexes give way to writes in a flood. Taking a row into an index costs several times as much
 * as writing it, so where the processors are too few for both, an index that keeps up with a flood
 * of writes makes the flood last several times as long. It need not: the feed keeps what the index
 * has not read, and after the flood the index reads it in one go, which is cheaper, too.
 *
 * <p>So while rows of a table are written faster than {@link #FLOOD}, its index takes what time the
 * writes leave: a part of one processor's time that is halved again and again while the processors
 * are busy, down to a small rest, and grows while they are not. The indexes that give way share
 * that part. An index that has fallen behind by the longest lag allowed works on regardless.
 *
 * <p>An index that works on all processors can keep writes so slow that they never become a flood.
 * So while rows are written faster than {@link #EBB} it works on one thread, and a flood ends only
 * below that.
 *
 * <p>Thread-safe.
 */
final class Pacer {
  /** Writes a second above which freshness is not promised. */
  static final double FLOOD = 3_000;

  /** Writes a second below which a flood is over. */
  static final double EBB = 1_500;

  /** From which load on processors are busy, so that writes wait for them. */
  private static final double BUSY = 0.9;

  /** Below which load processors have time to spare. */
  private static final double SPARE = 0.85;

  /** The least part of one processor's time that indexes of flooded tables take together. */
  private static final double LEAST_SHARE = 0.1;

  /** By how much their part grows with each look at processors that have time to spare. */
  private static final double GROWTH = 0.1;

  /** Rests are at most this long, so that the end of a flood is noticed soon. */
  private static final Duration LONGEST_REST = Duration.ofMillis(500);

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final long longestLagMillis;
  private final DoubleSupplier load;
  private final LongSupplier nanos;
  private final AtomicInteger yielding = new AtomicInteger();
  private long loadNanos;
  private double share = 1;

  /**
   * A pacer.
   *
   * @param longestLag how far an index may fall behind; zero for indexes that never give way
   */
  Pacer(Duration longestLag) {
    this(longestLag, Pacer::processorLoad, System::nanoTime);
  }

  /**
   * A pacer under test.
   *
   * @param load the part of the processors' time that was used lately, from 0 to 1
   * @param nanos the time
   */
  Pacer(Duration longestLag, DoubleSupplier load, LongSupplier nanos) {
    this.longestLagMillis = longestLag.toMillis();
    this.load = load;
    this.nanos = nanos;
    this.loadNanos = nanos.getAsLong() - WINDOW_NANOS;
  }

  private static double processorLoad() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getCpuLoad()
        : 0;
  }

  /** The part of one processor's time that indexes of flooded tables may take together now. */
  private synchronized double share() {
    long now = nanos.getAsLong();
    if (now - loadNanos >= WINDOW_NANOS) {
      double used = load.getAsDouble();
      loadNanos = now;
      if (used >= BUSY) {
        share = Math.max(LEAST_SHARE, share / 2);
      } else if (used < SPARE) {
        share = Math.min(1, share + GROWTH);
      }
    }
    return share;
  }

  /** One index's part. Used by one thread at a time. */
  final class Pace implements AutoCloseable {
    private final LongSupplier written;
    private long windowNanos;
    private long windowWritten;
    private double rate;
    private boolean flooded;
    private boolean alone;
    private boolean yields;

    private Pace(LongSupplier written) {
      this.written = written;
      this.windowNanos = nanos.getAsLong();
      this.windowWritten = written.getAsLong();
    }

    /**
     * How long to rest after a step that left work to do.
     *
     * @param busyNanos how much processor time the step took
     * @param lagMillis how far the index is behind
     */
    Duration rest(long busyNanos, long lagMillis) {
      double rate = look();
      flooded = rate > (flooded ? EBB : FLOOD);
      alone = rate > EBB && lagMillis < longestLagMillis;
      double all = flooded ? share() : 1;
      giveWay(flooded && lagMillis < longestLagMillis && all < 1);
      if (!yields) {
        return Duration.ZERO;
      }
      double mine = all / Math.max(1, yielding.get());
      Duration rest = Duration.ofNanos((long) (busyNanos * (1 / mine - 1)));
      return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    /** Whether it gives way now. */
    boolean givesWay() {
      return yields;
    }

    /** Whether it should leave all processors but one to writes. */
    boolean worksAlone() {
      return alone;
    }

    /** The table's writes a second, counted anew if the last look is long enough ago. */
    private double look() {
      long now = nanos.getAsLong();
      if (now - windowNanos >= WINDOW_NANOS) {
        long count = written.getAsLong();
        rate = (count - windowWritten) * 1e9 / (now - windowNanos);
        windowNanos = now;
        windowWritten = count;
      }
      return rate;
    }

    private void giveWay(boolean now) {
      if (now != yields) {
        yields = now;
        yielding.addAndGet(now ? 1 : -1);
      }
    }

    /** There is nothing left to do, or nobody to do it. */
    @Override
    public void close() {
      giveWay(false);
    }
  }

  /**
   * The pace of one index.
   *
   * @param written how many changes of the index's table there have been; rises
   */
  Pace pace(LongSupplier written) {
    return new Pace(written);
  }
}
