/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/** The tables tunnels can be on; the engine's own view of them. Thread-safe. */
public interface TunnelTables {
  /** The table with this name, or {@code null} if there is none. */
  TunnelTable find(String instance, String name);
}
