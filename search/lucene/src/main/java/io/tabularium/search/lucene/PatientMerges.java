/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy.OneMerge;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RateLimitedIndexOutput;
import org.apache.lucene.store.RateLimiter;
import org.apache.lucene.util.ThreadInterruptedException;

/**
 * Merges in the background that rest when they are asked to, those that have begun included.
 * Lucene's own limit counts the bytes a merge writes, but it is the processors that others need.
 */
final class PatientMerges extends ConcurrentMergeScheduler {
  private static final int MERGES_WAITING = 6;
  private static final int MERGES_RUNNING = 1;

  /** How much is written between two looks. */
  private static final long BYTES_PER_LOOK = 64 << 10;

  /** How long a merge that rests does not notice that it is over. */
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private volatile long restsUntilNanos = System.nanoTime();

  PatientMerges() {
    setMaxMergesAndThreads(MERGES_WAITING, MERGES_RUNNING);
  }

  /** Has merges rest for so long from now on. */
  void rest(Duration time) {
    restsUntilNanos = System.nanoTime() + time.toNanos();
  }

  @Override
  public Directory wrapForMerge(OneMerge merge, Directory directory) {
    return new FilterDirectory(super.wrapForMerge(merge, directory)) {
      @Override
      public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return new RateLimitedIndexOutput(new Rests(merge), in.createOutput(name, context));
      }
    };
  }

  /** Where a merge stops for rests. */
  private final class Rests extends RateLimiter {
    private final OneMerge merge;

    private Rests(OneMerge merge) {
      this.merge = merge;
    }

    /** Waits until the rest is over, or the merge is given up. */
    @Override
    public long pause(long bytes) throws IOException {
      long start = System.nanoTime();
      long now = start;
      for (long left = restsUntilNanos - now; left > 0; left = restsUntilNanos - now) {
        merge.checkAborted();
        try {
          TimeUnit.NANOSECONDS.sleep(Math.min(left, NAP_NANOS));
        } catch (InterruptedException e) {
          throw new ThreadInterruptedException(e);
        }
        now = System.nanoTime();
      }
      return now - start;
    }

    @Override
    public long getMinPauseCheckBytes() {
      return BYTES_PER_LOOK;
    }

    @Override
    public double getMBPerSec() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public void setMBPerSec(double megabytes) {
      throw new UnsupportedOperationException("a rest is not measured in bytes");
    }
  }
}
