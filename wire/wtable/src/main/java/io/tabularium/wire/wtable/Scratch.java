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

  /** Reads are looked at once they have taken so long together. */
  private static final long SAMPLE_NANOS = 5_000_000;

  /** Reads that take so long each, on average, wait for the disk. */
  private static final long SLOW_READ_NANOS = 100_000;

  /** Whoever takes the processor for so long is no client that waits for replies. */
  private static final long LONG_YIELD_NANOS = 1_000_000;

  /** So seldom is the processor yielded then. */
  private static final int ROUNDS_AFTER_LONG_YIELD = 64;

  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  final PacketDecoder decoder = new PacketDecoder();
  final PacketEncoder encoder = new PacketEncoder();
  private int roundsWithoutYield;
  private long readNanos;
  private int reads;
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
    yieldProcessor();
  }

  /** Yields, unless it has turned out that others keep the processor for long. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but the number of system calls
  private void yieldProcessor() {
    if (roundsWithoutYield > 0) {
      roundsWithoutYield--;
      return;
    }
    long before = System.nanoTime();
    Thread.yield();
    if (System.nanoTime() - before > LONG_YIELD_NANOS) {
      roundsWithoutYield = ROUNDS_AFTER_LONG_YIELD;
    }
  }

  /**
   * Notes how long brief reads took, and tells whether they have become slow. It takes many of them
   * to tell, for a thread that has to share its processor now and then stands still without any
   * disk.
   */
  boolean readsAreSlow(int count, long nanos) {
    reads += count;
    readNanos += nanos;
    if (readNanos < SAMPLE_NANOS) {
      return false;
    }
    boolean slow = readNanos > SLOW_READ_NANOS * reads;
    reads = 0;
    readNanos = 0;
    return slow;
  }

  /** Room for what was just read. */
  byte[] input(int bytes) {
    if (input.length < bytes) {
      input = new byte[bytes];
    }
    return input;
  }
}
