/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/**
 * By the primary key.
 *
 * @param order which way
 */
public record KeySort(SortOrder order) implements Sorter {}
