/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.wire.wtable.codec.Command;

/** Is told of every request that was answered. Called on network threads: it should be quick. */
@FunctionalInterface
public interface RequestObserver {
  /** Nobody. */
  RequestObserver NONE = (command, z, code, nanos) -> {};

  /**
   * A reply is on its way.
   *
   * @param z whether the Z space was meant
   * @param code the result of the whole, see {@link io.tabularium.model.klist.KlistCode}
   * @param nanos from the request's arrival
   */
  void answered(Command command, boolean z, byte code, long nanos);
}
