/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The plainest client there can be: one socket, one thread, bytes and packets. */
final class Client implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  final Socket socket = new Socket();
  private final DataInputStream in;
  private final PacketEncoder encoder = new PacketEncoder();
  private final PacketDecoder decoder = new PacketDecoder();
  private long sequence;

  /** Which database the shorthands below use. */
  int database;

  Client(InetSocketAddress address) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(address);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- packets ----------------------------------------------------------------------------------

  /** Sends a request and answers its sequence number. */
  long send(Command command, Body body) {
    long number = ++sequence;
    encoder.reset();
    encoder.write(command, database, number, body);
    raw(encoder.toByteArray());
    return number;
  }

  void raw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of the next reply; {@code null} at the end of the stream. */
  byte[] receiveBytes() {
    byte[] header = new byte[Framing.HEADER_BYTES];
    try {
      in.readFully(header);
      int length = Framing.packetLength(header, 0, header.length);
      byte[] packet = Arrays.copyOf(header, length);
      in.readFully(packet, header.length, length - header.length);
      return packet;
    } catch (EOFException e) {
      return null;
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      if (e instanceof SocketException) {
        return null; // reset by the other side
      }
      throw new UncheckedIOException(e);
    }
  }

  Packet receive() {
    byte[] packet = receiveBytes();
    if (packet == null) {
      throw new AssertionError("the connection has ended");
    }
    try {
      return decoder.reply(packet, 0, packet.length);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  Packet call(Command command, Body body) {
    long number = send(command, body);
    Packet reply = receive();
    if (reply.sequence() != number || reply.command() != command) {
      throw new AssertionError("a reply to something else: " + reply);
    }
    return reply;
  }

  /** Sends bytes in hexadecimal and answers the reply so, without spaces. */
  String hex(String request) {
    raw(HexFormat.of().parseHex(request.replace(" ", "")));
    return HexFormat.of().formatHex(receiveBytes());
  }

  // ---- shorthands -------------------------------------------------------------------------------

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static WireRecord key(int table, String row, String column) {
    return WireRecord.key(table, bytes(row), bytes(column));
  }

  static WireRecord record(int table, String row, String column, String value, long score) {
    return new WireRecord(table, (byte) 0, 0, bytes(row), bytes(column), bytes(value), score, 0, 0);
  }

  /** A command of one record; answers the record of the reply. */
  WireRecord one(Command command, int flags, WireRecord record) {
    return ((Body.One) call(command, new Body.One(flags, record)).body()).record();
  }

  Body.Many many(Command command, int flags, WireRecord... records) {
    return many(command, flags, List.of(records));
  }

  Body.Many many(Command command, int flags, List<WireRecord> records) {
    return (Body.Many) call(command, new Body.Many(flags, (byte) 0, records)).body();
  }

  int set(int z, String row, String column, String value, long score) {
    return one(Command.SET, z, record(0, row, column, value, score)).code();
  }

  /** A record as the command line program shows it. */
  String get(int z, String row, String column) {
    return shown(one(Command.GET, z, key(0, row, column)));
  }

  String incr(int z, String row, String column, long by) {
    return shown(one(Command.INCR, z, record(0, row, column, "", by)));
  }

  int del(int z, String row, String column) {
    return one(Command.DEL, z, key(0, row, column)).code();
  }

  static String shown(WireRecord record) {
    return switch (record.code()) {
      case 0 -> "[" + record.score() + " \"" + new String(record.value(), UTF_8) + "\"]";
      case 1 -> "<nil>";
      default -> "(" + record.code() + ")";
    };
  }

  /** An ascending scan of one list from a pivot, or from its start if the column is null. */
  Body.Many scan(int space, boolean ascending, String row, Long score, String column, int number) {
    int flags =
        (ascending ? Flags.ASCENDING : 0)
            | (column == null ? Flags.FROM_START : 0)
            | (space == 0 ? 0 : Flags.Z);
    WireRecord pivot =
        new WireRecord(
            0,
            (byte) 0,
            space,
            bytes(row),
            bytes(column == null ? "" : column),
            WireRecord.EMPTY,
            score == null ? 0 : score,
            0,
            0);
    return (Body.Many) call(Command.SCAN, new Body.Scan(flags, pivot, number)).body();
  }

  static List<String> columns(Body.Many page) {
    return page.records().stream().map(record -> new String(record.column(), UTF_8)).toList();
  }

  static boolean isEnd(Body.Many page) {
    return (page.flags() & Flags.END) != 0;
  }

  /** All pages of a dump, as a client's dumpMore reads them. */
  List<Body.DumpPage> dump(int flags, int table, int startSlot, int endSlot) {
    List<Body.DumpPage> pages = new ArrayList<>();
    Body.Dump request = new Body.Dump(flags, key(table, "", ""), startSlot, endSlot);
    while (true) {
      Body.DumpPage page = (Body.DumpPage) call(Command.DUMP, request).body();
      pages.add(page);
      if (page.code() != 0 || (page.flags() & Flags.END) != 0) {
        return pages;
      }
      if ((page.flags() & Flags.SLOT_START) != 0) {
        request = new Body.Dump(flags, key(table, "", ""), page.lastSlot() + 1, endSlot);
      } else {
        WireRecord last = page.records().get(page.records().size() - 1);
        request = new Body.Dump(flags, last, page.lastSlot(), endSlot);
      }
    }
  }

  /** Whether the server has closed the connection without another word. */
  boolean isClosedByServer() {
    return receiveBytes() == null;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
