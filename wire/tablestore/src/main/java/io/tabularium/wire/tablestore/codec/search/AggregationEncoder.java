/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.google.protobuf.MessageLite;
import io.tabularium.model.Row;
import io.tabularium.search.SearchHit;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.wire.tablestore.proto.SearchProto;
import io.tabularium.wire.tablestore.proto.SearchProto.AggregationType;
import io.tabularium.wire.tablestore.proto.SearchProto.GroupByType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes figures and groups. Clients crash on numbers that are absent, so each is set, infinite
 * ones and zeros included.
 *
 * <p>Results come in the order in which a hash map of their names happens to be walked, because
 * that is how the service itself hands them out and one client's test counts on it. All others look
 * them up by name.
 */
final class AggregationEncoder {
  private AggregationEncoder() {}

  static SearchProto.AggregationsResult metrics(List<AggregationResult> results) {
    Map<String, AggregationResult> byName = new HashMap<>();
    results.forEach(result -> byName.put(result.name(), result));
    SearchProto.AggregationsResult.Builder message = SearchProto.AggregationsResult.newBuilder();
    byName.values().forEach(result -> message.addAggResults(metric(result)));
    return message.build();
  }

  static SearchProto.GroupBysResult groups(List<GroupByResult> results) {
    Map<String, GroupByResult> byName = new HashMap<>();
    results.forEach(result -> byName.put(result.name(), result));
    SearchProto.GroupBysResult.Builder message = SearchProto.GroupBysResult.newBuilder();
    byName.values().forEach(result -> message.addGroupByResults(group(result)));
    return message.build();
  }

  private static SearchProto.AggregationsResult metrics(AggregationResults inner) {
    return metrics(inner.metrics());
  }

  private static SearchProto.GroupBysResult groups(AggregationResults inner) {
    return groups(inner.groups());
  }

  // ---- figures ----------------------------------------------------------------------------------

  private static SearchProto.AggregationResult metric(AggregationResult result) {
    if (result instanceof AggregationResult.MetricResult metric) {
      AggregationType type =
          switch (metric.metric()) {
            case AVG -> AggregationType.AGG_AVG;
            case MAX -> AggregationType.AGG_MAX;
            case MIN -> AggregationType.AGG_MIN;
            case SUM -> AggregationType.AGG_SUM;
          };
      return metric(
          result, type, SearchProto.DoubleResult.newBuilder().setValue(metric.value()).build());
    }
    if (result instanceof AggregationResult.CountResult count) {
      return metric(
          result,
          AggregationType.AGG_COUNT,
          SearchProto.LongResult.newBuilder().setValue(count.value()).build());
    }
    if (result instanceof AggregationResult.DistinctCountResult count) {
      return metric(
          result,
          AggregationType.AGG_DISTINCT_COUNT,
          SearchProto.LongResult.newBuilder().setValue(count.value()).build());
    }
    if (result instanceof AggregationResult.PercentilesResult percentiles) {
      SearchProto.PercentilesResult.Builder message = SearchProto.PercentilesResult.newBuilder();
      for (AggregationResult.Percentile item : percentiles.items()) {
        message.addPercentilesAggregationItems(
            SearchProto.PercentilesItem.newBuilder()
                .setKey(item.percentile())
                .setValue(Operands.variant(item.value())));
      }
      return metric(result, AggregationType.AGG_PERCENTILES, message.build());
    }
    AggregationResult.TopRowsResult top = (AggregationResult.TopRowsResult) result;
    SearchProto.TopRowsResult.Builder message = SearchProto.TopRowsResult.newBuilder();
    for (SearchHit hit : top.rows()) {
      message.addRows(SearchReplies.row(new Row(hit.key(), hit.columns())));
    }
    return metric(result, AggregationType.AGG_TOP_ROWS, message.build());
  }

  private static SearchProto.AggregationResult metric(
      AggregationResult result, AggregationType type, MessageLite body) {
    return SearchProto.AggregationResult.newBuilder()
        .setName(result.name())
        .setType(type)
        .setAggResult(body.toByteString())
        .build();
  }

  // ---- groups -----------------------------------------------------------------------------------

  private static SearchProto.GroupByResult group(GroupByResult result) {
    if (result instanceof GroupByResult.FieldGroups groups) {
      return fields(groups);
    }
    if (result instanceof GroupByResult.RangeGroups groups) {
      return group(result, GroupByType.GB_RANGE, ranges(groups.items()));
    }
    if (result instanceof GroupByResult.GeoDistanceGroups groups) {
      return group(result, GroupByType.GB_GEO_DISTANCE, ranges(groups.items()));
    }
    if (result instanceof GroupByResult.FilterGroups groups) {
      return filters(groups);
    }
    if (result instanceof GroupByResult.HistogramGroups groups) {
      return histogram(groups);
    }
    if (result instanceof GroupByResult.DateHistogramGroups groups) {
      return dateHistogram(groups);
    }
    if (result instanceof GroupByResult.GeoGridGroups groups) {
      return grid(groups);
    }
    return composite((GroupByResult.CompositeGroups) result);
  }

