/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.search.query.GeoPoint;
import java.util.List;

/**
 * A group for each of some ranges of the distance from a point, in their order.
 *
 * @param name see {@link GroupBy}
 * @param field a GEO_POINT field
 * @param origin the point
 * @param ranges metres; a missing lower bound is 0
 * @param inner see {@link GroupBy}
 */
public record GroupByGeoDistance(
    String name, String field, GeoPoint origin, List<NumberRange> ranges, Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByGeoDistance {
    ranges = List.copyOf(ranges);
  }

  @Override
  public String tag() {
    return "group by geo distance";
  }
}
