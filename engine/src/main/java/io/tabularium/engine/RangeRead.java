/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Direction;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowSelection;

/**
 * A range of rows to read.
 *
 * @param direction which way
 * @param start first key, inclusive; may hold INF_MIN and INF_MAX
 * @param end last key, exclusive; may hold INF_MIN and INF_MAX
 * @param limit at most so many rows, or {@code null}
 * @param selection what of each row
 */
public record RangeRead(
    Direction direction, PrimaryKey start, PrimaryKey end, Integer limit, RowSelection selection) {}