  private static SearchProto.GroupByResult group(
      GroupByResult result, GroupByType type, MessageLite body) {
    return SearchProto.GroupByResult.newBuilder()
        .setName(result.name())
        .setType(type)
        .setGroupByResult(body.toByteString())
        .build();
  }

  private static SearchProto.GroupByResult fields(GroupByResult.FieldGroups groups) {
    SearchProto.FieldGroups.Builder message = SearchProto.FieldGroups.newBuilder();
    for (GroupByResult.FieldGroup item : groups.items()) {
      message.addGroupByFieldResultItems(
          SearchProto.FieldGroup.newBuilder()
              .setKey(item.key())
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return group(groups, GroupByType.GB_FIELD, message.build());
  }

  private static SearchProto.RangeGroups ranges(List<GroupByResult.RangeGroup> items) {
    SearchProto.RangeGroups.Builder message = SearchProto.RangeGroups.newBuilder();
    for (GroupByResult.RangeGroup item : items) {
      message.addGroupByRangeResultItems(
          SearchProto.RangeGroup.newBuilder()
              .setFrom(item.from())
              .setTo(item.to())
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return message.build();
  }

  private static SearchProto.GroupByResult filters(GroupByResult.FilterGroups groups) {
    SearchProto.FilterGroups.Builder message = SearchProto.FilterGroups.newBuilder();
    for (GroupByResult.FilterGroup item : groups.items()) {
      message.addGroupByFilterResultItems(
          SearchProto.FilterGroup.newBuilder()
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return group(groups, GroupByType.GB_FILTER, message.build());
  }

  private static SearchProto.GroupByResult histogram(GroupByResult.HistogramGroups groups) {
    SearchProto.HistogramGroups.Builder message = SearchProto.HistogramGroups.newBuilder();
    for (GroupByResult.HistogramGroup item : groups.items()) {
      message.addGroupByHistogramItems(
          SearchProto.HistogramGroup.newBuilder()
              .setKey(Operands.variant(item.key()))
              .setValue(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return group(groups, GroupByType.GB_HISTOGRAM, message.build());
  }

  private static SearchProto.GroupByResult dateHistogram(GroupByResult.DateHistogramGroups groups) {
    SearchProto.DateHistogramGroups.Builder message = SearchProto.DateHistogramGroups.newBuilder();
    for (GroupByResult.DateHistogramGroup item : groups.items()) {
      message.addGroupByDateHistogramItems(
          SearchProto.DateHistogramGroup.newBuilder()
              .setTimestamp(item.timestamp())
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return group(groups, GroupByType.GB_DATE_HISTOGRAM, message.build());
  }

  private static SearchProto.GroupByResult grid(GroupByResult.GeoGridGroups groups) {
    SearchProto.GeoGridGroups.Builder message = SearchProto.GeoGridGroups.newBuilder();
    for (GroupByResult.GeoGridGroup item : groups.items()) {
      message.addGroupByGeoGridResultItems(
          SearchProto.GeoGridGroup.newBuilder()
              .setKey(item.key())
              .setGeoGrid(
                  SearchProto.GeoGrid.newBuilder()
                      .setTopLeft(point(item.topLeft()))
                      .setBottomRight(point(item.bottomRight())))
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner())));
    }
    return group(groups, GroupByType.GB_GEO_GRID, message.build());
  }

  private static SearchProto.GeoPoint point(GeoPoint point) {
    return SearchProto.GeoPoint.newBuilder()
        .setLat(point.latitude())
        .setLon(point.longitude())
        .build();
  }

  private static SearchProto.GroupByResult composite(GroupByResult.CompositeGroups groups) {
    SearchProto.CompositeGroups.Builder message =
        SearchProto.CompositeGroups.newBuilder().addAllSourceGroupByNames(groups.sourceNames());
    for (GroupByResult.CompositeGroup item : groups.items()) {
      SearchProto.CompositeGroup.Builder group =
          SearchProto.CompositeGroup.newBuilder()
              .setRowCount(item.rowCount())
              .setSubAggsResult(metrics(item.inner()))
              .setSubGroupBysResult(groups(item.inner()));
      for (String key : item.keys()) {
        group.addKeys(key == null ? "" : key).addIsNullKeys(key == null);
      }
      message.addGroupByCompositeResultItems(group);
    }
    if (groups.nextToken() != null) {
      message.setNextToken(groups.nextToken());
    }
    return group(groups, GroupByType.GB_COMPOSITE, message.build());
  }
}
