/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * One plain connection of a WTable client. Fails with {@link IOException} if the server is gone.
 */
public final class WtableConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;
  private final PacketEncoder encoder = new PacketEncoder();
  private final PacketDecoder decoder = new PacketDecoder();
  private long sequence;

  /**
   * Connects.
   *
   * @param address {@code HOST:PORT}
   */
  public WtableConnection(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    socket =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** A record to write. */
  public static WireRecord record(String row, String column, String value, long score) {
    return new WireRecord(
        0,
        (byte) 0,
        0,
        row.getBytes(UTF_8),
        column.getBytes(UTF_8),
        value.getBytes(UTF_8),
        score,
        0,
        0);
  }

  /** Sends a request and waits for its reply. */
  public Packet call(Command command, int database, Body body) throws IOException {
    encoder.reset();
    encoder.write(command, database, ++sequence, body);
    socket.getOutputStream().write(encoder.toByteArray());
    byte[] header = new byte[Framing.HEADER_BYTES];
    in.readFully(header);
    try {
      int length = Framing.packetLength(header, 0, header.length);
      byte[] packet = Arrays.copyOf(header, length);
      in.readFully(packet, header.length, length - header.length);
      return decoder.reply(packet, 0, length);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** A command of one record; answers the record of the reply. */
  public WireRecord one(Command command, int flags, WireRecord record) throws IOException {
    return ((Body.One) call(command, 0, new Body.One(flags, record)).body()).record();
  }

  /** A command of many records; answers those of the reply. */
  public List<WireRecord> many(Command command, int flags, List<WireRecord> records)
      throws IOException {
    return ((Body.Many) call(command, 0, new Body.Many(flags, (byte) 0, records)).body()).records();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
