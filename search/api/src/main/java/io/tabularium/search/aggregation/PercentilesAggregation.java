/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;
import java.util.List;

/**
 * The values below which given parts of all values lie.
 *
 * @param name see {@link Aggregation}
 * @param field a LONG, DOUBLE or DATE field
 * @param percentiles the parts, each 0 to 100
 * @param missing the value of rows that have none, or {@code null} to leave them out
 */
public record PercentilesAggregation(
    String name, String field, List<Double> percentiles, Value missing) implements Aggregation {
  /** Copies the list. */
  public PercentilesAggregation {
    percentiles = List.copyOf(percentiles);
  }
}
