/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.netty.util.concurrent.FastThreadLocal;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network thread needs to take packets apart and put them together. It serves all of the
 * thread's connections, one at a time, so that idle ones hold no memory.
 */
final class Scratch {
  private static final int INITIAL_BYTES = 64 * 1024;

  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  final PacketDecoder decoder = new PacketDecoder();
  final PacketEncoder encoder = new PacketEncoder();
  private final List<Connection> unflushed = new ArrayList<>();
  private byte[] input = new byte[INITIAL_BYTES];

  private Scratch() {}

  /** The one of the calling thread. */
  static Scratch get() {
    return OF_THREAD.get();
  }

  /**
   * Flushes a connection once all that the network thread was woken for has been read, and then
   * lets others have the processor.
   *
   * <p>Replies that leave together and requests that arrive together cost one system call. Clients
   * that share this machine need its processors to read the former and send the latter: a network
   * thread that comes back too early finds one request where it could have found ten.
   */
  void flushLater(Connection connection) {
    if (connection.flushing) {
      return;
    }
    connection.flushing = true;
    unflushed.add(connection);
    if (unflushed.size() == 1) {
      connection.executor().execute(this::flush);
    }
  }

  private void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
    if (YIELD) {
      Thread.yield();
    }
  }

  static final boolean YIELD = !Boolean.getBoolean("noyield");

  /** Room for what was just read. */
  byte[] input(int bytes) {
    if (input.length < bytes) {
      input = new byte[bytes];
    }
    return input;
  }
}
