/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/** One of the things rows are ordered by. */
public sealed interface Sorter permits KeySort, FieldSort, ScoreSort, GeoDistanceSort, DocSort {
  /** Which way. */
  SortOrder order();
}
