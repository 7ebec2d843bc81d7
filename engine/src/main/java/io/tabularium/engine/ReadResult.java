/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ConsumedCapacity;

/**
 * The answer to a single-row read, besides the row itself, which went to the sink.
 *
 * @param consumed what it cost
 * @param nextToken where to go on if the row was too wide for one answer, or {@code null}
 */
public record ReadResult(ConsumedCapacity consumed, byte[] nextToken) {}
