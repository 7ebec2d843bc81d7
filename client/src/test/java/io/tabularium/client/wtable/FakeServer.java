/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A server that does what its test says, down to the bytes. It greets as ours does, unless told
 * otherwise.
 */
final class FakeServer implements AutoCloseable {
  private final Behaviour behaviour;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final int port;
  private volatile ServerSocket listening;

  /** What the server does with a request. Called by one thread for each connection. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Connection connection, Packet request) throws IOException;
  }

  /** A server that greets, and does as it is told with everything else. */
  static FakeServer greeting(Behaviour behaviour) {
    return new FakeServer(
        (connection, request) -> {
          if (!connection.greet(request)) {
            behaviour.serve(connection, request);
          }
        });
  }

  FakeServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    this.listening = listen(0);
    this.port = listening.getLocalPort();
    acceptAll();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll() {
    ServerSocket here = listening;
    Thread thread =
        new Thread(
            () -> {
              while (!here.isClosed()) {
                try {
                  Connection connection = new Connection(here.accept());
                  accepted.incrementAndGet();
                  connections.add(connection);
                  connection.start();
                } catch (IOException e) {
                  return;
                }
              }
            },
            "fake-server");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** How many connections there have been. */
  int accepted() {
    return accepted.get();
  }

  /** Breaks all connections. */
  void hangUp() {
    connections.forEach(Connection::close);
  }

  /** Stops to listen and breaks all connections. */
  void stop() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hangUp();
  }

  /** Listens again where it did before. */
  void startAgain() {
    // A socket is free only when the thread that accepted on it has noticed.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              listening = listen(port);
              return true;
            });
    acceptAll();
  }

  @Override
  public void close() {
    stop();
  }

  /** One client's connection. */
  final class Connection {
    private final Socket socket;

    Connection(Socket socket) {
      this.socket = socket;
    }

    void start() {
      Thread thread = new Thread(this::run, "fake-connection");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try (socket) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        PacketDecoder decoder = new PacketDecoder();
        while (true) {
          byte[] packet = in.readNBytes(Framing.HEADER_BYTES);
          if (packet.length < Framing.HEADER_BYTES) {
            return;
          }
          int length = Framing.packetLength(packet, 0, packet.length);
          byte[] whole = Arrays.copyOf(packet, length);
          in.readFully(whole, Framing.HEADER_BYTES, length - Framing.HEADER_BYTES);
          behaviour.serve(this, decoder.request(whole, 0, length));
        }
      } catch (IOException | ProtocolException e) {
        // The client has gone, or the test has broken the connection.
      } finally {
        connections.remove(this);
      }
    }

    /** Answers what a client says at first as our server does; tells whether it was that. */
    boolean greet(Packet request) throws IOException {
      if (request.command() == Command.PING
          && request.body() instanceof Body.Raw raw
          && raw.bytes().length > 0) {
        WireRecord question = new PacketDecoder().pinged(raw).record();
        PacketEncoder encoder = new PacketEncoder();
        encoder.write(
            Command.GET,
            0,
            0,
            new Body.One(
                Flags.TTL,
                new WireRecord(
                    0,
                    (byte) 0,
                    0,
                    question.row(),
                    question.column(),
                    "wtable/1 ttl bid".getBytes(StandardCharsets.US_ASCII),
                    0,
                    0,
                    0)));
        byte[] body = Arrays.copyOfRange(encoder.array(), Framing.HEADER_BYTES, encoder.size());
        reply(request, new Body.Raw(body));
        return true;
      }
      return false;
    }

    /** Sends a reply. */
    void reply(Packet request, Body body) throws IOException {
      send(encode(request.command(), request.database(), request.sequence(), body));
    }

    /** Sends a reply to a request for one record. */
    void reply(Packet request, WireRecord record) throws IOException {
      reply(request, new Body.One(((Body.One) request.body()).flags(), record));
    }

    /** Sends bytes. */
    void send(byte[] bytes) throws IOException {
      synchronized (this) {
        socket.getOutputStream().write(bytes);
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static byte[] encode(Command command, int database, long sequence, Body body) {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(command, database, sequence, body);
    return encoder.toByteArray();
  }

  /** The record of a request for one. */
  static WireRecord asked(Packet request) {
    return ((Body.One) request.body()).record();
  }

  /** The records of a request for many. */
  static List<WireRecord> askedMany(Packet request) {
    return ((Body.Many) request.body()).records();
  }

  /** An echo of the key with a value. */
  static WireRecord found(WireRecord asked, byte[] value, long score) {
    return new WireRecord(
        asked.table(), (byte) 0, 0, asked.row(), asked.column(), value, score, 0, 0);
  }

  /** An echo of the key with a result. */
  static WireRecord result(WireRecord asked, int code) {
    return WireRecord.result(asked.table(), asked.row(), asked.column(), (byte) code);
  }
}
