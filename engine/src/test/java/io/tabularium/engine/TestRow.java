/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Value;
import java.util.List;
import java.util.Map;

/** A row for filters to look at. */
record TestRow(Map<String, Value> key, Map<String, List<Value>> columns) implements FilterInput {
  @Override
  public Value keyColumn(ByteSlice name) {
    return key.get(name.toUtf8());
  }

  @Override
  public List<Value> versions(ByteSlice column) {
    return columns.getOrDefault(column.toUtf8(), List.of());
  }
}
