/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import java.io.IOException;

/** Computes aggregations and group-bys. */
public final class Aggregator {
  private Aggregator() {}

  /**
   * The answers to trees that keep the contract's rules.
   *
   * @throws io.tabularium.model.ServiceException for a value that makes no sense for its field, for
   *     too many groups, and when the time is up
   */
  public static AggregationResults evaluate(AggregationContext context, Aggregations trees)
      throws IOException {
    if (trees.isEmpty()) {
      return AggregationResults.NONE;
    }
    throw new UnsupportedOperationException("aggregations are not computed yet");
  }
}
