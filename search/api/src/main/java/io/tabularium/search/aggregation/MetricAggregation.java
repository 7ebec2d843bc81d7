/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;

/**
 * A number made of the values of a number field.
 *
 * @param name see {@link Aggregation}
 * @param metric which number
 * @param field a LONG or DOUBLE field; of a DATE field, in milliseconds, MIN and MAX only
 * @param missing the value of rows that have none, or {@code null} to leave them out
 */
public record MetricAggregation(String name, Metric metric, String field, Value missing)
    implements Aggregation {
  /** Which number is made of the values. */
  public enum Metric {
    /** The mean; of no value, positive infinity. */
    AVG("avg agg"),
    /** The largest; of no value, negative infinity. */
    MAX("max agg"),
    /** The smallest; of no value, positive infinity. */
    MIN("min agg"),
    /** The sum; of no value, 0. */
    SUM("sum agg");

    private final String tag;

    Metric(String tag) {
      this.tag = tag;
    }

    /** What error messages call it. */
    public String tag() {
      return tag;
    }
  }

  /** Of the rows that have a value. */
  public MetricAggregation(String name, Metric metric, String field) {
    this(name, metric, field, null);
  }
}
