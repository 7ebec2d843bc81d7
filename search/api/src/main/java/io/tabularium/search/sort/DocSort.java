/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/**
 * By the place of a child row in its array; in inner hits only.
 *
 * @param order which way
 */
public record DocSort(SortOrder order) implements Sorter {}
