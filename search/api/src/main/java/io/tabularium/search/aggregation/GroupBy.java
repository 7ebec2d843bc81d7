/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

/** A way of grouping rows; of child rows if its field is a member of a nested field. */
public sealed interface GroupBy
    permits GroupByField,
        GroupByRange,
        GroupByFilter,
        GroupByGeoDistance,
        GroupByHistogram,
        GroupByDateHistogram,
        GroupByGeoGrid,
        GroupByComposite {
  /** The name of the result, unique among its siblings. */
  String name();

  /** What is asked about each group. */
  Aggregations inner();

  /** What error messages call this kind. */
  String tag();
}
