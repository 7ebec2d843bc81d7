/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Computes aggregations and group-bys. */
public final class Aggregator {
  private Aggregator() {}

  /**
   * The answers to trees that keep the contract's rules, in one pass over the rows.
   *
   * @throws io.tabularium.model.ServiceException for a value that makes no sense for its field, for
   *     too many groups or too much memory, and when the time is up
   */
  public static AggregationResults evaluate(AggregationContext context, Aggregations trees)
      throws IOException {
    if (trees.isEmpty()) {
      return AggregationResults.NONE;
    }
    if (context.searcher() != context.plain()) {
      BudgetPool pool = new BudgetPool();
      Slices slices = new Slices(context, trees, pool);
      if (slices.areMergeable()) {
        try {
          return evaluate(context.searcher(), context, slices);
        } catch (ServiceException e) {
          if (!pool.isExhausted()) {
            throw e;
          }
          // What several slices have is there several times, and may fit in once.
        }
      }
    }
    return evaluate(context.plain(), context, new Slices(context, trees, null));
  }

  private static AggregationResults evaluate(
      IndexSearcher searcher, AggregationContext context, Slices slices) throws IOException {
    Rows rows = searcher.search(context.rows(), slices);
    if (searcher.timedOut()) {
      throw Errors.searchTimeout();
    }
    return rows.level.results(Rows.ALL);
  }

  /** Collects each slice of the segments into trees of its own, and puts these together. */
  private static final class Slices implements CollectorManager<Rows, Rows> {
    private final AggregationContext context;
    private final Aggregations trees;
    private final BudgetPool pool;
    private final boolean mergeable;
    private Rows next;

    /**
     * Compiles the trees of the first slice.
     *
     * @param pool what slices may use together; {@code null} if there is only one
     */
    Slices(AggregationContext context, Aggregations trees, BudgetPool pool) throws IOException {
      this.context = context;
      this.trees = trees;
      this.pool = pool;
      this.next = compile();
      this.mergeable = next.isMergeable();
    }

    private Rows compile() throws IOException {
      QueryTimeout clock = context.plain().getTimeout();
      Budget budget = pool == null ? new Budget(clock) : new Budget(clock, pool);
      RowScore score = new RowScore();
      Compiler compiler = new Compiler(context, budget, score);
      Level level = compiler.level(trees, null);
      return new Rows(level, compiler, score, budget);
    }

    boolean areMergeable() {
      return mergeable;
    }

    @Override
    public Rows newCollector() throws IOException {
      Rows rows = next == null ? compile() : next;
      next = null;
      return rows;
    }

    @Override
    public Rows reduce(Collection<Rows> collectors) throws IOException {
      Rows all = null;
      for (Rows rows : collectors) {
        if (all == null) {
          all = rows;
        } else {
          all.merge(rows);
        }
      }
      return all;
    }
  }

  /** The score of the row being collected, whichever scorer has it. */
  private static final class RowScore extends Scorable {
    private Scorable current;

    @Override
    public float score() throws IOException {
      return current.score();
    }

    @Override
    public int docID() {
      return current.docID();
    }
  }

  /** Hands every row to the nodes, many at once. */
  private static final class Rows extends SimpleCollector {
    /** The group of all rows. */
    static final int ALL = 0;

    private final Level level;
    private final Scopes scopes;
    private final RowScore score;
    private final ScoreMode mode;
    private final Budget budget;
    private final boolean mergeable;
    private final Pace pace;
    private final Batch batch;
    private int[] docs;
    private int rows;
    private int waiting;

    Rows(Level level, Compiler compiler, RowScore score, Budget budget) {
      this.level = level;
      this.scopes = compiler.scopes();
      this.score = score;
      this.mode = compiler.isScored() ? ScoreMode.COMPLETE : ScoreMode.COMPLETE_NO_SCORES;
      this.budget = budget;
      this.mergeable = compiler.isMergeable();
      this.pace = compiler.pace();
      this.batch = new Batch(budget);
    }

    boolean isMergeable() {
      return mergeable;
    }

    void merge(Rows other) throws IOException {
      other.budget.giveGroups();
      level.merge(other.level, Renumbering.ALL);
      other.budget.giveMemory();
    }

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
      level.leaf(leaf);
      pace.begin();
      prepare();
    }

    @Override
    public void setScorer(Scorable scorer) {
      score.current = scorer;
    }

    @Override
    public void collect(int doc) throws IOException {
      docs[waiting++] = doc;
      if (waiting >= rows) {
        collectBatch();
      }
    }

    @Override
    public void finish() throws IOException {
      collectBatch();
    }

    private void collectBatch() throws IOException {
      budget.steps(waiting);
      // All numbers of groups in the batch are those of new arrays.
      batch.written(waiting, ALL);
      waiting = 0;
      level.collect(batch);
      scopes.endOfBatch();
      pace.next();
      prepare();
    }

    private void prepare() {
      // A score can only be asked for while its row is the last that was found.
      rows = mode.needsScores() ? 1 : pace.rows();
      batch.reserve(rows);
      docs = batch.docs();
    }

    @Override
    public ScoreMode scoreMode() {
      return mode;
    }
  }
}
