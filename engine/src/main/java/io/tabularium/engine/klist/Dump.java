/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.model.klist.Slots;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.util.Arrays;

/**
 * Reads a page of a database's or table's records. Other databases lie between; what is not wanted
 * is jumped over, from one slot to the next that holds anything.
 */
final class Dump {
  /** After so long, a page may end between two slots, even without records. */
  private static final long PATIENCE_NANOS = 50_000_000;

  /** Why reading stopped. */
  private enum Stop {
    /** The page takes no more. */
    FULL,
    /** The cursor is at a record of another database or table. */
    FOREIGN,
    /** Nothing is left. */
    END
  }

  private final TableSpace space;
  private final DumpRequest request;
  private final long now;
  private final int endSlot;
  private final Page page = new Page(KlistLimits.DUMP_RECORDS);
  private final StoredValue stored = new StoredValue();

  Dump(TableSpace space, DumpRequest request, long now) {
    this.space = space;
    this.request = request;
    this.now = now;
    this.endSlot = Math.min(request.endSlot(), Slots.COUNT - 1);
  }

  DumpPage run() {
    long began = System.nanoTime();
    byte[] to = KlistKeys.slotStart(endSlot + 1);
    byte[] from = start();
    try (ReadView view = space.view()) {
      while (Arrays.compareUnsigned(from, to) < 0) {
        int tried;
        try (Cursor cursor = view.scan(Keyspace.KLIST, from, to, false)) {
          Stop stop = read(cursor);
          if (stop == Stop.FULL) {
            return new DumpPage(page.records(), false, false, slot(page.last()));
          }
          if (stop == Stop.END) {
            break;
          }
          tried = KlistKeys.slot(cursor.keyArray(), cursor.keyOffset());
          from = beyond(cursor.keyArray(), cursor.keyOffset());
        }
        boolean hopped = KlistKeys.slot(from, 0) > tried;
        if (hopped && tried < endSlot && System.nanoTime() - began > PATIENCE_NANOS) {
          return new DumpPage(page.records(), false, true, tried);
        }
      }
    }
    return new DumpPage(page.records(), true, false, Math.max(request.startSlot(), endSlot));
  }

  /** Where to begin. */
  private byte[] start() {
    byte[] slot = KlistKeys.slotStart(request.startSlot(), request.database(), request.table());
    if (request.row().length == 0) {
      return slot;
    }
    byte[] partition = KlistKeys.partition(request.database(), request.table(), request.row());
    byte[] pivot =
        request.space() == ColumnSpace.BY_COLUMN
            ? KlistKeys.afterAll(partition)
            : KlistKeys.after(
                KlistKeys.in(partition, request.space(), request.score(), request.column()));
    byte[] first = KlistKeys.slotStart(request.startSlot());
    return Arrays.compareUnsigned(pivot, first) < 0 ? first : pivot;
  }

  private Stop read(Cursor cursor) {
    while (cursor.next()) {
      byte[] key = cursor.keyArray();
      int at = cursor.keyOffset();
      if (compare(key, at) != 0) {
        return Stop.FOREIGN;
      }
      if (stored.read(cursor.valueArray(), cursor.valueLength()).isExpired(now)) {
        continue;
      }
      KlistRecord record = record(key, at, at + cursor.keyLength(), stored);
      if (!page.takes(record)) {
        return Stop.FULL;
      }
      page.add(record);
    }
    return Stop.END;
  }

  /** Whether a key comes before, among or after what is wanted of its slot. */
  private int compare(byte[] key, int at) {
    int order = Integer.compare(KlistKeys.database(key, at), request.database());
    return order == 0 && request.oneTable()
        ? Integer.compare(KlistKeys.table(key, at), request.table())
        : order;
  }

  /** Where something wanted may come next, after a key that is not. */
  private byte[] beyond(byte[] key, int at) {
    int slot = KlistKeys.slot(key, at) + (compare(key, at) < 0 ? 0 : 1);
    return request.oneTable()
        ? KlistKeys.slotStart(slot, request.database(), request.table())
        : KlistKeys.slotStart(slot, request.database());
  }

  /** The record a key of {@link Keyspace#KLIST} and its value make. */
  static KlistRecord record(byte[] key, int at, int end, StoredValue stored) {
    int rowAt = at + KlistKeys.HEAD;
    int rowEnd = rowAt + KlistKeys.rowLength(key, at);
    boolean byScore = KlistKeys.isByScore(key, at);
    int columnAt = rowEnd + 1 + (byScore ? Long.BYTES : 0);
    return new KlistRecord(
        KlistKeys.table(key, at),
        Arrays.copyOfRange(key, rowAt, rowEnd),
        byScore ? ColumnSpace.BY_SCORE : ColumnSpace.DEFAULT,
        Arrays.copyOfRange(key, columnAt, end),
        stored.value(),
        byScore ? KlistKeys.score(key, rowEnd + 1) : stored.score(),
        stored.deadline());
  }

  private int slot(KlistRecord record) {
    return Slots.of(request.database(), record.table(), record.row());
  }
}
