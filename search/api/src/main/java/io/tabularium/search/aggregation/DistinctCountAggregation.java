/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;

/**
 * How many different values there are; exact for small numbers.
 *
 * @param name see {@link Aggregation}
 * @param field any field that can be aggregated, or a GEO_POINT
 * @param missing the value of rows that have none, or {@code null} to leave them out
 */
public record DistinctCountAggregation(String name, String field, Value missing)
    implements Aggregation {}
