/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.PagedRow;

/** One row as a write sees it: in storage under its lock, or in a local transaction's buffer. */
interface RowAccess {
  /** The row's encoded key. */
  byte[] key();

  /** The row's stored value, or {@code null} if there is none. */
  byte[] head();

  /** Opens cursors over the row's pages. */
  PagedRow.Pages pages();

  /** Puts a new base in place of everything there is. */
  void replace(byte[] base);

  /** Removes the row. */
  void delete();

  /** Adds a fragment to what is there. */
  void append(byte[] fragment);
}
