/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Arrays;
import java.util.List;

/**
 * The row format, version 1.
 *
 * <p>The value under a row's key is a sequence of segments:
 *
 * <pre>
 * row      = [base | paged] fragment*
 * segment  = kind:1  length:4(LE, of what follows)  time:8(LE)  body
 * base     = kind 1, body = cells ordered by name, then newest first
 * fragment = kind 2, body = cells in the order they are to be applied
 * paged    = kind 3, body = generation:8(LE); the cells are in pages
 * cell     = head:1  nameLength:varint  name  [value]  [timestamp:8(LE)]  [crc:1]
 * head     = value type (bits 0-3) | operation (bits 4-6) | "timestamp is the segment's" (bit 7)
 * value    = 8 bytes LE (INTEGER, DOUBLE), 1 byte (BOOLEAN), varint length and bytes (STRING, BLOB)
 * page     = time:8(LE, always 0)  cells
 * </pre>
 *
 * The segment's time is the server's clock in milliseconds when it was written: the row's life
 * counts from it, and most cells share it as their version. Only puts have value and checksum; a
 * deletion of a whole column has no timestamp. A write that needs no look at the row appends a
 * fragment; a row without base is a row only if some fragment puts a cell.
 *
 * <p>A page's key is the row's key, the generation (8 bytes, big-endian) and the {@linkplain
 * #position position} of the page's first cell when it was made; the first page has the empty
 * position. A page holds the cells from its own position up to the next page's.
 *
 * <p>Numbers and kinds are fixed; a change of format gets a new kind.
 */
public final class RowCodec {
  static final byte BASE = 1;
  static final byte FRAGMENT = 2;
  static final byte PAGED = 3;

  static final int SEGMENT_HEADER = 13;
  private static final int SAME_TIME = 0x80;

  /** Head, two lengths, timestamp and checksum. */
  private static final int MAX_CELL_OVERHEAD = 1 + 2 + 4 + 8 + 1;

  /** A row larger than this is cut into pages. */
  public static final int PAGED_ROW_BYTES = 64 * 1024;

  /** The size pages are cut to; one is cut again at twice this size. */
  static final int PAGE_BYTES = 8 * 1024;

  private static final ThreadLocal<ByteWriter> WRITER = ThreadLocal.withInitial(ByteWriter::new);

  private RowCodec() {}

  // ---- writing ----------------------------------------------------------------------------------

  /** The most bytes these cells take in a segment. */
  public static int sizeBound(List<Cell> cells) {
    long bytes = SEGMENT_HEADER;
    for (int i = 0; i < cells.size(); i++) {
      bytes += cells.get(i).size() + MAX_CELL_OVERHEAD;
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /**
   * The base of a row that consists of these cells.
   *
   * @param cells puts in the client's order; of two with the same name and version the later counts
   * @param time the server's clock; the version of cells without timestamp
   * @param maxVersions how many versions of a column to keep
   */
  public static byte[] encodeBase(List<Cell> cells, long time, int maxVersions) {
    Cell[] sorted = sort(cells, time);
    ByteWriter out = WRITER.get().clear();
    int lengthAt = beginSegment(out, BASE, time);
    int versions = 0;
    for (int i = 0; i < sorted.length; i++) {
      Cell cell = sorted[i];
      boolean sameName = i > 0 && sorted[i - 1].name().equals(cell.name());
      if (sameName && version(sorted[i - 1], time) == version(cell, time)) {
        continue; // the sort is stable and puts later ones first
      }
      versions = sameName ? versions + 1 : 1;
      if (versions <= maxVersions) {
        writePut(out, cell, time);
      }
    }
    endSegment(out, lengthAt);
    return out.toByteArray();
  }

  private static long version(Cell cell, long time) {
    return cell.hasTimestamp() ? cell.timestamp() : time;
  }

  private static Cell[] sort(List<Cell> cells, long time) {
    Cell[] sorted = cells.toArray(new Cell[0]);
    boolean inOrder = true;
    for (int i = 1; i < sorted.length && inOrder; i++) {
      inOrder = sorted[i - 1].name().compareTo(sorted[i].name()) < 0;
    }
    if (!inOrder) {
      // Reversed first, so that a stable sort leaves the later of two equal cells in front.
      for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
        Cell swap = sorted[i];
        sorted[i] = sorted[j];
        sorted[j] = swap;
      }
      Arrays.sort(
          sorted,
          (a, b) -> {
            int byName = a.name().compareTo(b.name());
            return byName != 0 ? byName : Long.compare(version(b, time), version(a, time));
          });
    }
    return sorted;
  }

  /**
   * A fragment that applies these cells in order. Increments must have been resolved to puts.
   *
   * @param time the server's clock; the version of puts without timestamp
   */
  public static byte[] encodeFragment(List<Cell> cells, long time) {
    ByteWriter out = WRITER.get().clear();
    int lengthAt = beginSegment(out, FRAGMENT, time);
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      switch (cell.operation()) {
        case PUT -> writePut(out, cell, time);
        case DELETE_ALL_VERSIONS -> writeHead(out, cell, 0);
        case DELETE_ONE_VERSION -> {
          writeHead(out, cell, 0);
          out.putLong(cell.timestamp());
        }
        case INCREMENT -> throw new IllegalArgumentException("unresolved increment");
      }
    }
    endSegment(out, lengthAt);
    return out.toByteArray();
  }

