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

  /** Whether groups can be ordered by it. */
  boolean isNumber() {
    return true;
  }

  /** The number groups are ordered by, or NaN if the figure is that of no value. */
  double number(int group) {
    throw new IllegalStateException("not one number");
  }
}
