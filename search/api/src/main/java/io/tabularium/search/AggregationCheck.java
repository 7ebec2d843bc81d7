/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import static io.tabularium.model.Limits.SEARCH_AGGREGATIONS_PER_LEVEL;
import static io.tabularium.model.Limits.SEARCH_GROUPS;
import static io.tabularium.model.Limits.SEARCH_GROUP_BY_DEPTH;
import static io.tabularium.model.Limits.SEARCH_GROUP_BY_FILTERS;
import static io.tabularium.model.Limits.SEARCH_GROUP_BY_GEO_RANGES;
import static io.tabularium.model.Limits.SEARCH_GROUP_BY_RANGES;
import static io.tabularium.model.Limits.SEARCH_PERCENTILES;
import static io.tabularium.model.Limits.SEARCH_TOP_ROWS;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.CountAggregation;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.aggregation.GroupByGeoDistance;
import io.tabularium.search.aggregation.GroupByGeoGrid;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.GroupByRange;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.Query;
import io.tabularium.search.schema.Capability;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of aggregations and group-bys. */
final class AggregationCheck {
  private static final String NUMBERS = "[long, double]";
  private static final int GEO_HASH_CHARACTERS = 12;

  private final IndexFields fields;
  private final QueryCheck queries;
  private final SortCheck sorts;

  AggregationCheck(IndexFields fields, QueryCheck queries, SortCheck sorts) {
    this.fields = fields;
    this.queries = queries;
    this.sorts = sorts;
  }

  /** Refuses trees that break a rule. */
  void check(Aggregations trees) {
    level(trees, 0, null);
  }

  /**
   * Checks one level.
   *
   * @param nestedPath whose child rows are grouped above this level, or {@code null} for rows
   */
  private void level(Aggregations trees, int depth, String nestedPath) {
    if (trees.isEmpty()) {
      return;
    }
    if (trees.metrics().size() > SEARCH_AGGREGATIONS_PER_LEVEL
        || trees.groups().size() > SEARCH_AGGREGATIONS_PER_LEVEL) {
      throw Errors.searchQueryInvalid();
    }
    names(trees.metrics().stream().map(Aggregation::name).toList());
    names(trees.groups().stream().map(GroupBy::name).toList());
    trees.metrics().forEach(this::metric);
    for (GroupBy group : trees.groups()) {
      if (depth >= SEARCH_GROUP_BY_DEPTH) {
        throw Errors.aggregationBound(group.tag(), "depth", 1, SEARCH_GROUP_BY_DEPTH);
      }
      String path = group(group);
      if (path != null && nestedPath != null) {
        throw Errors.aggregationRecursive();
      }
      level(group.inner(), depth + 1, path != null ? path : nestedPath);
    }
  }

