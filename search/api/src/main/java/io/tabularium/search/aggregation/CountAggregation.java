/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

/**
 * How many values there are.
 *
 * @param name see {@link Aggregation}
 * @param field any field that can be aggregated, or a GEO_POINT
 */
public record CountAggregation(String name, String field) implements Aggregation {}
