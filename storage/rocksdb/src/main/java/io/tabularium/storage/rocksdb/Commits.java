/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.util.concurrent.CompletableFuture;

/**
 * Decides when a write counts as done and what readers may see meanwhile. A writer goes through
 * {@link #admit}, writes to the database without flushing, and hands its result to {@link
 * #written}.
 */
interface Commits extends AutoCloseable {
  /**
   * Waits until there is room for one more write that is not safe yet, and refuses it if writes
   * cannot become safe. Call it before taking any lock.
   */
  void admit();

  /** Takes back an {@link #admit} that led to nothing. */
  void withdraw();

  /** The round of flushing that makes safe what the caller has just written. */
  long nextRound();

  /** A future of a write just made and admitted, complete once it counts as done. */
  <R> CompletableFuture<R> written(R result);

  /** A future of something read, after an {@link #admit}, complete once that round is over. */
  <R> CompletableFuture<R> readSafely(long round, R result);

  /** Whether a round is over. */
  boolean isOver(long round);

  /** Waits until a round is over. */
  void awaitSafe(long round);

  /** Held for the caller: where to read a single key. */
  ReadPoint pointForGet();

  /** Held for the caller: where to read many keys as of one moment. */
  ReadPoint pointForView();

  /** Makes everything written so far safe before it returns. */
  void flush();

  /** Flushes a last time, completes every future and ends the threads. */
  @Override
  void close();
}
