/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.FieldGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** A group for each value. */
final class FieldGroups extends RankedGroups {
  private final String name;
  private final FieldKeys keys;

  FieldGroups(
      GroupByField request,
      FieldKeys keys,
      boolean counted,
      int size,
      Level inner,
      Budget budget,
      Scratch scratch) {
    super(
        keys.source(),
        counted,
        inner,
        budget,
        scratch,
        size,
        request.minDocCount(),
        request.sorters(),
        request.inner());
    this.name = request.name();
    this.keys = keys;
  }

  @Override
  LongUnaryOperator translation(KeyedGroups other) {
    return TermValues.translation(((FieldGroups) other).keys.terms(), keys.terms());
  }

  @Override
  int compareKeys(long a, long b) {
    return keys.compare(a, b);
  }

  @Override
  GroupByResult result(int[] ranked) throws IOException {
    List<FieldGroup> items = new ArrayList<>(ranked.length);
    for (int group : ranked) {
      budget().result();
      items.add(new FieldGroup(keys.text(key(group)), count(group), inner().results(group)));
    }
    return new GroupByResult.FieldGroups(name, items);
  }
}
