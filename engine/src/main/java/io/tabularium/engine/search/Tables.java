/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import java.util.List;
import java.util.function.Supplier;

/** The tables there are, as search indexes see them. */
public interface Tables {
  /** The table with this name, or {@code null}. */
  IndexedTable find(String instance, String name);

  /** All tables. */
  List<? extends IndexedTable> all();

  /** Does something while no table is created, changed or deleted. */
  <T> T exclusively(Supplier<T> change);
}
