/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.Cell;
import io.tabularium.model.Errors;
import io.tabularium.search.HighlightedField;
import io.tabularium.search.NestedHits;
import io.tabularium.search.SearchHit;
import java.util.List;
import org.apache.lucene.index.QueryTimeout;

/** What one reply may hold, and how long it may take to put it together. */
final class ReplyBounds {
  /** About what a hit, or a fragment, takes besides its bytes. */
  private static final int OVERHEAD = 64;

  private final long mostBytes;
  private final QueryTimeout clock;
  private long bytes;

  /**
   * Bounds of one reply.
   *
   * @param clock says when the time is up
   */
  ReplyBounds(long mostBytes, QueryTimeout clock) {
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  /** Whether the time is up. */
  boolean isLate() {
    return clock.shouldExit();
  }

  /**
   * Refuses to go on when the time is up.
   *
   * @throws io.tabularium.model.ServiceException OTSTimeout
   */
  void checkTime() {
    if (isLate()) {
      throw Errors.searchTimeout();
    }
  }

  /** Counts a hit; whether there is room for it. There always is for the first. */
  boolean takes(SearchHit hit) {
    boolean first = bytes == 0;
    bytes += size(hit);
    return first || bytes <= mostBytes;
  }

  private static long size(SearchHit hit) {
    long size = OVERHEAD + hit.rowKey().length();
    for (Cell cell : hit.columns()) {
      size += cell.size();
    }
    return size + highlights(hit.highlights()) + children(hit.innerHits());
  }

  private static long children(List<NestedHits> all) {
    long size = 0;
    for (NestedHits hits : all) {
      for (NestedHits.NestedHit child : hits.hits()) {
        size += OVERHEAD + highlights(child.highlights()) + children(child.innerHits());
      }
    }
    return size;
  }

  private static long highlights(List<HighlightedField> fields) {
    long size = 0;
    for (HighlightedField field : fields) {
      for (String fragment : field.fragments()) {
        size += OVERHEAD + fragment.length();
      }
    }
    return size;
  }
}
