/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Row;
import io.tabularium.search.SearchHit;

/**
 * A row that was found.
 *
 * @param row the row with the columns asked for, ordered by name
 * @param hit how it was found
 */
public record FoundRow(Row row, SearchHit hit) {}
