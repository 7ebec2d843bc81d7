/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Cell;
import io.tabularium.search.SearchHit;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.TopRowsResult;
import io.tabularium.search.aggregation.TopRowsAggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/** The first rows in some order. */
final class TopRows extends MetricNode {
  /** About what Lucene takes to collect the first rows, besides the rows. */
  private static final int BYTES = 1024;

  /** About what Lucene takes for one of them and each sorter. */
  private static final int BYTES_PER_ROW = 64;

  private final TopRowsAggregation request;
  private final Sort sort;
  private final Scorable score;
  private final AggregationContext.Hits hits;
  private final Budget budget;
  private TopFieldCollector[] tops = new TopFieldCollector[0];
  private TopFieldDocs[] firsts = new TopFieldDocs[0];
  private LeafCollector[] leaves = new LeafCollector[0];
  private LeafReaderContext leaf;

  /**
   * Collects rows.
   *
   * @param sort their order
   * @param score the score of the row that is being collected
   * @param hits reads what is returned
   */
  TopRows(
      TopRowsAggregation request,
      Sort sort,
      Scorable score,
      AggregationContext.Hits hits,
      Budget budget) {
    this.request = request;
    this.sort = sort;
    this.score = score;
    this.hits = hits;
    this.budget = budget;
  }

  @Override
  void leaf(LeafReaderContext next) {
    leaf = next;
    leaves = new LeafCollector[tops.length];
  }

  @Override
  void collect(Batch batch) throws IOException {
    budget.steps(batch.size());
    int[] docs = batch.docs();
    int[] groups = batch.groups();
    for (int i = 0; i < batch.size(); i++) {
      of(groups[i]).collect(docs[i]);
    }
  }

  /** For the rows of one group. */
  private void takeMemory() {
    budget.memory(BYTES + (long) BYTES_PER_ROW * request.limit() * sort.getSort().length);
  }

  private LeafCollector of(int group) throws IOException {
    if (group >= tops.length) {
      tops = budget.grow(tops, group + 1);
      leaves = Arrays.copyOf(leaves, tops.length);
    }
    if (tops[group] == null) {
      takeMemory();
      // Every row is looked at anyway, so there is no number of them from which others are skipped.
      tops[group] =
          new TopFieldCollectorManager(sort, request.limit(), null, Integer.MAX_VALUE, false)
              .newCollector();
    }
    if (leaves[group] == null) {
      leaves[group] = tops[group].getLeafCollector(leaf);
      leaves[group].setScorer(score);
    }
    return leaves[group];
  }

  @Override
  void merge(MetricNode other, Renumbering groups) throws IOException {
    TopRows that = (TopRows) other;
    firsts = budget.grow(firsts, groups.size());
    for (int i = 0; i < groups.count(); i++) {
      int group = groups.of(i);
      TopFieldDocs theirs = group < 0 ? null : that.first(i);
      if (theirs != null) {
        budget.steps(theirs.scoreDocs.length);
        TopFieldDocs ours = first(group);
        if (ours == null) {
          takeMemory();
        }
        firsts[group] =
            ours == null
                ? theirs
                : TopDocs.merge(sort, request.limit(), new TopFieldDocs[] {ours, theirs});
      }
    }
  }

  /** The first rows of a group, which is complete, or {@code null}. */
  private TopFieldDocs first(int group) {
    if (group < 0) {
      return null;
    }
    if (group < firsts.length && firsts[group] != null) {
      return firsts[group];
    }
    if (group >= tops.length || tops[group] == null) {
      return null;
    }
    // A collector is emptied when it is asked.
    TopFieldDocs first = tops[group].topDocs();
    tops[group] = null;
    firsts = budget.grow(firsts, group + 1);
    firsts[group] = first;
    return first;
  }

  @Override
  AggregationResult result(int group) throws IOException {
    List<SearchHit> rows = new ArrayList<>();
    TopFieldDocs first = first(group);
    if (first != null) {
      for (ScoreDoc row : first.scoreDocs) {
        budget.result();
        SearchHit hit = hits.read(row.doc);
        budget.memory(bytes(hit));
        rows.add(hit);
      }
    }
    return new TopRowsResult(request.name(), rows);
  }

  /** About what a row takes. */
  private static long bytes(SearchHit hit) {
    long bytes = BYTES_PER_ROW;
    for (Cell cell : hit.columns()) {
      bytes +=
          BYTES_PER_ROW + (cell.value().type().isBytes() ? cell.value().asBytes().length() : 0);
    }
    return bytes;
  }

  @Override
  boolean isNumber() {
    return false;
  }
}
