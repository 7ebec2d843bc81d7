/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import java.util.List;

/**
 * Several queries put together. Without any clause it is every row.
 *
 * @param must all hold; their scores add up
 * @param filter all hold; they give no score
 * @param mustNot none holds
 * @param should some hold; their scores add up
 * @param minimumShouldMatch how many of {@code should} hold at least, or {@code null}; see {@link
 *     #requiredShoulds}
 */
public record BoolQuery(
    List<Query> must,
    List<Query> filter,
    List<Query> mustNot,
    List<Query> should,
    Integer minimumShouldMatch)
    implements Query {
  /** Copies the lists. */
  public BoolQuery {
    must = List.copyOf(must);
    filter = List.copyOf(filter);
    mustNot = List.copyOf(mustNot);
    should = List.copyOf(should);
  }

  /** All of these. */
  public static BoolQuery must(Query... clauses) {
    return new BoolQuery(List.of(clauses), List.of(), List.of(), List.of(), null);
  }

  /** Any of these. */
  public static BoolQuery should(Query... clauses) {
    return new BoolQuery(List.of(), List.of(), List.of(), List.of(clauses), null);
  }

  /** None of these. */
  public static BoolQuery mustNot(Query... clauses) {
    return new BoolQuery(List.of(), List.of(), List.of(clauses), List.of(), null);
  }

  /**
   * How many of {@code should} have to hold: at least one if nothing else has to, otherwise as many
   * as the minimum says, by default none.
   */
  public int requiredShoulds() {
    if (should.isEmpty()) {
      return 0;
    }
    int asked = minimumShouldMatch == null ? 0 : Math.max(0, minimumShouldMatch);
    return must.isEmpty() && filter.isEmpty() ? Math.max(1, asked) : asked;
  }
}
