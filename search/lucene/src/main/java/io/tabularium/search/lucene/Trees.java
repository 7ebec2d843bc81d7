/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.Sorter;
import java.util.Objects;
import java.util.function.Consumer;

/** Walks over query trees. */
final class Trees {
  private Trees() {}

  /**
   * Shows every node that can make a row be found, parents first: not what is below {@code
   * must_not}.
   *
   * @param intoNested whether to go into nested queries
   */
  static void positive(Query query, boolean intoNested, Consumer<Query> visitor) {
    visitor.accept(query);
    if (query instanceof BoolQuery bool) {
      bool.must().forEach(q -> positive(q, intoNested, visitor));
      bool.filter().forEach(q -> positive(q, intoNested, visitor));
      bool.should().forEach(q -> positive(q, intoNested, visitor));
    } else if (query instanceof DisMaxQuery best) {
      best.queries().forEach(q -> positive(q, intoNested, visitor));
    } else if (query instanceof ConstantScoreQuery constant) {
      positive(constant.filter(), intoNested, visitor);
    } else if (query instanceof FunctionScoreQuery function) {
      positive(function.query(), intoNested, visitor);
    } else if (query instanceof FunctionsScoreQuery functions) {
      positive(functions.query(), intoNested, visitor);
    } else if (query instanceof KnnVectorQuery knn && knn.filter() != null) {
      positive(knn.filter(), intoNested, visitor);
    } else if (query instanceof NestedQuery nested && intoNested) {
      positive(nested.query(), true, visitor);
    }
  }

  /**
   * Whether some node of any of a search's queries is expanded to terms of the index, of which
   * there may be many.
   */
  static boolean expands(SearchRequest request) {
    boolean[] found = new boolean[1];
    expands(request.query(), found);
    if (request.filter() != null) {
      expands(request.filter(), found);
    }
    for (Sorter sorter : request.sort().sorters()) {
      expands(sorter, found);
    }
    expands(request.aggregations(), found);
    return found[0];
  }

  private static void expands(Sorter sorter, boolean[] found) {
    NestedFilter filter =
        sorter instanceof FieldSort field
            ? field.nestedFilter()
            : sorter instanceof GeoDistanceSort distance ? distance.nestedFilter() : null;
    if (filter != null && filter.filter() != null) {
      expands(filter.filter(), found);
    }
  }

  private static void expands(Aggregations aggregations, boolean[] found) {
    for (GroupBy group : aggregations.groups()) {
      if (group instanceof GroupByFilter by) {
        by.filters().forEach(q -> expands(q, found));
      }
      expands(group.inner(), found);
    }
  }

  private static void expands(Query query, boolean[] found) {
    positive(
        query,
        true,
        node -> {
          found[0] |=
              node instanceof PrefixQuery
                  || node instanceof SuffixQuery
                  || node instanceof WildcardQuery;
          if (node instanceof BoolQuery bool) {
            bool.mustNot().forEach(q -> expands(q, found));
          } else if (node instanceof FunctionsScoreQuery functions) {
            functions.functions().stream()
                .map(ScoreFunction::filter)
                .filter(Objects::nonNull)
                .forEach(q -> expands(q, found));
          }
        });
  }
}
