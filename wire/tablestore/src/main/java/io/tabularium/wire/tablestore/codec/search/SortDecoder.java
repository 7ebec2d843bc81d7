/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import io.tabularium.model.Errors;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import java.util.ArrayList;
import java.util.List;

/** Reads orders of rows. */
final class SortDecoder {
  private final QueryDecoder queries;

  /** A decoder within a request. */
  SortDecoder(QueryDecoder queries) {
    this.queries = queries;
  }

  Sort sort(SearchQueryProto.Sort message) {
    List<Sorter> sorters = new ArrayList<>();
    message.getSorterList().forEach(sorter -> sorters.add(sorter(sorter)));
    return new Sort(sorters, message.getDisableDefaultPkSorter());
  }

  private Sorter sorter(SearchQueryProto.Sorter message) {
    if (message.hasFieldSort()) {
      return field(message.getFieldSort());
    }
    if (message.hasGeoDistanceSort()) {
      return distance(message.getGeoDistanceSort());
    }
    if (message.hasScoreSort()) {
      SearchQueryProto.ScoreSort sort = message.getScoreSort();
      return new ScoreSort(sort.hasOrder() ? order(sort.getOrder()) : SortOrder.DESC);
    }
    if (message.hasPkSort()) {
      return new KeySort(order(message.getPkSort().getOrder()));
    }
    if (message.hasDocSort()) {
      return new DocSort(order(message.getDocSort().getOrder()));
    }
    throw Errors.searchQueryInvalid();
  }

  private Sorter field(SearchQueryProto.FieldSort message) {
    // Older clients know one field only, and newer ones send that where these look for it.
    List<String> missingFields =
        message.hasMissingField()
            ? List.of(message.getMissingField())
            : List.copyOf(message.getMissingFieldsList());
    return new FieldSort(
        message.getFieldName(),
        order(message.getOrder()),
        message.hasMode() ? mode(message.getMode()) : null,
        message.hasNestedFilter() ? nestedFilter(message.getNestedFilter()) : null,
        missingFields,
        Operands.valueOrNull(
            message.hasMissingValue(), message.getMissingValue(), message.getFieldName()));
  }

  private Sorter distance(SearchQueryProto.GeoDistanceSort message) {
    return new GeoDistanceSort(
        message.getFieldName(),
        Operands.points(message.getPointsList()),
        order(message.getOrder()),
        message.hasMode() ? mode(message.getMode()) : null,
        message.getDistanceType() == SearchQueryProto.GeoDistanceType.GD_PLANE
            ? GeoDistanceSort.Distance.PLANE
            : GeoDistanceSort.Distance.ARC,
        message.hasNestedFilter() ? nestedFilter(message.getNestedFilter()) : null);
  }

  private NestedFilter nestedFilter(SearchQueryProto.NestedFilter message) {
    return new NestedFilter(
        message.getPath(), queries.queryOrAll(message.hasFilter(), message.getFilter()));
  }

  /** Which way; ascending by default, since that is number 0. */
  static SortOrder order(SearchQueryProto.SortOrder order) {
    return order == SearchQueryProto.SortOrder.SO_DESC ? SortOrder.DESC : SortOrder.ASC;
  }

  private static SortMode mode(SearchQueryProto.SortMode mode) {
    return switch (mode) {
      case MODE_MIN -> SortMode.MIN;
      case MODE_MAX -> SortMode.MAX;
      case MODE_AVG -> SortMode.AVG;
    };
  }
}
