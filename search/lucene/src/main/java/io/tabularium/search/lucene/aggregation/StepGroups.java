/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.GroupByResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A group for each step of an axis, with those in between that have no rows if they are wanted.
 *
 * @param <G> the answer about one group
 */
final class StepGroups<G> extends KeyedGroups {
  private final String tag;
  private final Axis axis;
  private final long least;
  private final GroupOrder order;
  private final Maker<G> maker;
  private final Function<List<G>, GroupByResult> finisher;

  /** Makes the answer about one group. */
  @FunctionalInterface
  interface Maker<G> {
    G make(long step, long count, AggregationResults inner);
  }

  /** One step and its group, or -1. */
  private record Step(long step, int group) {}

  /**
   * Groups by steps.
   *
   * @param source the steps of a document
   * @param minDocCount see {@link io.tabularium.search.aggregation.GroupByHistogram#minDocCount}
   */
  StepGroups(
      String tag,
      Loader source,
      Axis axis,
      Long minDocCount,
      GroupOrder order,
      Level inner,
      Budget budget,
      Scratch scratch,
      Maker<G> maker,
      Function<List<G>, GroupByResult> finisher) {
    super(source, false, inner, budget, scratch);
    this.tag = tag;
    this.axis = axis;
    this.least = minDocCount == null ? 1 : minDocCount;
    this.order = order;
    this.maker = maker;
    this.finisher = finisher;
  }

  @Override
  GroupByResult result(int owner) throws IOException {
    List<Step> steps = least <= 0 ? filled(owner) : collected(owner);
    if (steps.size() > Limits.SEARCH_GROUPS + 1) {
      throw tooMany();
    }
    List<G> items = new ArrayList<>(steps.size());
    for (int place : places(steps)) {
      Step step = steps.get(place);
      budget().result();
      items.add(maker.make(step.step(), count(step.group()), inner().results(step.group())));
    }
    return finisher.apply(items);
  }

  /** The places of steps in the order of the answer. */
  private List<Integer> places(List<Step> steps) {
    GroupOrder.Order by =
        order.of(
            place -> steps.get(place).group(),
            place -> count(steps.get(place).group()),
            (a, b) -> Long.compare(steps.get(a).step(), steps.get(b).step()),
            inner());
    List<Integer> places = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      places.add(i);
    }
    places.sort(by::compare);
    return places;
  }

  /** The steps that have enough rows. */
  private List<Step> collected(int owner) {
    List<Step> steps = new ArrayList<>();
    for (int group : groups(owner)) {
      if (count(group) >= least) {
        steps.add(new Step(key(group), group));
      }
    }
    return steps;
  }

  /** All steps of the range; where it has no bound, up to the last that has rows. */
  private List<Step> filled(int owner) {
    int[] groups = groups(owner);
    List<Step> steps = new ArrayList<>();
    if (groups.length == 0 && (axis.first() == null || !axis.ends())) {
      return steps;
    }
    long first =
        axis.first() != null
            ? axis.first()
            : IntStream.of(groups).mapToLong(this::key).min().orElseThrow();
    long last =
        axis.ends()
            ? Long.MAX_VALUE
            : IntStream.of(groups).mapToLong(this::key).max().orElseThrow();
    long step = first;
    while (step <= last && axis.holds(step)) {
      if (steps.size() > Limits.SEARCH_GROUPS) {
        throw tooMany();
      }
      steps.add(new Step(step, group(owner, step)));
      long next = axis.next(step);
      if (next == step) {
        break;
      }
      step = next;
    }
    return steps;
  }

  private RuntimeException tooMany() {
    return Errors.aggregationBound(tag, "buckets", 0, Limits.SEARCH_GROUPS);
  }
}
