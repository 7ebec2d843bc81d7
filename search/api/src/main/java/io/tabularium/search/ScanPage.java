/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import java.util.List;

/**
 * A page of a parallel scan. The last one of a worker is empty.
 *
 * @param hits the rows, in no particular order; without scores
 * @param next where the worker's next page begins; {@code null} if and only if this one is empty
 */
public record ScanPage(List<SearchHit> hits, ByteSlice next) {
  /** The end of a worker's scan. */
  public static final ScanPage END = new ScanPage(List.of(), null);

  /** Copies the list. */
  public ScanPage {
    hits = List.copyOf(hits);
  }
}
