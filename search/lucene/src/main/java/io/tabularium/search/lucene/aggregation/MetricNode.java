/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import java.io.IOException;

/** A figure. */
abstract class MetricNode extends Node {
  /**
   * The figure about a group.
   *
   * @param group a number the node may never have seen: that of a group without rows is -1
   */
  abstract AggregationResult result(int group) throws IOException;

  /**
   * Whether what is known of some segments can be {@linkplain #merge merged} with that of others.
   */
  boolean isMergeable() {
    return true;
  }

  /**
   * Takes in what another node of the same request has taken in, of other segments. That one is not
   * used any more.
   *
   * @param groups the numbers of its groups here
   */
  abstract void merge(MetricNode other, Renumbering groups) throws IOException;

  /** Whether groups can be ordered by it. */
  boolean isNumber() {
    return true;
  }

  /** The number groups are ordered by, or NaN if the figure is that of no value. */
  double number(int group) {
    throw new IllegalStateException("not one number");
  }
}
