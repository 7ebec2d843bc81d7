/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.model.Errors;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.ScoreFunction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/** Changes scores as a {@link FunctionsScoreQuery} says. */
final class CombinedFunctions implements ScoreAdjustment {
  private final FunctionsScoreQuery query;
  private final List<FunctionValue> values = new ArrayList<>();
  private final List<org.apache.lucene.search.Query> filters = new ArrayList<>();

  CombinedFunctions(
      FunctionsScoreQuery query,
      Mapping mapping,
      Function<Query, org.apache.lucene.search.Query> compiler) {
    this.query = query;
    for (ScoreFunction function : query.functions()) {
      values.add(FunctionValue.of(function.source(), mapping));
      filters.add(function.filter() == null ? null : compiler.apply(function.filter()));
    }
  }

  @Override
  public ForSearch prepare(IndexSearcher searcher) throws IOException {
    Weight[] weights = new Weight[filters.size()];
    for (int i = 0; i < weights.length; i++) {
      if (filters.get(i) != null) {
        weights[i] =
            searcher.createWeight(
                searcher.rewrite(filters.get(i)), ScoreMode.COMPLETE_NO_SCORES, 1);
      }
    }
    return leaf -> new Leaf(leaf, weights)::score;
  }

  private final class Leaf {
    private final FunctionValue.ForLeaf[] columns;
    private final DocIdSetIterator[] passing;
    private final double[] results;
    private final double[] shares;

    Leaf(LeafReaderContext leaf, Weight[] weights) throws IOException {
      int size = weights.length;
      columns = new FunctionValue.ForLeaf[size];
      passing = new DocIdSetIterator[size];
      results = new double[size];
      shares = new double[size];
      for (int i = 0; i < size; i++) {
        columns[i] = values.get(i).leaf(leaf);
        if (weights[i] != null) {
          Scorer scorer = weights[i].scorer(leaf);
          passing[i] = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
        }
      }
    }

    double score(int doc, double score) throws IOException {
      int applied = 0;
      for (int i = 0; i < columns.length; i++) {
        if (passes(i, doc)) {
          Float weight = query.functions().get(i).weight();
          shares[applied] = weight == null ? 1 : weight;
          results[applied] = columns[i].value(doc) * shares[applied];
          applied++;
          if (query.scoreMode() == FunctionsScoreQuery.ScoreMode.FIRST) {
            break;
          }
        }
      }
      double function = applied == 0 ? 1 : joined(applied);
      if (query.maxScore() != null) {
        function = Math.min(function, query.maxScore());
      }
      double result = combined(score, function);
      if (Double.isNaN(result)) {
        // Infinity times zero, for example.
        throw Errors.searchQueryInvalid();
      }
      return result;
    }

    private boolean passes(int i, int doc) throws IOException {
      DocIdSetIterator filter = passing[i];
      if (filter == null) {
        return true;
      }
      return filter.docID() == doc || (filter.docID() < doc && filter.advance(doc) == doc);
    }

    private double joined(int count) {
      double sum = 0;
      double product = 1;
      double weights = 0;
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        sum += results[i];
        product *= results[i];
        weights += shares[i];
        least = Math.min(least, results[i]);
        most = Math.max(most, results[i]);
      }
      return switch (query.scoreMode()) {
        case AVG -> sum / weights;
        case MAX -> most;
        case SUM -> sum;
        case MIN -> least;
        case MULTIPLY -> product;
        case FIRST -> results[0];
      };
    }

    private double combined(double score, double function) {
      return switch (query.combineMode()) {
        case MULTIPLY -> score * function;
        case AVG -> (score + function) / 2;
        case MAX -> Math.max(score, function);
        case SUM -> score + function;
        case MIN -> Math.min(score, function);
        case REPLACE -> function;
      };
    }
  }
}
