/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import java.util.List;

/**
 * Places within a polygon.
 *
 * @param field a GEO_POINT field
 * @param points at least three vertices, in order; the last is joined to the first
 */
public record GeoPolygonQuery(String field, List<GeoPoint> points) implements Query {
  /** Copies the list. */
  public GeoPolygonQuery {
    points = List.copyOf(points);
  }
}
