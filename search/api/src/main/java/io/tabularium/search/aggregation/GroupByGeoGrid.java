/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

/**
 * A group for each cell of a grid over the earth; most rows first.
 *
 * @param name see {@link GroupBy}
 * @param field a GEO_POINT field
 * @param precision characters of the cells' geohash, 1 to 12
 * @param size how many groups are returned at most
 * @param inner see {@link GroupBy}
 */
public record GroupByGeoGrid(String name, String field, int precision, int size, Aggregations inner)
    implements GroupBy {
  @Override
  public String tag() {
    return "group by geo grid";
  }
}
