/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.query.GeoPoint;
import java.util.List;

/** The result of a {@link GroupBy}. Row counts of groups of child rows count child rows. */
public sealed interface GroupByResult {
  /** The name the request gave. */
  String name();

  /**
   * The result of a {@link GroupByField}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups
   */
  record FieldGroups(String name, List<FieldGroup> items) implements GroupByResult {
    /** Copies the list. */
    public FieldGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one value.
   *
   * @param key the value as text, such as {@code 4}, {@code 14.0}, {@code true}; a date in
   *     milliseconds
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record FieldGroup(String key, long rowCount, AggregationResults inner) {}

  /**
   * The result of a {@link GroupByRange}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups, empty ones, too
   */
  record RangeGroups(String name, List<RangeGroup> items) implements GroupByResult {
    /** Copies the list. */
    public RangeGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * The result of a {@link GroupByGeoDistance}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups, empty ones, too
   */
  record GeoDistanceGroups(String name, List<RangeGroup> items) implements GroupByResult {
    /** Copies the list. */
    public GeoDistanceGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one range.
   *
   * @param from see {@link NumberRange}
   * @param to see {@link NumberRange}
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record RangeGroup(double from, double to, long rowCount, AggregationResults inner) {}

  /**
   * The result of a {@link GroupByFilter}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups, empty ones, too
   */
  record FilterGroups(String name, List<FilterGroup> items) implements GroupByResult {
    /** Copies the list. */
    public FilterGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one query.
   *
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record FilterGroup(long rowCount, AggregationResults inner) {}

  /**
   * The result of a {@link GroupByHistogram}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups
   */
  record HistogramGroups(String name, List<HistogramGroup> items) implements GroupByResult {
    /** Copies the list. */
    public HistogramGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one step.
   *
   * @param key where the step begins; INTEGER of a LONG field if steps are whole, otherwise DOUBLE
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record HistogramGroup(Value key, long rowCount, AggregationResults inner) {}

  /**
   * The result of a {@link GroupByDateHistogram}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups
   */
  record DateHistogramGroups(String name, List<DateHistogramGroup> items) implements GroupByResult {
    /** Copies the list. */
    public DateHistogramGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one step of time.
   *
   * @param timestamp where the step begins, milliseconds since 1970
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record DateHistogramGroup(long timestamp, long rowCount, AggregationResults inner) {}

  /**
   * The result of a {@link GroupByGeoGrid}.
   *
   * @param name see {@link GroupByResult}
   * @param items the groups
   */
  record GeoGridGroups(String name, List<GeoGridGroup> items) implements GroupByResult {
    /** Copies the list. */
    public GeoGridGroups {
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one cell.
   *
   * @param key the cell's geohash
   * @param topLeft its north-western corner
   * @param bottomRight its south-eastern corner
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record GeoGridGroup(
      String key,
      GeoPoint topLeft,
      GeoPoint bottomRight,
      long rowCount,
      AggregationResults inner) {}

  /**
   * The result of a {@link GroupByComposite}.
   *
   * @param name see {@link GroupByResult}
   * @param sourceNames the names of the sources, in their order
   * @param items the groups
   * @param nextToken where the next page begins, or {@code null} if this was the last
   */
  record CompositeGroups(
      String name, List<String> sourceNames, List<CompositeGroup> items, String nextToken)
      implements GroupByResult {
    /** Copies the lists. */
    public CompositeGroups {
      sourceNames = List.copyOf(sourceNames);
      items = List.copyOf(items);
    }
  }

  /**
   * A group of one combination.
   *
   * @param keys one for each source, as text; {@code null} for rows the source has no value of
   * @param rowCount how many rows
   * @param inner what was asked about it
   */
  record CompositeGroup(List<String> keys, long rowCount, AggregationResults inner) {
    /** Copies the list. */
    public CompositeGroup {
      keys = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(keys));
    }
  }
}
