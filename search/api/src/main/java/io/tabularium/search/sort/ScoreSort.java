/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/**
 * By how well a row fits the query.
 *
 * @param order which way; clients default to DESC
 */
public record ScoreSort(SortOrder order) implements Sorter {}
