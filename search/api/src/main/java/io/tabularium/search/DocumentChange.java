/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;

/** What happened to a row. */
public sealed interface DocumentChange {
  /** The row's {@link Document#rowKey}. */
  ByteSlice rowKey();

  /**
   * The row is now like this, whatever it was.
   *
   * @param document the whole row
   */
  record Upsert(Document document) implements DocumentChange {
    @Override
    public ByteSlice rowKey() {
      return document.rowKey();
    }
  }

  /**
   * The row is not there any more.
   *
   * @param rowKey see {@link DocumentChange}
   */
  record Delete(ByteSlice rowKey) implements DocumentChange {}
}