  /** The head of a row whose cells are in pages of this generation. */
  static byte[] encodePaged(long time, long generation) {
    ByteWriter out = WRITER.get().clear();
    int lengthAt = beginSegment(out, PAGED, time);
    out.putLong(generation);
    endSegment(out, lengthAt);
    return out.toByteArray();
  }

  private static int beginSegment(ByteWriter out, byte kind, long time) {
    out.putByte(kind);
    int lengthAt = out.size();
    out.putInt(0);
    out.putLong(time);
    return lengthAt;
  }

  private static void endSegment(ByteWriter out, int lengthAt) {
    out.setInt(lengthAt, out.size() - lengthAt - 4);
  }

  private static void writeHead(ByteWriter out, Cell cell, int bits) {
    int type = cell.value() == null ? 0 : cell.value().type().code();
    out.putByte(type | cell.operation().code() << 4 | bits);
    out.putVarint(cell.name().length());
    out.putBytes(cell.name().array(), cell.name().offset(), cell.name().length());
  }

  private static void writePut(ByteWriter out, Cell cell, long time) {
    boolean sameTime = !cell.hasTimestamp() || cell.timestamp() == time;
    writeHead(out, cell, sameTime ? SAME_TIME : 0);
    Value value = cell.value();
    switch (value.type()) {
      case INTEGER, DOUBLE -> out.putLong(value.rawBits());
      case BOOLEAN -> out.putByte((int) value.rawBits());
      case STRING, BLOB -> {
        out.putVarint(value.asBytes().length());
        out.putBytes(value.asBytes().array(), value.asBytes().offset(), value.asBytes().length());
      }
      default -> throw new IllegalArgumentException("not an attribute value: " + value.type());
    }
    if (!sameTime) {
      out.putLong(cell.timestamp());
    }
    out.putByte(Crc8.updateLong(cell.contentCrc(), version(cell, time)));
  }

  /** Writes stored cells again, as a base. */
  public static byte[] encodeBase(RowImage image, long time) {
    ByteWriter out = WRITER.get().clear();
    int lengthAt = beginSegment(out, BASE, time);
    for (int i = 0; i < image.count(); i++) {
      writeStored(out, image.cells(), image.cell(i), time);
    }
    endSegment(out, lengthAt);
    return out.toByteArray();
  }

  /**
   * A base of some stored cells.
   *
   * @param chosen the cells, ordered by name; negative ones are left out
   */
  public static byte[] encodeBase(CellBuffer cells, int[] chosen, long time) {
    ByteWriter out = WRITER.get().clear();
    int lengthAt = beginSegment(out, BASE, time);
    for (int cell : chosen) {
      if (cell >= 0) {
        writeStored(out, cells, cell, time);
      }
    }
    endSegment(out, lengthAt);
    return out.toByteArray();
  }

  /** Starts a page; cells follow by {@link #writeStored}. */
  static ByteWriter beginPage() {
    ByteWriter out = WRITER.get().clear();
    out.putLong(0);
    return out;
  }

