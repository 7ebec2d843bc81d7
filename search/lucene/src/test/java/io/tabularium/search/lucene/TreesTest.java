/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Value;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreesTest {
  /** Everywhere a query can be in a search. */
  static Stream<Function<Query, SearchRequest>> places() {
    return Stream.of(
        query -> SearchRequest.of(query).build(),
        query -> SearchRequest.of(BoolQuery.mustNot(query)).build(),
        query -> SearchRequest.of(new DisMaxQuery(List.of(query), 0, 1)).build(),
        query ->
            SearchRequest.of(new NestedQuery("n", query, NestedQuery.ScoreMode.NONE, 1, null))
                .build(),
        query ->
            SearchRequest.of(
                    new FunctionsScoreQuery(
                        MatchAllQuery.INSTANCE,
                        List.of(new ScoreFunction(null, 2f, query)),
                        FunctionsScoreQuery.ScoreMode.SUM,
                        FunctionsScoreQuery.CombineMode.SUM,
                        null,
                        null))
                .build(),
        query -> SearchRequest.of(MatchAllQuery.INSTANCE).filter(query).build(),
        query ->
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .sort(
                    Sort.by(
                        new FieldSort(
                            "n.l", SortOrder.ASC, null, new NestedFilter("n", query), null, null)))
                .build(),
        query ->
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .aggregations(
                    Aggregations.of(
                        new GroupByField(
                            "outer",
                            "k",
                            10,
                            null,
                            List.of(),
                            Aggregations.of(
                                new GroupByFilter("inner", List.of(query), Aggregations.NONE)))))
                .build());
  }

  @ParameterizedTest
  @MethodSource("places")
  void termsAreExpandedWhereverAPatternIs(Function<Query, SearchRequest> place) {
    assertThat(Trees.expands(place.apply(new WildcardQuery("k", "*a")))).isTrue();
    assertThat(Trees.expands(place.apply(new TermQuery("k", Value.string("a"))))).isFalse();
  }
}
