/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.GroupByResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A group for each of some things the request lists; all are in the answer, in their order.
 *
 * @param <T> what is listed
 * @param <G> the answer about one group
 */
final class FixedGroups<T, G> extends KeyedGroups {
  private final List<T> things;
  private final Maker<T, G> maker;
  private final Function<List<G>, GroupByResult> finisher;

  /** Makes the answer about one group. */
  @FunctionalInterface
  interface Maker<T, G> {
    G make(T thing, long count, AggregationResults inner);
  }

  /**
   * Groups by places in a list.
   *
   * @param source the places of a document
   * @param things the list
   */
  FixedGroups(
      Loader source,
      Level inner,
      Budget budget,
      Scratch scratch,
      List<T> things,
      Maker<T, G> maker,
      Function<List<G>, GroupByResult> finisher) {
    super(source, false, inner, budget, scratch);
    this.things = things;
    this.maker = maker;
    this.finisher = finisher;
  }

  @Override
  GroupByResult result(int owner) throws IOException {
    List<G> items = new ArrayList<>(things.size());
    for (int i = 0; i < things.size(); i++) {
      budget().result();
      int group = group(owner, i);
      items.add(maker.make(things.get(i), count(group), inner().results(group)));
    }
    return finisher.apply(items);
  }
}
