/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.ProtocolException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A request on its way, and the future of its result. It is in one place at a time: waiting for a
 * connection, waiting to be written, or waiting for its reply.
 */
final class Call<T> extends CompletableFuture<T> {
  /** The database a connection is for, which with a bid only the server knows. */
  static final int DEFAULT_DATABASE = -1;

  private static final AtomicIntegerFieldUpdater<Call<?>> SETTLED = settledUpdater();

  final Command command;
  final int database;
  final Body body;
  private final Reader<T> reader;
  private final boolean addition;

  /** When it gives up, in the time of {@link System#nanoTime}. */
  long deadline;

  /** When it was written, in the same time. */
  long writtenAt;

  /** How often a connection was lost under it. */
  int lost;

  /** Whether it is of no use on another connection. */
  boolean tied;

  /** Run once when it has ended, whatever became of the future. */
  Runnable whenSettled = () -> {};

  private volatile int settled;

  /** Makes a reply the result. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * The result.
     *
     * @throws ProtocolException if the reply is not one to this request
     * @throws WTableException if it says that the request has failed
     */
    T read(Packet reply) throws ProtocolException;
  }

  Call(Command command, int database, Body body, Reader<T> reader) {
    this(command, database, body, command.hasTtl(), reader);
  }

  /**
   * A call.
   *
   * @param addition whether GoTable's own server does not know this
   */
  Call(Command command, int database, Body body, boolean addition, Reader<T> reader) {
    this.command = command;
    this.database = database;
    this.body = body;
    this.addition = addition;
    this.reader = reader;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static AtomicIntegerFieldUpdater<Call<?>> settledUpdater() {
    return (AtomicIntegerFieldUpdater) AtomicIntegerFieldUpdater.newUpdater(Call.class, "settled");
  }

  /** Whether GoTable's own server does not know this. */
  boolean isAddition() {
    return addition;
  }

  boolean isExpired(long now) {
    return deadline - now <= 0;
  }

  /** Ends with what the reply says. */
  void answer(Packet reply) throws ProtocolException {
    T result;
    try {
      result = reader.read(reply);
    } catch (WTableException e) {
      fail(e);
      return;
    }
    if (settle()) {
      complete(result);
    }
  }

  /** Ends without a reply. */
  void fail(WTableException failure) {
    if (settle()) {
      completeExceptionally(failure);
    }
  }

  /** Ends because whoever made it has no more interest in it. */
  void forget() {
    boolean unused = settle();
  }

  private boolean settle() {
    if (!SETTLED.compareAndSet(this, 0, 1)) {
      return false;
    }
    whenSettled.run();
    return true;
  }
}
