/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Cell;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.SearchHit;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.GroupByResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the rows among figures and groups the columns that have to be read from the table. Results
 * without such rows are left as they are.
 */
final class AggregationRows {
  private final ColumnSource source;
  private final IndexedTable table;

  /** Bytes read so far, of all groups. */
  private long bytes;

  AggregationRows(ColumnSource source, IndexedTable table) {
    this.source = source;
    this.table = table;
  }

  AggregationResults complete(AggregationResults results) {
    if (!source.needsTable() || !hasRows(results)) {
      return results;
    }
    List<AggregationResult> metrics = new ArrayList<>();
    for (AggregationResult metric : results.metrics()) {
      metrics.add(
          metric instanceof AggregationResult.TopRowsResult top
              ? new AggregationResult.TopRowsResult(top.name(), complete(top.rows()))
              : metric);
    }
    List<GroupByResult> groups = new ArrayList<>();
    results.groups().forEach(group -> groups.add(complete(group)));
    return new AggregationResults(metrics, groups);
  }

  private List<SearchHit> complete(List<SearchHit> hits) {
    List<SearchHit> complete = new ArrayList<>(hits.size());
    ColumnSource.Found read = source.rows(table, hits);
    for (FoundRow found : read.rows()) {
      for (Cell cell : found.row().cells()) {
        bytes += cell.size();
      }
    }
    if (read.used() < hits.size() || bytes > Limits.SEARCH_REPLY_BYTES) {
      throw Errors.searchReplyTooLarge(Limits.SEARCH_REPLY_BYTES);
    }
    for (FoundRow found : read.rows()) {
      SearchHit hit = found.hit();
      complete.add(
          new SearchHit(
              hit.rowKey(),
              found.row().key(),
              found.row().cells(),
              hit.score(),
              hit.highlights(),
              hit.innerHits()));
    }
    return complete;
  }

  private static boolean hasRows(AggregationResults results) {
    for (AggregationResult metric : results.metrics()) {
      if (metric instanceof AggregationResult.TopRowsResult) {
        return true;
      }
    }
    for (GroupByResult group : results.groups()) {
      // Every group was asked the same, but one without groups of its own does not tell.
      if (inner(group).stream().anyMatch(AggregationRows::hasRows)) {
        return true;
      }
    }
    return false;
  }

  private static List<AggregationResults> inner(GroupByResult group) {
    List<AggregationResults> inner = new ArrayList<>();
    if (group instanceof GroupByResult.FieldGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.RangeGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.GeoDistanceGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.FilterGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.HistogramGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.DateHistogramGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.GeoGridGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    } else if (group instanceof GroupByResult.CompositeGroups g) {
      g.items().forEach(item -> inner.add(item.inner()));
    }
    return inner;
  }

  private GroupByResult complete(GroupByResult group) {
    if (group instanceof GroupByResult.FieldGroups g) {
      return new GroupByResult.FieldGroups(
          g.name(),
          g.items().stream()
              .map(i -> new GroupByResult.FieldGroup(i.key(), i.rowCount(), complete(i.inner())))
              .toList());
    }
    if (group instanceof GroupByResult.RangeGroups g) {
      return new GroupByResult.RangeGroups(
          g.name(), g.items().stream().map(this::complete).toList());
    }
    if (group instanceof GroupByResult.GeoDistanceGroups g) {
      return new GroupByResult.GeoDistanceGroups(
          g.name(), g.items().stream().map(this::complete).toList());
    }
    if (group instanceof GroupByResult.FilterGroups g) {
      return new GroupByResult.FilterGroups(
          g.name(),
          g.items().stream()
              .map(i -> new GroupByResult.FilterGroup(i.rowCount(), complete(i.inner())))
              .toList());
    }
    if (group instanceof GroupByResult.HistogramGroups g) {
      return new GroupByResult.HistogramGroups(
          g.name(),
          g.items().stream()
              .map(
                  i -> new GroupByResult.HistogramGroup(i.key(), i.rowCount(), complete(i.inner())))
              .toList());
    }
    if (group instanceof GroupByResult.DateHistogramGroups g) {
      return new GroupByResult.DateHistogramGroups(
          g.name(),
          g.items().stream()
              .map(
                  i ->
                      new GroupByResult.DateHistogramGroup(
                          i.timestamp(), i.rowCount(), complete(i.inner())))
              .toList());
    }
    if (group instanceof GroupByResult.GeoGridGroups g) {
      return new GroupByResult.GeoGridGroups(
          g.name(),
          g.items().stream()
              .map(
                  i ->
                      new GroupByResult.GeoGridGroup(
                          i.key(), i.topLeft(), i.bottomRight(), i.rowCount(), complete(i.inner())))
              .toList());
    }
    GroupByResult.CompositeGroups g = (GroupByResult.CompositeGroups) group;
    return new GroupByResult.CompositeGroups(
        g.name(),
        g.sourceNames(),
        g.items().stream()
            .map(i -> new GroupByResult.CompositeGroup(i.keys(), i.rowCount(), complete(i.inner())))
            .toList(),
        g.nextToken());
  }

  private GroupByResult.RangeGroup complete(GroupByResult.RangeGroup item) {
    return new GroupByResult.RangeGroup(
        item.from(), item.to(), item.rowCount(), complete(item.inner()));
  }
}
