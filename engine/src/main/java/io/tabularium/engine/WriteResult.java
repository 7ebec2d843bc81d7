/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Row;

/**
 * The answer to a single-row write.
 *
 * @param consumed what it cost
 * @param row the row that was asked for by the return content, or {@code null}
 */
public record WriteResult(ConsumedCapacity consumed, Row row) {}
