/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

import java.util.List;

/**
 * In which order rows are returned: by the first sorter, those alike by the second, and so on.
 *
 * @param sorters the sorters; empty means the index's own order
 * @param withoutKey whether rows that are alike in all sorters keep no particular order; otherwise
 *     they are ordered by primary key
 */
public record Sort(List<Sorter> sorters, boolean withoutKey) {
  /** No order asked for. */
  public static final Sort NONE = new Sort(List.of(), false);

  /** Copies the list. */
  public Sort {
    sorters = List.copyOf(sorters);
  }

  /** By these sorters, then by primary key. */
  public static Sort by(Sorter... sorters) {
    return new Sort(List.of(sorters), false);
  }

  /** Whether no order was asked for. */
  public boolean isNone() {
    return sorters.isEmpty();
  }

  /** Whether one of the sorters is of this kind. */
  public boolean has(Class<? extends Sorter> kind) {
    return sorters.stream().anyMatch(kind::isInstance);
  }
}
