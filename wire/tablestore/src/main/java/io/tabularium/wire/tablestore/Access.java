/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

/** What kind of permission an operation needs. */
public enum Access {
  /** Reads rows or descriptions. */
  READ,
  /** Writes rows. */
  WRITE,
  /** Creates, changes or deletes tables. */
  ADMIN
}
