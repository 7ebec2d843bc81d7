/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

import io.tabularium.search.query.GeoPoint;
import java.util.List;

/**
 * By the distance of a place from some points; rows without a place come last.
 *
 * @param field the field's path
 * @param points the points, at least one
 * @param order which way
 * @param mode which of several distances counts, or {@code null} for the first in this order
 * @param distance how distances are measured
 * @param nestedFilter which child rows count, or {@code null} for all
 */
public record GeoDistanceSort(
    String field,
    List<GeoPoint> points,
    SortOrder order,
    SortMode mode,
    Distance distance,
    NestedFilter nestedFilter)
    implements Sorter {
  /** How distances are measured. */
  public enum Distance {
    /** Along a great circle. */
    ARC,
    /** As if the earth were flat; faster, and wrong far away and near the poles. */
    PLANE
  }

  /** Copies the list. */
  public GeoDistanceSort {
    points = List.copyOf(points);
  }

  /** Which of several distances counts. */
  public SortMode effectiveMode() {
    if (mode != null) {
      return mode;
    }
    return order == SortOrder.ASC ? SortMode.MIN : SortMode.MAX;
  }
}
