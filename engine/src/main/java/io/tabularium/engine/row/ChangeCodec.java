/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.RowChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The format of change records, version 1: what the log of a table holds.
 *
 * <pre>
 * record    = head:1  keyLength:varint  key  [changes]  [originals]
 * head      = format (bits 4-7, always 1) | "originals follow" (bit 3) | type (bits 0-2)
 * type      = 1 put, 2 update, 3 delete, 4 any of them: nothing but the key follows
 * changes   = a fragment as in {@link RowCodec}: the cells in the order they were asked for; absent
 *             from deletes
 * originals = a fragment: the cells that certain columns had before
 * </pre>
 *
 * The key is encoded as in {@link KeyCodec}. The time of the commit is the record's sequence
 * number, which the store keeps. Numbers are fixed; a change of format gets a new format number.
 */
public final class ChangeCodec {
  private static final int FORMAT = 1;
  private static final int ORIGINALS = 8;
  private static final int KEY_ONLY = 4;

  /** One cell at a time passes through. */
  private static final ThreadLocal<CellBuffer> CELL = ThreadLocal.withInitial(CellBuffer::new);

  private ChangeCodec() {}

  /**
   * A record.
   *
   * @param key the row's encoded key
   * @param changes the cells as {@link RowCodec#encodeFragment} writes them; {@code null} for a
   *     delete
   * @param originals the cells that were there before, likewise, or {@code null}
   */
  public static byte[] encode(RowChange.Type type, byte[] key, byte[] changes, byte[] originals) {
    return encode(type.code(), key, changes, originals);
  }

  private static byte[] encode(int type, byte[] key, byte[] changes, byte[] originals) {
    int changesLength = changes == null ? 0 : changes.length;
    int originalsLength = originals == null ? 0 : originals.length;
    int keyAt = 1 + varintLength(key.length);
    byte[] out = new byte[keyAt + key.length + changesLength + originalsLength];
    out[0] = (byte) (FORMAT << 4 | (originals == null ? 0 : ORIGINALS) | type);
    int rest = key.length;
    int at = 1;
    for (; (rest & ~0x7f) != 0; rest >>>= 7) {
      out[at++] = (byte) (rest | 0x80);
    }
    out[at] = (byte) rest;
    System.arraycopy(key, 0, out, keyAt, key.length);
    at = keyAt + key.length;
    if (changes != null) {
      System.arraycopy(changes, 0, out, at, changesLength);
      at += changesLength;
    }
    if (originals != null) {
      System.arraycopy(originals, 0, out, at, originalsLength);
    }
    return out;
  }

  /** A record that tells nothing but which row was changed. */
  public static byte[] encodeKey(byte[] key) {
    return encode(KEY_ONLY, key, null, null);
  }

  /** What {@link #encodeKey} would have said instead of a record. */
  public static byte[] withoutCells(byte[] record) {
    int from = keyOffset(record);
    return encodeKey(Arrays.copyOfRange(record, from, from + keyLength(record)));
  }

  /** Whether a record tells nothing but which row was changed. */
  public static boolean isKeyOnly(byte[] record) {
    return (record[0] & 7) == KEY_ONLY;
  }

