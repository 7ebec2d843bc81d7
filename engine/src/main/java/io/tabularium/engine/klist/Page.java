/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistLimits;
import java.util.ArrayList;
import java.util.List;

/** A page that is being filled: counts records and bytes and tells when to stop. */
final class Page {
  /** Bytes of a reply around its records, at most. */
  private static final int FRAME_BYTES = 32;

  private final List<KlistRecord> records;
  private final int limit;
  private int bytes;

  /**
   * An empty page.
   *
   * @param limit at most so many records
   */
  Page(int limit) {
    this.limit = limit;
    this.records = new ArrayList<>(Math.min(limit, 16));
  }

  /** Whether a record still belongs into this page. A record always fits an empty page. */
  boolean takes(KlistRecord record) {
    return records.size() < limit
        && KlistLimits.PAGE_OVERHEAD_BYTES + bytes <= KlistLimits.PAGE_BYTES
        && (records.isEmpty()
            || frameBytes() + bytes + record.pageBytes() <= KlistLimits.PACKET_BYTES);
  }

  /** What surrounds the records, and the space each of them may name. */
  private int frameBytes() {
    return FRAME_BYTES + records.size() + 1;
  }

  void add(KlistRecord record) {
    records.add(record);
    bytes += record.pageBytes();
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  KlistRecord last() {
    return records.get(records.size() - 1);
  }

  List<KlistRecord> records() {
    return records;
  }
}
