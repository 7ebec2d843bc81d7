/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import io.tabularium.search.Highlight;
import io.tabularium.search.sort.Sort;

/**
 * Which of the child rows found are returned with their row.
 *
 * @param sort by score or by place only; without sorter the best come first
 * @param offset how many of them are passed over
 * @param limit how many are returned at most
 * @param highlight what is shown of them, or {@code null}
 */
public record InnerHits(Sort sort, int offset, int limit, Highlight highlight) {}