  private static int varintLength(int v) {
    int length = 1;
    for (int rest = v; (rest & ~0x7f) != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }

  /** What a record did. */
  public static RowChange.Type type(byte[] record) {
    if ((record[0] & 0xf0) >> 4 != FORMAT) {
      throw new IllegalStateException("a change record of format " + ((record[0] & 0xf0) >> 4));
    }
    return switch (record[0] & 7) {
      case 1 -> RowChange.Type.PUT;
      case 2 -> RowChange.Type.UPDATE;
      case 3 -> RowChange.Type.DELETE;
      default -> throw new IllegalStateException("a change record of type " + (record[0] & 7));
    };
  }

  /** Where the key begins. */
  public static int keyOffset(byte[] record) {
    int at = 1;
    while (record[at++] < 0) {}
    return at;
  }

  /** How long the key is. */
  public static int keyLength(byte[] record) {
    int length = 0;
    int shift = 0;
    int at = 1;
    int b;
    do {
      b = record[at++];
      length |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return length;
  }

  /** Whether it says what some columns were before. */
  public static boolean hasOriginals(byte[] record) {
    return (record[0] & ORIGINALS) != 0;
  }

  private static int changesAt(byte[] record) {
    return keyOffset(record) + keyLength(record);
  }

  private static int originalsAt(byte[] record) {
    int at = changesAt(record);
    return type(record) == RowChange.Type.DELETE ? at : at + segmentLength(record, at);
  }

  private static int segmentLength(byte[] record, int at) {
    return 5 + ByteWriter.getInt(record, at + 1);
  }

  /** Hands what was done to a sink. */
  public static void emitChanges(byte[] record, ChangeSink sink) {
    if (type(record) != RowChange.Type.DELETE) {
      emit(record, changesAt(record), sink);
    }
  }

  /** Hands what was there before to a sink. */
  public static void emitOriginals(byte[] record, ChangeSink sink) {
    if (hasOriginals(record)) {
      emit(record, originalsAt(record), sink);
    }
  }

  private static void emit(byte[] record, int at, ChangeSink sink) {
    CellBuffer cells = CELL.get();
    long time = ByteWriter.getLong(record, at + 5);
    int end = at + segmentLength(record, at);
    for (int pos = at + RowCodec.SEGMENT_HEADER; pos < end; ) {
      int operation = RowCodec.operation(record[pos]);
      cells.clear();
      pos = RowCodec.readCell(record, pos, time, cells);
      if (operation == Cell.Operation.PUT.code()) {
        cells.emit(0, sink);
      } else if (operation == Cell.Operation.DELETE_ALL_VERSIONS.code()) {
        sink.deleteAllVersions(record, cells.nameOffset(0), cells.nameLength(0));
      } else {
        sink.deleteOneVersion(record, cells.nameOffset(0), cells.nameLength(0), cells.timestamp(0));
      }
    }
    cells.clear();
  }

  /** What was done, in order; every put has a timestamp. Shares the record's bytes. */
  public static List<Cell> changes(byte[] record) {
    return type(record) == RowChange.Type.DELETE ? List.of() : cells(record, changesAt(record));
  }

  /** What was there before; every cell is a put with a timestamp. Shares the record's bytes. */
  public static List<Cell> originals(byte[] record) {
    return hasOriginals(record) ? cells(record, originalsAt(record)) : List.of();
  }

  private static List<Cell> cells(byte[] record, int at) {
    List<Cell> found = new ArrayList<>();
    CellBuffer cells = new CellBuffer();
    long time = ByteWriter.getLong(record, at + 5);
    int end = at + segmentLength(record, at);
    for (int pos = at + RowCodec.SEGMENT_HEADER; pos < end; ) {
      Cell.Operation operation = Cell.Operation.ofCode(RowCodec.operation(record[pos]));
      cells.clear();
      pos = RowCodec.readCell(record, pos, time, cells);
      ByteSlice name = cells.name(0);
      found.add(
          switch (operation) {
            case PUT -> Cell.of(name, operation, cells.value(0), cells.timestamp(0));
            case DELETE_ONE_VERSION -> Cell.of(name, operation, null, cells.timestamp(0));
            default -> Cell.of(name, operation, null, Cell.NO_TIMESTAMP);
          });
    }
    return found;
  }

  /** The logical size of what a record says: names and values. */
  public static int size(byte[] record) {
    int size = 0;
    if (type(record) != RowChange.Type.DELETE) {
      size += size(record, changesAt(record));
    }
    return hasOriginals(record) ? size + size(record, originalsAt(record)) : size;
  }

  private static int size(byte[] record, int at) {
    CellBuffer cells = CELL.get();
    int end = at + segmentLength(record, at);
    int size = 0;
    for (int pos = at + RowCodec.SEGMENT_HEADER; pos < end; ) {
      boolean put = RowCodec.operation(record[pos]) == Cell.Operation.PUT.code();
      cells.clear();
      pos = RowCodec.readCell(record, pos, 0, cells);
      size += put ? cells.logicalSize(0) : cells.nameLength(0);
    }
    cells.clear();
    return size;
  }
}
