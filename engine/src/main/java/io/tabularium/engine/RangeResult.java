/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.PrimaryKey;

/**
 * The answer to a range read, besides the rows themselves, which went to the sink.
 *
 * @param consumed what it cost
 * @param nextStart the key of the next row in the range, or {@code null} if there is none
 */
public record RangeResult(ConsumedCapacity consumed, PrimaryKey nextStart) {}
