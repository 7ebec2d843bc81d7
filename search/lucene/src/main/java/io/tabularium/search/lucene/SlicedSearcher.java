/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * Searches the segments of an index in several slices at once. The thread that asks takes one slice
 * after the other, and threads that are free help it; so it never waits for a thread to become
 * free, only for slices that are being searched.
 *
 * <p>Everything but the search itself is left to another searcher, which does it on one thread:
 * looking up terms takes less time than handing it on, and candidates for vectors depend on the
 * order segments are looked at.
 */
final class SlicedSearcher extends IndexSearcher {
  private final IndexSearcher plain;
  private final List<List<LeafReaderContext>> slices;
  private final Executor helpers;

  private SlicedSearcher(
      IndexSearcher plain, List<List<LeafReaderContext>> slices, Executor helpers) {
    super(plain.getIndexReader());
    this.plain = plain;
    this.slices = slices;
    this.helpers = helpers;
    setSimilarity(plain.getSimilarity());
    setTimeout(plain.getTimeout());
  }

  /**
   * A searcher that finds what another does.
   *
   * @param most into how many slices the index is cut at most
   * @param helpers runs what it has a free thread for
   */
  static IndexSearcher of(IndexSearcher plain, int most, Executor helpers) {
    List<List<LeafReaderContext>> slices = slices(plain.getIndexReader().leaves(), most);
    return slices.size() <= 1 ? plain : new SlicedSearcher(plain, slices, helpers);
  }

  /** Slices with about as many documents each, in each the segments in their order. */
  static List<List<LeafReaderContext>> slices(List<LeafReaderContext> leaves, int most) {
    int count = Math.min(most, leaves.size());
    List<List<LeafReaderContext>> slices = new ArrayList<>(count);
    long[] documents = new long[count];
    PriorityQueue<Integer> emptiest =
        new PriorityQueue<>(
            Comparator.<Integer>comparingLong(slice -> documents[slice])
                .thenComparingInt(slice -> slice));
    for (int i = 0; i < count; i++) {
      slices.add(new ArrayList<>());
      emptiest.add(i);
    }
    List<LeafReaderContext> largestFirst = new ArrayList<>(leaves);
    largestFirst.sort(
        Comparator.<LeafReaderContext>comparingInt(leaf -> leaf.reader().maxDoc()).reversed());
    for (LeafReaderContext leaf : largestFirst) {
      int slice = emptiest.remove();
      slices.get(slice).add(leaf);
      documents[slice] += leaf.reader().maxDoc();
      emptiest.add(slice);
    }
    // Of documents alike in an order the first one seen is kept, so they have to come in order.
    slices.forEach(slice -> slice.sort(Comparator.comparingInt(leaf -> leaf.ord)));
    return slices;
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
    List<C> collectors = new ArrayList<>(slices.size());
    for (int i = 0; i < slices.size(); i++) {
      collectors.add(manager.newCollector());
    }
    ScoreMode mode = collectors.get(0).scoreMode();
    Query rewritten = rewrite(mode.needsScores() ? query : new ConstantScoreQuery(query));
    Weight weight = createWeight(rewritten, mode, 1);
    new Work(weight, collectors).complete();
    return manager.reduce(collectors);
  }

  /** The slices of one search. */
  private final class Work implements Runnable {
    private final Weight weight;
    private final List<? extends Collector> collectors;
    private int next;
    private int searching;
    private Throwable failure;

    Work(Weight weight, List<? extends Collector> collectors) {
      this.weight = weight;
      this.collectors = collectors;
    }

    void complete() throws IOException {
      try {
        for (int i = 1; i < slices.size(); i++) {
          helpers.execute(this);
        }
        run();
      } finally {
        finish();
      }
      rethrow();
    }

    /** Searches slices until none is left that nobody has begun. */
    @Override
    public void run() {
      for (int slice = take(); slice >= 0; slice = take()) {
        Throwable failed = null;
        try {
          search(slices.get(slice), weight, collectors.get(slice));
        } catch (Throwable e) {
          failed = e;
        }
        done(failed);
      }
    }

    private synchronized int take() {
      if (failure != null || next == collectors.size()) {
        return -1;
      }
      searching++;
      return next++;
    }

    private synchronized void done(Throwable failed) {
      if (failure == null) {
        failure = failed;
      }
      searching--;
      notifyAll();
    }

    /** Waits for slices others have begun: until then they use the view. */
    private synchronized void finish() {
      next = collectors.size();
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
