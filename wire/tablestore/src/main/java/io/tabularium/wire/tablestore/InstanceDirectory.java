/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

/**
 * Which instances there are. Asked once for each authenticated request on a worker thread; never
 * for a request whose signature is wrong, so that an instance may come into being on first use.
 */
@FunctionalInterface
public interface InstanceDirectory {
  /** Whether there is an instance of this (well-formed) name. */
  boolean exists(String instance);
}
