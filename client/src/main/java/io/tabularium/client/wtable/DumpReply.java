/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A page of all records of a database or a table, by slot. A record of the Z space stands in it
 * once, in the place of its score.
 */
public final class DumpReply {
  private final boolean oneTable;
  private final int table;
  private final int endSlot;
  private final Body.DumpPage page;
  private final List<Item> items;

  private DumpReply(
      boolean oneTable, int table, int endSlot, Body.DumpPage page, List<Item> items) {
    this.oneTable = oneTable;
    this.table = table;
    this.endSlot = endSlot;
    this.page = page;
    this.items = items;
  }

  static DumpReply of(boolean oneTable, int table, int endSlot, Body.DumpPage page)
      throws ProtocolException {
    List<Item> items = new ArrayList<>(page.records().size());
    for (WireRecord record : page.records()) {
      items.add(
          new Item(
              Key.of(record.table(), record.row(), record.column()),
              ColumnSpace.of(record.space()),
              record.value(),
              record.score()));
    }
    DumpReply reply =
        new DumpReply(oneTable, table, endSlot, page, Collections.unmodifiableList(items));
    if (!reply.end() && items.isEmpty() && !reply.startsSlot()) {
      throw new ProtocolException("An empty page of a dump from which nobody can go on.");
    }
    return reply;
  }

  /** The records. */
  public List<Item> items() {
    return items;
  }

  /** Whether nothing is left. */
  public boolean end() {
    return (page.flags() & Flags.END) != 0;
  }

  /** Whether {@link WTable#dumpMore} can go on from here. */
  public boolean hasMore() {
    return !end() && nextSlot() <= endSlot;
  }

  private boolean startsSlot() {
    return (page.flags() & Flags.SLOT_START) != 0;
  }

  boolean oneTable() {
    return oneTable;
  }

  int table() {
    return table;
  }

  int endSlot() {
    return endSlot;
  }

  /** The first slot of the next page. */
  int nextSlot() {
    return startsSlot() ? page.lastSlot() + 1 : page.lastSlot();
  }

  /** The record after which the next page begins. */
  WireRecord nextPivot() {
    if (startsSlot()) {
      return WireRecord.key(oneTable ? table : 0, WireRecord.EMPTY, WireRecord.EMPTY);
    }
    WireRecord last = page.records().get(page.records().size() - 1);
    return new WireRecord(
        last.table(),
        (byte) 0,
        last.space(),
        last.row(),
        last.column(),
        WireRecord.EMPTY,
        last.space() == ColumnSpace.BY_SCORE.code() ? last.score() : 0,
        0,
        0);
  }
}
