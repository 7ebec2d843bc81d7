/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/** Which way a range is read. The ordinals are the protocol's codes. */
public enum Direction {
  /** Ascending keys. */
  FORWARD,
  /** Descending keys. */
  BACKWARD
}
