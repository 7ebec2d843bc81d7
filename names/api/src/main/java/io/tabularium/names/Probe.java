/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.util.concurrent.CompletableFuture;

/** Asks a server whether it is well. */
@FunctionalInterface
public interface Probe {
  /**
   * Asks, without blocking.
   *
   * @return whether it answered as it should, within a second; never completes exceptionally
   */
  CompletableFuture<Boolean> ask(ProxyAddress server);
}
