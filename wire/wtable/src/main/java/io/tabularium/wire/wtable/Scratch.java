/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.netty.util.concurrent.FastThreadLocal;
import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network thread needs to take packets apart and put them together, and what it has to do
 * once all that it was woken for has been read. It serves all of the thread's connections, one at a
 * time, so that idle ones hold no memory.
 */
final class Scratch {
  private static final int INITIAL_BYTES = 64 * 1024;

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
  final Pace reads = new Pace();
  private final Pace writes = new Pace();
  private byte[] input = new byte[INITIAL_BYTES];

  private final Runnable endingRound = this::endRound;
  private boolean roundEnds;
  private int roundsWithoutYield;

  /** Connections whose replies leave at the end of the round. */
  private final List<Connection> unflushed = new ArrayList<>();

  /** Connections whose writes are made at the end of the round. */
  private final List<Connection> writing = new ArrayList<>();

  /** Connections some of whose writes have been made by this thread and are not answered yet. */
  private final List<Connection> answerable = new ArrayList<>();

  private boolean makingWrites;

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
    if (!connection.flushing) {
      connection.flushing = true;
      unflushed.add(connection);
      endRoundLater(connection);
    }
  }

  /** Makes a connection's writes at the end of the round, together with those of others. */
  void writeLater(Connection connection) {
    if (!connection.writing) {
      connection.writing = true;
      writing.add(connection);
      endRoundLater(connection);
    }
  }

  private void endRoundLater(Connection connection) {
    if (!roundEnds) {
      roundEnds = true;
      connection.executor().execute(endingRound);
    }
  }

  private void endRound() {
    roundEnds = false;
    if (!writing.isEmpty()) {
      makeWrites();
    }
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
    yieldProcessor();
  }

  private void makeWrites() {
    Hub hub = writing.get(0).hub();
    List<KlistWrite> all = writing.get(0).takeWrites();
    for (int i = 1; i < writing.size(); i++) {
      all.addAll(writing.get(i).takeWrites());
    }
    writing.clear();
    long began = System.nanoTime();
    if (hub.writesAreSlow(began)) {
      hub.settings.klist().submit(all);
      return;
    }
    makingWrites = true;
    try {
      hub.settings.klist().submitInHaste(all);
    } finally {
      makingWrites = false;
    }
    if (writes.isSlow(all.size(), System.nanoTime() - began)) {
      hub.writesAreSlow();
    }
    for (int i = 0; i < answerable.size(); i++) {
      answerable.get(i).answerFinished();
    }
    answerable.clear();
  }

  /**
   * Notes a connection some of whose writes are made; called by this thread.
   *
   * @return whether it will be told to answer them
   */
  boolean answersAtRoundsEnd(Connection connection) {
    if (makingWrites) {
      answerable.add(connection);
    }
    return makingWrites;
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

  /** Room for what was just read. */
  byte[] input(int bytes) {
    if (input.length < bytes) {
      input = new byte[bytes];
    }
    return input;
  }
}
