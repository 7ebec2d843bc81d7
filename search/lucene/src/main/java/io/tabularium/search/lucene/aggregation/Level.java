/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.GroupByResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;

/** What is asked about each group of one group-by, or about all rows. */
final class Level {
  private final List<MetricNode> metrics = new ArrayList<>();
  private final List<GroupNode> groups = new ArrayList<>();
  private final List<Node> entries = new ArrayList<>();

  /**
   * Adds a figure.
   *
   * @param entry the node, or what leads to it from this level's kind of documents
   */
  void add(MetricNode metric, Node entry) {
    metrics.add(metric);
    entries.add(entry);
  }

  /** Adds a way of grouping; see {@link #add(MetricNode, Node)}. */
  void add(GroupNode group, Node entry) {
    groups.add(group);
    entries.add(entry);
  }

  /** Whether nothing is asked. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** A figure by its place among those of the request. */
  MetricNode metric(int place) {
    return metrics.get(place);
  }

  void leaf(LeafReaderContext leaf) throws IOException {
    for (Node entry : entries) {
      entry.leaf(leaf);
    }
  }

  void collect(Batch batch) throws IOException {
    if (batch.size() > 0) {
      for (int i = 0; i < entries.size(); i++) {
        entries.get(i).collect(batch);
      }
    }
  }

  /** Takes in what another level of the same request has taken in, of other segments. */
  void merge(Level other, Renumbering groups) throws IOException {
    for (int i = 0; i < metrics.size(); i++) {
      metrics.get(i).merge(other.metrics.get(i), groups);
    }
    for (int i = 0; i < this.groups.size(); i++) {
      this.groups.get(i).merge(other.groups.get(i), groups);
    }
  }

  /** The answers about a group; about one without rows if the number is -1. */
  AggregationResults results(int group) throws IOException {
    if (isEmpty()) {
      return AggregationResults.NONE;
    }
    List<AggregationResult> figures = new ArrayList<>(metrics.size());
    for (MetricNode metric : metrics) {
      figures.add(metric.result(group));
    }
    List<GroupByResult> within = new ArrayList<>(groups.size());
    for (GroupNode node : groups) {
      within.add(node.result(group));
    }
    return new AggregationResults(figures, within);
  }
}
