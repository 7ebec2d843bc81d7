/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.GroupByGeoGrid;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.GeoGridGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A group for each cell of a grid. */
final class CellGroups extends RankedGroups {
  private final String name;
  private final GeoHash grid;

  CellGroups(
      GroupByGeoGrid request,
      GeoHash grid,
      Loader source,
      int size,
      Level inner,
      Budget budget,
      Scratch scratch) {
    super(source, false, inner, budget, scratch, size, null, List.of(), request.inner());
    this.name = request.name();
    this.grid = grid;
  }

  @Override
  GroupByResult result(int[] ranked) throws IOException {
    List<GeoGridGroup> items = new ArrayList<>(ranked.length);
    for (int group : ranked) {
      budget().result();
      long cell = key(group);
      items.add(
          new GeoGridGroup(
              grid.name(cell),
              grid.topLeft(cell),
              grid.bottomRight(cell),
              count(group),
              inner().results(group)));
    }
    return new GroupByResult.GeoGridGroups(name, items);
  }
}
