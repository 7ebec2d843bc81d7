/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import io.tabularium.model.klist.KlistLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes packets apart. What it returns shares nothing with the array. It accepts fields that equal
 * their defaults, and ignores unknown control bits; every byte of a packet must be used up.
 *
 * <p>Not thread-safe: an instance reads one packet at a time and can be used again.
 */
public final class PacketDecoder {
  /** Bytes of the smallest record: control bits, table, and the lengths of row and column. */
  private static final int SMALLEST_RECORD = 5;

  private byte[] array;
  private int at;
  private int end;

  // The fields of the record being read, so that a malformed packet can still be answered by key.
  private int table;
  private byte[] row;
  private byte[] column;

  /** The row of the record before, whose array a record of the same packet and row shares. */
  private byte[] lastRow = WireRecord.EMPTY;

  /**
   * Takes a request apart. If only its body is wrong, the body is {@link Body.Malformed}.
   *
   * @param packet holds the packet
   * @param offset where it begins
   * @param length as {@link Framing#packetLength} told
   */
  public Packet request(byte[] packet, int offset, int length) {
    Command command = open(packet, offset, length);
    Body body;
    try {
      body =
          switch (command.shape()) {
            case ONE -> one(command.hasTtl());
            case MANY -> many(command.hasTtl());
            case SCAN -> scan();
            case DUMP -> dump();
            case RAW -> raw();
          };
    } catch (Malformed e) {
      body = malformed(command, packet, offset, length);
    }
    return packet(command, packet, offset, body);
  }

  /**
   * Takes a reply apart.
   *
   * @param packet holds the packet
   * @param offset where it begins
   * @param length as {@link Framing#packetLength} told
   * @throws ProtocolException if its body is not what its command wants
   */
  public Packet reply(byte[] packet, int offset, int length) throws ProtocolException {
    Command command = open(packet, offset, length);
    try {
      boolean ttl = at < end && (packet[at] & Flags.TTL) != 0;
      Body body =
          switch (command.shape()) {
            case ONE -> one(ttl);
            case MANY, SCAN -> many(ttl);
            case DUMP -> dumpPage(ttl);
            case RAW -> raw();
          };
      return packet(command, packet, offset, body);
    } catch (Malformed e) {
      throw new ProtocolException("The body of a reply to " + command + " is malformed.");
    }
  }

  /**
   * Takes bytes apart that follow a {@link Command#PING}'s header, which clients fill with one
   * record.
   *
   * @return the record with its flags, or {@code null} if it is something else
   */
  public Body.One pinged(Body.Raw body) {
    array = body.bytes();
    at = 0;
    end = array.length;
    lastRow = WireRecord.EMPTY;
    try {
      return one(false);
    } catch (Malformed e) {
      return null;
    }
  }

  private Command open(byte[] packet, int offset, int length) {
    array = packet;
    at = offset + Framing.HEADER_BYTES;
    end = offset + length;
    lastRow = WireRecord.EMPTY;
    return Command.of(packet[offset + Framing.COMMAND]);
  }

  private static Packet packet(Command command, byte[] packet, int offset, Body body) {
    return new Packet(
        command,
        packet[offset + Framing.DATABASE] & 0xff,
        Bytes.getLong(packet, offset + Framing.SEQUENCE),
        body);
  }

  private Body malformed(Command command, byte[] packet, int offset, int length) {
    boolean flagged = command.shape() == Command.Shape.ONE || command.shape() == Command.Shape.MANY;
    int first = offset + Framing.HEADER_BYTES;
    int flags = flagged && length > Framing.HEADER_BYTES ? packet[first] & 0xff : 0;
    WireRecord partial =
        command.shape() == Command.Shape.ONE && length > Framing.HEADER_BYTES
            ? WireRecord.key(table, row, column)
            : WireRecord.NOTHING;
    return new Body.Malformed(flags, partial);
  }

  private Body.One one(boolean ttl) {
    forget();
    int flags = unsignedByte();
    WireRecord record = record(ttl);
    finish();
    return new Body.One(flags, record);
  }

