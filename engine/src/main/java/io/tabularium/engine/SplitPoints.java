/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import java.util.List;

/**
 * Where a table can be cut into parts of about equal size.
 *
 * @param consumed what it cost
 * @param schema the table's key
 * @param points partition-key values, ascending; one fewer than there are parts
 */
public record SplitPoints(ConsumedCapacity consumed, PrimaryKeySchema schema, List<Value> points) {
  /** Copies the list. */
  public SplitPoints {
    points = List.copyOf(points);
  }
}
