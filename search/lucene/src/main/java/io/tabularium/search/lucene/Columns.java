/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.lucene.document.Mapping;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Which stored columns a request gets. */
final class Columns {
  private Columns() {}

  static Predicate<ByteSlice> of(ColumnSelection selection, Mapping mapping) {
    if (selection instanceof ColumnSelection.Named named) {
      Set<ByteSlice> names = new HashSet<>();
      named.names().forEach(name -> names.add(ByteSlice.utf8(name)));
      return column -> names.contains(column) && mapping.returns(column);
    }
    return selection instanceof ColumnSelection.All ? mapping::returns : column -> false;
  }
}