  private Body.Many many(boolean ttl) {
    int flags = unsignedByte();
    byte code = signedByte();
    List<WireRecord> records = records(ttl);
    finish();
    return new Body.Many(flags, code, records);
  }

  private Body.Scan scan() {
    int flags = unsignedByte();
    WireRecord pivot = record(false);
    int number = unsignedShort();
    finish();
    return new Body.Scan(flags, pivot, number);
  }

  private Body.Dump dump() {
    int flags = unsignedByte();
    WireRecord pivot = record(false);
    int startSlot = unsignedShort();
    int endSlot = unsignedShort();
    finish();
    return new Body.Dump(flags, pivot, startSlot, endSlot);
  }

  private Body.DumpPage dumpPage(boolean ttl) {
    int flags = unsignedByte();
    byte code = signedByte();
    List<WireRecord> records = records(ttl);
    int startSlot = unsignedShort();
    int endSlot = unsignedShort();
    int lastSlot = unsignedShort();
    finish();
    return new Body.DumpPage(flags, code, records, startSlot, endSlot, lastSlot);
  }

  private Body.Raw raw() {
    return new Body.Raw(Arrays.copyOfRange(array, at, end));
  }

  private List<WireRecord> records(boolean ttl) {
    int number = unsignedShort();
    // A count alone must not make us reserve memory.
    require(number * SMALLEST_RECORD);
    List<WireRecord> records = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      records.add(record(ttl));
    }
    return records;
  }

  private WireRecord record(boolean ttlAllowed) {
    forget();
    int control = unsignedByte();
    table = unsignedByte();
    byte code = (control & Control.CODE) != 0 ? signedByte() : 0;
    int space = (control & Control.SPACE) != 0 ? unsignedByte() : 0;
    row = row(unsignedByte());
    column = bytes(unsignedShort());
    byte[] value = (control & Control.VALUE) != 0 ? bytes(valueLength()) : WireRecord.EMPTY;
    long score = (control & Control.SCORE) != 0 ? int64() : 0;
    int cas = (control & Control.CAS) != 0 ? int32() : 0;
    int ttl = ttlAllowed && (control & Control.TTL) != 0 ? int32() : 0;
    return new WireRecord(table, code, space, row, column, value, score, cas, ttl);
  }

  private byte[] row(int length) {
    require(length);
    if (Arrays.equals(array, at, at + length, lastRow, 0, lastRow.length)) {
      at += length;
    } else {
      lastRow = bytes(length);
    }
    return lastRow;
  }

  private void forget() {
    table = 0;
    row = WireRecord.EMPTY;
    column = WireRecord.EMPTY;
  }

  /** The length of a value, which no packet can hold if it is beyond the longest packet. */
  private int valueLength() {
    int length = int32();
    if (length < 0 || length > KlistLimits.PACKET_BYTES) {
      throw Malformed.INSTANCE;
    }
    return length;
  }

  private int unsignedByte() {
    return signedByte() & 0xff;
  }

  private byte signedByte() {
    require(1);
    return array[at++];
  }

  private int unsignedShort() {
    require(2);
    at += 2;
    return Bytes.getShort(array, at - 2);
  }

  private int int32() {
    require(4);
    at += 4;
    return Bytes.getInt(array, at - 4);
  }

  private long int64() {
    require(8);
    at += 8;
    return Bytes.getLong(array, at - 8);
  }

  private byte[] bytes(int length) {
    if (length == 0) {
      return WireRecord.EMPTY;
    }
    require(length);
    at += length;
    return Arrays.copyOfRange(array, at - length, at);
  }

  private void require(int length) {
    if (end - at < length) {
      throw Malformed.INSTANCE;
    }
  }

  private void finish() {
    if (at != end) {
      throw Malformed.INSTANCE;
    }
  }

  /** Ends the reading of a malformed packet; never leaves this class. */
  private static final class Malformed extends RuntimeException {
    static final Malformed INSTANCE = new Malformed();

    private static final long serialVersionUID = 1L;

    private Malformed() {
      super(null, null, false, false);
    }
  }
}
