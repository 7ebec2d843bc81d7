/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.util.HashMap;
import java.util.Map;

/** Tables in memory. */
final class FakeTables implements TunnelTables {
  private final Map<String, FakeTable> tables = new HashMap<>();

  FakeTable add(String name, FakeTable table) {
    tables.put(name, table);
    return table;
  }

  void remove(String name) {
    tables.remove(name);
  }

  @Override
  public TunnelTable find(String instance, String name) {
    return instance.equals(TunnelsFixture.INSTANCE) ? tables.get(name) : null;
  }
}
