/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A page of a row's records, in the order asked for. */
public final class ScanReply {
  private final Position position;
  private final int number;
  private final List<Item> items;
  private final boolean end;

  /** What is scanned, in which direction. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Position(int table, byte[] row, ColumnSpace space, Order order) {}

  private ScanReply(Position position, int number, List<Item> items, boolean end) {
    this.position = position;
    this.number = number;
    this.items = items;
    this.end = end;
  }

  static ScanReply of(Position position, int number, Body.Many page) {
    List<Item> items = new ArrayList<>(page.records().size());
    for (WireRecord record : page.records()) {
      items.add(
          new Item(
              Key.of(position.table(), position.row(), record.column()),
              position.space(),
              record.value(),
              record.score()));
    }
    return new ScanReply(
        position, number, Collections.unmodifiableList(items), (page.flags() & Flags.END) != 0);
  }

  /** The records. */
  public List<Item> items() {
    return items;
  }

  /**
   * Whether nothing was left when the page was read. A page may be shorter than asked for without
   * being the last.
   */
  public boolean end() {
    return end;
  }

  /** Whether {@link WTable#scanMore} can go on from here. */
  public boolean hasMore() {
    return !end && !items.isEmpty();
  }

  Position position() {
    return position;
  }

  int number() {
    return number;
  }
}