  static void writeStored(ByteWriter out, CellBuffer cells, int cell, long time) {
    boolean sameTime = cells.timestamp[cell] == time;
    int type = cells.type[cell];
    out.putByte(type | (sameTime ? SAME_TIME : 0));
    out.putVarint(cells.nameLength[cell]);
    out.putBytes(cells.array[cell], cells.nameOffset[cell], cells.nameLength[cell]);
    if (ValueType.ofCode(type).isBytes()) {
      out.putVarint(cells.valueLength[cell]);
    }
    out.putBytes(cells.array[cell], cells.valueOffset[cell], cells.valueLength[cell]);
    if (!sameTime) {
      out.putLong(cells.timestamp[cell]);
    }
    out.putByte(cells.crc[cell]);
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** Whether a row's value says that its cells are in pages. */
  public static boolean isPaged(byte[] head, int length) {
    return length > 0 && head[0] == PAGED;
  }

  static long generation(byte[] head) {
    return ByteWriter.getLong(head, SEGMENT_HEADER);
  }

  /** How many fragments follow the base. */
  public static int fragments(byte[] head, int length) {
    int count = 0;
    for (int pos = 0; pos < length; pos += 5 + ByteWriter.getInt(head, pos + 1)) {
      if (head[pos] == FRAGMENT) {
        count++;
      }
    }
    return count;
  }

  /**
   * Reads one cell, a put or a deletion, into a buffer.
   *
   * @return where the next cell begins; the operation is in {@link #operation} of the byte at
   *     {@code pos}
   */
  static int readCell(byte[] bytes, int pos, long time, CellBuffer into) {
    int head = bytes[pos] & 0xff;
    int p = pos + 1;
    int nameLength = bytes[p++];
    if (nameLength < 0) {
      nameLength = nameLength & 0x7f | bytes[p++] << 7; // names have at most 255 bytes
    }
    int cell = into.next();
    into.array[cell] = bytes;
    into.nameOffset[cell] = p;
    into.nameLength[cell] = nameLength;
    p += nameLength;
    int operation = head >> 4 & 7;
    if (operation != 0) {
      if (operation == Cell.Operation.DELETE_ONE_VERSION.code()) {
        into.timestamp[cell] = ByteWriter.getLong(bytes, p);
        p += 8;
      }
      return p;
    }
    int type = head & 0x0f;
    into.type[cell] = (byte) type;
    int valueLength;
    if (type <= 1) {
      valueLength = 8;
    } else if (type == 2) {
      valueLength = 1;
    } else {
      valueLength = bytes[p++];
      if (valueLength < 0) {
        valueLength &= 0x7f;
        int shift = 7;
        int b;
        do {
          b = bytes[p++];
          valueLength |= (b & 0x7f) << shift;
          shift += 7;
        } while (b < 0);
      }
    }
    into.valueOffset[cell] = p;
    into.valueLength[cell] = valueLength;
    p += valueLength;
    if ((head & SAME_TIME) != 0) {
      into.timestamp[cell] = time;
    } else {
      into.timestamp[cell] = ByteWriter.getLong(bytes, p);
      p += 8;
    }
    into.crc[cell] = bytes[p++];
    return p;
  }

  static int operation(byte head) {
    return head >> 4 & 7;
  }

  // ---- pages ------------------------------------------------------------------------------------

  /** The prefix of the keys of a row's pages of one generation. */
  static byte[] pagePrefix(byte[] rowKey, long generation) {
    byte[] out = Arrays.copyOf(rowKey, rowKey.length + 8);
    for (int i = 0; i < 8; i++) {
      out[rowKey.length + i] = (byte) (generation >>> (56 - 8 * i));
    }
    return out;
  }

  /**
   * The place of a cell among the cells of its row, as bytes: the name with {@code 00} as {@code 00
   * FF}, {@code 00 01}, then the version so that newer ones come first.
   */
  static byte[] position(byte[] name, int offset, int length, long timestamp) {
    int zeros = 0;
    for (int i = offset; i < offset + length; i++) {
      if (name[i] == 0) {
        zeros++;
      }
    }
    byte[] out = new byte[length + zeros + 10];
    int n = 0;
    for (int i = offset; i < offset + length; i++) {
      out[n++] = name[i];
      if (name[i] == 0) {
        out[n++] = (byte) 0xff;
      }
    }
    out[n++] = 0;
    out[n++] = 1;
    long inverted = Long.MAX_VALUE - timestamp;
    for (int i = 0; i < 8; i++) {
      out[n++] = (byte) (inverted >>> (56 - 8 * i));
    }
    return out;
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
