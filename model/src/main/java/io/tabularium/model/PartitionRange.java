/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * One part of a pre-split table, on the partition key.
 *
 * @param begin inclusive, or {@link Value#INF_MIN}
 * @param end exclusive, or {@link Value#INF_MAX}
 */
public record PartitionRange(Value begin, Value end) {}
