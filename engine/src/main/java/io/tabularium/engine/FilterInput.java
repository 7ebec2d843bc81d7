/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Value;
import java.util.List;

/** The row a {@link CompiledFilter} is asked about. */
interface FilterInput {
  /** The value of a primary-key column, or {@code null} if no key column has this name. */
  Value keyColumn(ByteSlice name);

  /** The values of an attribute column, newest first; empty if the row has no such column. */
  List<Value> versions(ByteSlice column);
}
