/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * Searches the segments of an index on several threads. The thread that asks takes one segment
 * after the other, and when it finds that this takes its time, threads that are free help it; so it
 * never waits for a thread to become free, only for segments that are being searched. What one
 * thread finds is a slice of the whole.
 *
 * <p>Everything but the search itself is left to another searcher, which does it on one thread:
 * looking up terms takes less time than handing it on, and candidates for vectors depend on the
 * order segments are looked at.
 */
final class SlicedSearcher extends IndexSearcher {
  /** So long a thread looks out for others to be done before it sleeps; waking takes as long. */
  private static final long PATIENCE_NANOS = 50_000;

  /** So long a thread searches alone: in less time a helper would hardly begin. */
  static final long ALONE_NANOS = 100_000;

  private final IndexSearcher plain;
  private final int most;
  private final Executor helpers;
  private final long alone;

  /** What is being searched, or was last. */
  private Work work;

  /**
   * A searcher that finds what another does.
   *
   * @param most how many slices there are at most
   * @param helpers runs what it has a free thread for
   * @param alone for how many nanoseconds a search does without
   */
  SlicedSearcher(IndexSearcher plain, int most, Executor helpers, long alone) {
    super(plain.getIndexReader());
    this.alone = alone;
    this.plain = plain;
    this.most = most;
    this.helpers = helpers;
    setSimilarity(plain.getSimilarity());
    QueryTimeout clock = plain.getTimeout();
    // Lucene looks at the clock again and again, and so is interrupted within a segment.
    setTimeout(
        () -> {
          work.callHelpers();
          return clock != null && clock.shouldExit();
        });
  }

  /** The clock of the request. What this searcher looks at itself does more than tell the time. */
  @Override
  public QueryTimeout getTimeout() {
    return plain.getTimeout();
  }

  @Override
  public Query rewrite(Query query) throws IOException {
    return plain.rewrite(query);
  }

  @Override
  public Weight createWeight(Query query, ScoreMode mode, float boost) throws IOException {
    return plain.createWeight(query, mode, boost);
  }

  @Override
  public boolean timedOut() {
    return super.timedOut() || plain.timedOut();
  }

  @Override
  public <C extends Collector, T> T search(Query query, CollectorManager<C, T> manager)
      throws IOException {
    List<C> collectors = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      collectors.add(manager.newCollector());
    }
    ScoreMode mode = collectors.get(0).scoreMode();
    Query rewritten = rewrite(mode.needsScores() ? query : new ConstantScoreQuery(query));
    work = new Work(createWeight(rewritten, mode, 1), collectors);
    work.complete();
    return manager.reduce(collectors.subList(0, work.begun));
  }

  /** The segments of one search, and who has taken which. */
  private final class Work implements Runnable {
    private final Weight weight;
    private final List<? extends Collector> collectors;
    private final long start = System.nanoTime();

    /** Whether helpers were called. Only the thread that asks sees it as {@code false}. */
    private boolean called;

    private int begun;
    private int next;
    private Throwable failure;

    /** How many slices are being searched. */
    private volatile int searching;

    Work(Weight weight, List<? extends Collector> collectors) {
      this.weight = weight;
      this.collectors = collectors;
    }

    void complete() throws IOException {
      try {
        run();
      } finally {
        finish();
      }
      rethrow();
    }

    /** Shares the work if it has taken long enough. */
    void callHelpers() {
      if (!called && System.nanoTime() - start >= alone) {
        called = true;
        for (int i = 1; i < collectors.size(); i++) {
          helpers.execute(this);
        }
      }
    }

    /** Searches segments until there is none left that nobody has begun. */
    @Override
    public void run() {
      int slice = begin();
      if (slice < 0) {
        return;
      }
      Throwable failed = null;
      try {
        Collector collector = collectors.get(slice);
        collector.setWeight(weight);
        // Of documents alike in an order a collector keeps the first, so segments come in order.
        for (int leaf = take(); leaf >= 0; leaf = take()) {
          callHelpers();
          searchLeaf(leafContexts.get(leaf), weight, collector);
        }
      } catch (Throwable e) {
        failed = e;
      }
      end(failed);
    }

    private synchronized int begin() {
      if (isOver() || begun == collectors.size()) {
        return -1;
      }
      searching++;
      return begun++;
    }

    private synchronized int take() {
      return isOver() ? -1 : next++;
    }

    private boolean isOver() {
      return failure != null || next == leafContexts.size();
    }

    private synchronized void end(Throwable failed) {
      if (failure == null) {
        failure = failed;
      }
      searching--;
      notifyAll();
    }

    /** Waits for slices others have begun: until then they use the view. */
    private void finish() {
      for (long start = System.nanoTime();
          searching > 0 && System.nanoTime() - start < PATIENCE_NANOS; ) {
        Thread.onSpinWait();
      }
      synchronized (this) {
        // Nobody begins any more, should the asking thread have failed before all was begun.
        next = leafContexts.size();
        boolean interrupted = false;
        while (searching > 0) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private void rethrow() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
