/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.ColumnSpace;

/** By what a scan of the Z space goes. */
public enum ZOrder {
  /** By score, and by column where scores are equal. */
  SCORE(ColumnSpace.BY_SCORE),
  /** By column. */
  COLUMN(ColumnSpace.BY_COLUMN);

  private final ColumnSpace space;

  ZOrder(ColumnSpace space) {
    this.space = space;
  }

  ColumnSpace space() {
    return space;
  }
}
