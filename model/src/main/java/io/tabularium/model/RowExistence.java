/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/** What a write expects of the row before it. The codes are the protocol's. */
public enum RowExistence {
  /** Anything. */
  IGNORE,
  /** The row exists. */
  EXPECT_EXIST,
  /** The row does not exist. */
  EXPECT_NOT_EXIST
}
