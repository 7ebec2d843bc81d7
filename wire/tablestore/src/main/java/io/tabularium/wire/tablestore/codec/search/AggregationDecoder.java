/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static io.tabularium.wire.tablestore.codec.search.TreeBudget.parse;

import com.google.protobuf.ByteString;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
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
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.Query;
import io.tabularium.search.sort.Sort;
import io.tabularium.wire.tablestore.proto.SearchProto;
import java.util.ArrayList;
import java.util.List;

/** Reads aggregations and group-bys, which contain each other. */
final class AggregationDecoder {
  private static final String COMPOSITE = "group by composite";

  private final QueryDecoder queries;

  /** Group-bys around the one being read. */
  private int depth;

  /** Aggregations and group-bys read so far, over all levels. */
  private int count;

  /** A decoder within a request. */
  AggregationDecoder(QueryDecoder queries) {
    this.queries = queries;
  }

  /** One level. */
  Aggregations level(SearchProto.Aggregations metrics, SearchProto.GroupBys groups) {
    if (metrics.getAggsCount() == 0 && groups.getGroupBysCount() == 0) {
      return Aggregations.NONE;
    }
    List<Aggregation> aggregations = new ArrayList<>();
    metrics.getAggsList().forEach(message -> aggregations.add(aggregation(message)));
    return new Aggregations(aggregations, groupBys(groups.getGroupBysList()));
  }

  private List<GroupBy> groupBys(List<SearchProto.GroupBy> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    // One level more than is allowed is read, so that whoever knows the rule can refuse it.
    if (++depth > Limits.SEARCH_GROUP_BY_DEPTH + 2) {
      throw Errors.searchQueryInvalid();
    }
    List<GroupBy> groups = new ArrayList<>();
    messages.forEach(message -> groups.add(groupBy(message)));
    depth--;
    return groups;
  }

  private void countOne() {
    if (++count > Limits.SEARCH_QUERY_NODES) {
      throw Errors.searchQueryInvalid();
    }
  }

  // ---- aggregations -----------------------------------------------------------------------------

  private Aggregation aggregation(SearchProto.Aggregation message) {
    countOne();
    if (!message.hasType()) {
      throw Errors.searchQueryInvalid();
    }
    String name = message.getName();
    ByteString body = message.getBody();
    return switch (message.getType()) {
      case AGG_AVG -> metric(name, Metric.AVG, body);
      case AGG_MAX -> metric(name, Metric.MAX, body);
      case AGG_MIN -> metric(name, Metric.MIN, body);
      case AGG_SUM -> metric(name, Metric.SUM, body);
      case AGG_COUNT ->
          new CountAggregation(
              name, parse(SearchProto.FieldAggregation.parser(), body).getFieldName());
      case AGG_DISTINCT_COUNT -> {
        SearchProto.FieldAggregation field = parse(SearchProto.FieldAggregation.parser(), body);
        yield new DistinctCountAggregation(name, field.getFieldName(), missing(field));
      }
      case AGG_TOP_ROWS -> {
        SearchProto.TopRowsAggregation top = parse(SearchProto.TopRowsAggregation.parser(), body);
        yield new TopRowsAggregation(
            name,
            top.hasLimit() ? top.getLimit() : 1,
            top.hasSort() ? queries.sort(top.getSort()) : Sort.NONE);
      }
      case AGG_PERCENTILES -> {
        SearchProto.PercentilesAggregation percentiles =
            parse(SearchProto.PercentilesAggregation.parser(), body);
        yield new PercentilesAggregation(
            name,
            percentiles.getFieldName(),
            percentiles.getPercentilesList(),
            Operands.valueOrNull(
                percentiles.hasMissing(), percentiles.getMissing(), percentiles.getFieldName()));
      }
    };
  }

  private static Aggregation metric(String name, Metric metric, ByteString body) {
    SearchProto.FieldAggregation field = parse(SearchProto.FieldAggregation.parser(), body);
    return new MetricAggregation(name, metric, field.getFieldName(), missing(field));
  }

  private static Value missing(SearchProto.FieldAggregation field) {
    return Operands.valueOrNull(field.hasMissing(), field.getMissing(), field.getFieldName());
  }

  // ---- group-bys --------------------------------------------------------------------------------

  private GroupBy groupBy(SearchProto.GroupBy message) {
    countOne();
    if (!message.hasType()) {
      throw Errors.searchQueryInvalid();
    }
    String name = message.getName();
    ByteString body = message.getBody();
    return switch (message.getType()) {
      case GB_FIELD -> field(name, parse(SearchProto.GroupByField.parser(), body));
      case GB_RANGE -> range(name, parse(SearchProto.GroupByRange.parser(), body));
      case GB_FILTER -> filter(name, parse(SearchProto.GroupByFilter.parser(), body));
      case GB_GEO_DISTANCE -> distance(name, parse(SearchProto.GroupByGeoDistance.parser(), body));
      case GB_HISTOGRAM -> histogram(name, parse(SearchProto.GroupByHistogram.parser(), body));
      case GB_DATE_HISTOGRAM ->
          dateHistogram(name, parse(SearchProto.GroupByDateHistogram.parser(), body));
      case GB_GEO_GRID -> grid(name, parse(SearchProto.GroupByGeoGrid.parser(), body));
      case GB_COMPOSITE -> composite(name, parse(SearchProto.GroupByComposite.parser(), body));
    };
  }