  private static void names(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name == null || name.isEmpty() || !seen.add(name)) {
        throw Errors.aggregationName(name);
      }
    }
  }

  private void metric(Aggregation aggregation) {
    if (aggregation instanceof MetricAggregation metric) {
      boolean extreme =
          metric.metric() == MetricAggregation.Metric.MIN
              || metric.metric() == MetricAggregation.Metric.MAX;
      IndexField field = field(metric.metric().tag(), metric.field(), Capability.METRIC);
      if (field.type() == FieldType.DATE && !extreme) {
        throw wrongType(metric.metric().tag(), field, NUMBERS);
      }
    } else if (aggregation instanceof CountAggregation count) {
      field("count agg", count.field(), Capability.COUNT);
    } else if (aggregation instanceof DistinctCountAggregation distinct) {
      field("distinct count agg", distinct.field(), Capability.COUNT);
    } else if (aggregation instanceof PercentilesAggregation percentiles) {
      percentiles(percentiles);
    } else if (aggregation instanceof TopRowsAggregation top) {
      bound("top rows agg", "limit", top.limit(), 1, SEARCH_TOP_ROWS);
      sorts.check(top.sort());
    }
  }

  private void percentiles(PercentilesAggregation percentiles) {
    String tag = "percentiles agg";
    field(tag, percentiles.field(), Capability.PERCENTILES);
    bound(tag, "percentiles", percentiles.percentiles().size(), 1, SEARCH_PERCENTILES);
    for (double percentile : percentiles.percentiles()) {
      if (!(percentile >= 0 && percentile <= 100)) {
        throw Errors.aggregationBound(tag, "percentile", 0, 100);
      }
    }
  }

  /** Checks one group-by without what is inside; returns the path of the child rows it groups. */
  private String group(GroupBy group) {
    String tag = group.tag();
    if (group instanceof GroupByField by) {
      bound(tag, "size", by.size(), 1, Integer.MAX_VALUE);
      sorters(by.sorters(), by);
      return field(tag, by.field(), Capability.GROUP).nestedPath();
    }
    if (group instanceof GroupByRange by) {
      bound(tag, "ranges", by.ranges().size(), 1, SEARCH_GROUP_BY_RANGES);
      return field(tag, by.field(), Capability.HISTOGRAM).nestedPath();
    }
    if (group instanceof GroupByFilter by) {
      bound(tag, "filters", by.filters().size(), 1, SEARCH_GROUP_BY_FILTERS);
      for (Query filter : by.filters()) {
        queries.check(filter);
      }
      return null;
    }
    if (group instanceof GroupByGeoDistance by) {
      if (!by.origin().isOnEarth()) {
        throw Errors.searchQueryInvalid();
      }
      bound(tag, "ranges", by.ranges().size(), 1, SEARCH_GROUP_BY_GEO_RANGES);
      return field(tag, by.field(), Capability.GEO).nestedPath();
    }
    if (group instanceof GroupByHistogram by) {
      return histogram(by);
    }
    if (group instanceof GroupByDateHistogram by) {
      return dateHistogram(by);
    }
    if (group instanceof GroupByGeoGrid by) {
      bound(tag, "precision", by.precision(), 1, GEO_HASH_CHARACTERS);
      bound(tag, "size", by.size(), 1, Integer.MAX_VALUE);
      return field(tag, by.field(), Capability.GEO).nestedPath();
    }
    GroupByComposite by = (GroupByComposite) group;
    bound(tag, "size", by.size(), 1, SEARCH_GROUPS);
    bound(tag, "sources", by.sources().size(), 1, SEARCH_AGGREGATIONS_PER_LEVEL);
    names(by.sources().stream().map(GroupBy::name).toList());
    for (GroupBy source : by.sources()) {
      if (!(source instanceof GroupByField
              || source instanceof GroupByHistogram
              || source instanceof GroupByDateHistogram)
          || !source.inner().isEmpty()) {
        throw Errors.searchQueryInvalid();
      }
      if (group(source) != null) {
        throw Errors.searchQueryInvalid();
      }
    }
    return null;
  }

  private String histogram(GroupByHistogram by) {
    IndexField field = field(by.tag(), by.field(), Capability.HISTOGRAM);
    double interval = by.interval() == null ? 0 : number(by.interval());
    if (!(interval > 0) || Double.isInfinite(interval)) {
      throw Errors.searchQueryInvalid();
    }
    if (by.offset() != null) {
      number(by.offset());
    }
    if (by.min() != null && by.max() != null) {
      double span = number(by.max()) - number(by.min());
      if (span < 0) {
        throw Errors.searchQueryInvalid();
      }
      bound(by.tag(), "buckets", (long) (span / interval), 0, SEARCH_GROUPS);
    }
    sorters(by.sorters(), by);
    return field.nestedPath();
  }

  private String dateHistogram(GroupByDateHistogram by) {
    IndexField field = fields.find(by.field());
    if (field == null) {
      throw Errors.aggregationFieldNotExist(by.tag(), by.field());
    }
    if (field.type() != FieldType.DATE) {
      throw wrongType(by.tag(), field, "[date]");
    }
    DateInterval interval = by.interval();
    if (interval == null) {
      throw Errors.searchQueryInvalid();
    }
    boolean single = interval.unit().isCalendar() || interval.unit() == DateInterval.Unit.WEEK;
    if (interval.value() < 1 || (single && interval.value() != 1)) {
      throw Errors.searchQueryInvalid();
    }
    if (by.timeZone() != null) {
      try {
        ZoneOffset.of(by.timeZone());
      } catch (DateTimeException e) {
        throw Errors.searchQueryInvalid();
      }
    }
    sorters(by.sorters(), by);
    return field.nestedPath();
  }

  private static void sorters(List<GroupSorter> sorters, GroupBy group) {
    for (GroupSorter sorter : sorters) {
      if (sorter.by() == GroupSorter.By.AGGREGATION
          && group.inner().metrics().stream()
              .noneMatch(m -> m.name().equals(sorter.aggregation()))) {
        throw Errors.searchQueryInvalid();
      }
    }
  }

  private static double number(Value value) {
    if (value.type() == ValueType.INTEGER) {
      return value.asLong();
    }
    if (value.type() == ValueType.DOUBLE && Double.isFinite(value.asDouble())) {
      return value.asDouble();
    }
    throw Errors.searchQueryInvalid();
  }

  private IndexField field(String tag, String path, Capability capability) {
    IndexField field = fields.find(path);
    if (field == null) {
      throw Errors.aggregationFieldNotExist(tag, path);
    }
    if (!field.can(capability)) {
      throw wrongType(tag, field, allowed(capability));
    }
    return field;
  }

  private static RuntimeException wrongType(String tag, IndexField field, String allowed) {
    return Errors.aggregationFieldType(tag, field.path(), field.type().word(), allowed);
  }

  private static String allowed(Capability capability) {
    if (capability == Capability.METRIC) {
      return NUMBERS;
    }
    return Arrays.stream(FieldType.values())
        .filter(type -> type.can(capability))
        .map(FieldType::word)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static void bound(String tag, String what, long number, long least, long most) {
    if (number < least || number > most) {
      throw Errors.aggregationBound(tag, what, least, most);
    }
  }
}
