/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import java.util.Arrays;
import java.util.List;

/**
 * Writes packets, one after another, into one growing array, always in the canonical form: a field
 * that equals its default is left out.
 *
 * <p>Not thread-safe. A packet too long for the protocol is taken back and refused, and so is a
 * field too long for its count.
 */
public final class PacketEncoder {
  private static final int INITIAL_BYTES = 512;

  /** The largest array that is kept for the next use. */
  private static final int RETAINED_BYTES = 1 << 20;

  private byte[] array = new byte[INITIAL_BYTES];
  private int size;

  /** The bytes, from index 0 up to {@link #size}; valid until the next write. */
  public byte[] array() {
    return array;
  }

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** A fresh copy of what has been written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  /** Forgets what has been written. */
  public void reset() {
    size = 0;
    if (array.length > RETAINED_BYTES) {
      array = new byte[INITIAL_BYTES];
    }
  }

  /**
   * Adds a packet.
   *
   * @throws IllegalArgumentException with {@link KlistCode}'s text if the packet, a row, a column
   *     or a number of records is too long to be written; nothing is added then
   */
  public void write(Packet packet) {
    write(packet.command(), packet.database(), packet.sequence(), packet.body());
  }

  /**
   * Adds a packet.
   *
   * @throws IllegalArgumentException as {@link #write(Packet)}
   */
  public void write(Command command, int database, long sequence, Body body) {
    if (!writeIfFits(command, database, sequence, body)) {
      throw tooLong(KlistCode.PACKET_TOO_LONG);
    }
  }

  /**
   * Adds a packet, or nothing if it would be longer than a packet may be.
   *
   * @return whether it was added
   * @throws IllegalArgumentException if a row, a column or a number of records cannot be written
   */
  public boolean writeIfFits(Command command, int database, long sequence, Body body) {
    int start = size;
    reserve(Framing.HEADER_BYTES);
    size += Framing.HEADER_BYTES;
    try {
      if (!body(body, start + KlistLimits.PACKET_BYTES)) {
        size = start;
        return false;
      }
    } catch (IllegalArgumentException e) {
      size = start;
      throw e;
    }
    array[start + Framing.COMMAND] = (byte) command.code();
    array[start + Framing.DATABASE] = (byte) database;
    Bytes.putLong(array, start + Framing.SEQUENCE, sequence);
    Bytes.putInt(array, start + Framing.LENGTH, size - start);
    array[start] = Framing.checksum(array, start);
    return true;
  }

  private boolean body(Body body, int end) {
    if (body instanceof Body.One one) {
      putByte(one.flags());
      return record(one.record(), end);
    } else if (body instanceof Body.Many many) {
      return many(many.flags(), many.code(), many.records(), end);
    } else if (body instanceof Body.Scan scan) {
      putByte(scan.flags());
      return record(scan.pivot(), end) && shorts(end, scan.number());
    } else if (body instanceof Body.Dump dump) {
      putByte(dump.flags());
      return record(dump.pivot(), end) && shorts(end, dump.startSlot(), dump.endSlot());
    } else if (body instanceof Body.DumpPage page) {
      return many(page.flags(), page.code(), page.records(), end)
          && shorts(end, page.startSlot(), page.endSlot(), page.lastSlot());
    } else if (body instanceof Body.Raw raw) {
      if (raw.bytes().length > end - size) {
        return false;
      }
      putBytes(raw.bytes());
      return true;
    }
    throw new IllegalArgumentException("Nobody writes a malformed body.");
  }

  private boolean many(int flags, byte code, List<WireRecord> records, int end) {
    if (records.size() > KlistLimits.MULTI_KEYS) {
      throw tooLong(KlistCode.TOO_MANY_KEYS);
    }
    putByte(flags);
    putByte(code);
    reserve(2);
    Bytes.putShort(array, size, records.size());
    size += 2;
    for (int i = 0; i < records.size(); i++) {
      if (!record(records.get(i), end)) {
        return false;
      }
    }
    return true;
  }

  private boolean shorts(int end, int... numbers) {
    if (end - size < 2 * numbers.length) {
      return false;
    }
    reserve(2 * numbers.length);
    for (int number : numbers) {
      Bytes.putShort(array, size, number);
      size += 2;
    }
    return true;
  }

  private boolean record(WireRecord record, int end) {
    byte[] row = record.row();
    byte[] column = record.column();
    byte[] value = record.value();
    if (row.length > KlistLimits.ROW_BYTES) {
      throw tooLong(KlistCode.INVALID_ROW);
    }
    if (column.length > KlistLimits.COLUMN_BYTES) {
      throw new IllegalArgumentException("column key length out of range");
    }
    int length = record.encodedLength();
    if (length > end - size) {
      return false;
    }
    reserve(length);
    int control =
        (record.code() != 0 ? Control.CODE : 0)
            | (record.cas() != 0 ? Control.CAS : 0)
            | (record.space() != 0 ? Control.SPACE : 0)
            | (value.length != 0 ? Control.VALUE : 0)
            | (record.score() != 0 ? Control.SCORE : 0)
            | (record.ttl() != 0 ? Control.TTL : 0);
    array[size++] = (byte) control;
    array[size++] = (byte) record.table();
    if (record.code() != 0) {
      array[size++] = record.code();
    }
    if (record.space() != 0) {
      array[size++] = (byte) record.space();
    }
    array[size++] = (byte) row.length;
    copy(row);
    Bytes.putShort(array, size, column.length);
    size += 2;
    copy(column);
    if (value.length != 0) {
      Bytes.putInt(array, size, value.length);
      size += 4;
      copy(value);
    }
    if (record.score() != 0) {
      Bytes.putLong(array, size, record.score());
      size += 8;
    }
    if (record.cas() != 0) {
      Bytes.putInt(array, size, record.cas());
      size += 4;
    }
    if (record.ttl() != 0) {
      Bytes.putInt(array, size, record.ttl());
      size += 4;
    }
    return true;
  }

  private static IllegalArgumentException tooLong(KlistCode code) {
    return new IllegalArgumentException(code.text());
  }

  private void putByte(int value) {
    reserve(1);
    array[size++] = (byte) value;
  }

  private void putBytes(byte[] bytes) {
    reserve(bytes.length);
    copy(bytes);
  }

  private void copy(byte[] bytes) {
    System.arraycopy(bytes, 0, array, size, bytes.length);
    size += bytes.length;
  }

  private void reserve(int more) {
    if (array.length - size < more) {
      array = Arrays.copyOf(array, Math.max(2 * array.length, size + more));
    }
  }
}