  private GroupBy field(String name, SearchProto.GroupByField message) {
    return new GroupByField(
        name,
        message.getFieldName(),
        message.hasSize() ? message.getSize() : Limits.SEARCH_GROUPS_DEFAULT,
        message.hasMinDocCount() ? message.getMinDocCount() : null,
        sorters(message.getSort()),
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy range(String name, SearchProto.GroupByRange message) {
    return new GroupByRange(
        name,
        message.getFieldName(),
        ranges(message.getRangesList(), Double.NEGATIVE_INFINITY),
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy filter(String name, SearchProto.GroupByFilter message) {
    List<Query> filters = new ArrayList<>();
    message.getFiltersList().forEach(filter -> filters.add(queries.query(filter)));
    return new GroupByFilter(name, filters, level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy distance(String name, SearchProto.GroupByGeoDistance message) {
    if (!message.hasOrigin()) {
      throw Errors.searchQueryInvalid();
    }
    return new GroupByGeoDistance(
        name,
        message.getFieldName(),
        new GeoPoint(message.getOrigin().getLat(), message.getOrigin().getLon()),
        ranges(message.getRangesList(), 0),
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy histogram(String name, SearchProto.GroupByHistogram message) {
    String field = message.getFieldName();
    SearchProto.FieldRange range = message.getFieldRange();
    return new GroupByHistogram(
        name,
        field,
        Operands.valueOrNull(message.hasInterval(), message.getInterval(), field),
        Operands.valueOrNull(message.hasOffset(), message.getOffset(), field),
        Operands.valueOrNull(range.hasMin(), range.getMin(), field),
        Operands.valueOrNull(range.hasMax(), range.getMax(), field),
        Operands.valueOrNull(message.hasMissing(), message.getMissing(), field),
        message.hasMinDocCount() ? message.getMinDocCount() : null,
        sorters(message.getSort()),
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy dateHistogram(String name, SearchProto.GroupByDateHistogram message) {
    String field = message.getFieldName();
    SearchProto.FieldRange range = message.getFieldRange();
    return new GroupByDateHistogram(
        name,
        field,
        message.hasInterval() ? ScoreFunctions.interval(message.getInterval()) : null,
        message.hasOffset() ? ScoreFunctions.interval(message.getOffset()) : null,
        message.hasTimeZone() ? message.getTimeZone() : null,
        Operands.valueOrNull(range.hasMin(), range.getMin(), field),
        Operands.valueOrNull(range.hasMax(), range.getMax(), field),
        Operands.valueOrNull(message.hasMissing(), message.getMissing(), field),
        message.hasMinDocCount() ? message.getMinDocCount() : null,
        sorters(message.getSort()),
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private GroupBy grid(String name, SearchProto.GroupByGeoGrid message) {
    return new GroupByGeoGrid(
        name,
        message.getFieldName(),
        message.getPrecision(),
        message.hasSize() ? message.getSize() : Limits.SEARCH_GROUPS_DEFAULT,
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  /**
   * Of the two sizes one is a demand, which must not be too large, and one a wish, which is granted
   * as far as it goes.
   */
  private GroupBy composite(String name, SearchProto.GroupByComposite message) {
    int size = Limits.SEARCH_GROUPS_DEFAULT;
    if (message.hasSize()) {
      size = message.getSize();
    } else if (message.hasSuggestedSize()) {
      size = Math.min(message.getSuggestedSize(), Limits.SEARCH_GROUPS);
    }
    if (message.hasSize() && (size < 1 || size > Limits.SEARCH_GROUPS)) {
      throw Errors.aggregationBound(COMPOSITE, "size", 1, Limits.SEARCH_GROUPS);
    }
    return new GroupByComposite(
        name,
        groupBys(message.getSources().getGroupBysList()),
        size,
        message.hasNextToken() && !message.getNextToken().isEmpty() ? message.getNextToken() : null,
        level(message.getSubAggs(), message.getSubGroupBys()));
  }

  private static List<NumberRange> ranges(List<SearchProto.Range> messages, double least) {
    List<NumberRange> ranges = new ArrayList<>();
    for (SearchProto.Range range : messages) {
      ranges.add(
          new NumberRange(
              range.hasFrom() ? range.getFrom() : least,
              range.hasTo() ? range.getTo() : Double.POSITIVE_INFINITY));
    }
    return ranges;
  }

  private static List<GroupSorter> sorters(SearchProto.GroupBySort sort) {
    List<GroupSorter> sorters = new ArrayList<>();
    for (SearchProto.GroupBySorter sorter : sort.getSortersList()) {
      if (sorter.hasGroupKeySort()) {
        sorters.add(GroupSorter.key(SortDecoder.order(sorter.getGroupKeySort().getOrder())));
      } else if (sorter.hasRowCountSort()) {
        sorters.add(GroupSorter.rowCount(SortDecoder.order(sorter.getRowCountSort().getOrder())));
      } else if (sorter.hasSubAggSort()) {
        sorters.add(
            GroupSorter.aggregation(
                sorter.getSubAggSort().getSubAggName(),
                SortDecoder.order(sorter.getSubAggSort().getOrder())));
      } else {
        throw Errors.searchQueryInvalid();
      }
    }
    return sorters;
  }
}
