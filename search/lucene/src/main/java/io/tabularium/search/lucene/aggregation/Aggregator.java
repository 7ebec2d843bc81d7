/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.CollectorManager;
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
    Budget budget = new Budget(context.searcher().getTimeout());
    RowScore score = new RowScore();
    Compiler compiler = new Compiler(context, budget, score);
    Level level = compiler.level(trees, null);
    context
        .searcher()
        .search(context.rows(), new OnePass(new Rows(level, compiler, score, budget)));
    if (context.searcher().timedOut()) {
      throw Errors.searchTimeout();
    }
    return level.results(Rows.ALL);
  }

  /** Has one collector see all segments; searchers here work them off one after the other. */
  private record OnePass(Rows rows) implements CollectorManager<Rows, Void> {
    @Override
    public Rows newCollector() {
      return rows;
    }

    @Override
    public Void reduce(Collection<Rows> collectors) {
      return null;
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
      this.pace = compiler.pace();
      this.batch = new Batch(budget);
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
