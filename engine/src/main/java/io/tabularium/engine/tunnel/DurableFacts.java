/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the facts of tunnels on disk. What many requests change at the same time is written
 * together, on one thread, and none of them keeps a thread waiting for it.
 *
 * <p>Implementation note: memory is ahead of the disk, for a moment or, while the disk fails, for
 * longer. So every answer that rests on what is in memory waits until all of it is on disk ({@link
 * #settled}), whether or not the request itself changed anything. Facts that could not be written
 * are tried again with the next ones; each holds the whole of what it is about, so that only the
 * last counts. There are no more of them than there are tunnels, channels and clients.
 */
final class DurableFacts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFacts.class);

  private final Store store;
  private final ExecutorService writer;

  /** What is not on disk yet, {@code null} for facts to be removed; guarded by this. */
  private Map<String, byte[]> pending = new LinkedHashMap<>();

  /** Completes when all that is pending is on disk; {@code null} if nobody waits for it. */
  private CompletableFuture<Void> waiting;

  /** The write under way and those waiting for it; {@code null} if there is none. */
  private CompletableFuture<Void> writing;

  DurableFacts(Store store) {
    this.store = store;
    this.writer =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "tabularium-tunnels");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Sets a fact, or removes it if the value is {@code null}. */
  synchronized void put(String key, byte[] value) {
    pending.remove(key);
    pending.put(key, value);
  }

  /** Completes when every fact set before is on disk. */
  synchronized CompletableFuture<Void> settled() {
    if (pending.isEmpty()) {
      return writing == null ? CompletableFuture.completedFuture(null) : writing;
    }
    if (writer.isShutdown()) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.UNAVAILABLE, "The tunnel service is closed", null));
    }
    if (waiting == null) {
      waiting = new CompletableFuture<>();
      if (writing == null) {
        writer.execute(this::write);
      }
    }
    return waiting;
  }

  private void write() {
    while (true) {
      Map<String, byte[]> batch;
      CompletableFuture<Void> done;
      synchronized (this) {
        writing = waiting;
        waiting = null;
        if (writing == null) {
          return;
        }
        done = writing;
        batch = pending;
        pending = new LinkedHashMap<>();
      }
      RuntimeException failure = null;
      try {
        store.changeFacts(changes(batch));
      } catch (RuntimeException e) {
        failure = e;
        synchronized (this) {
          batch.putAll(pending);
          pending = batch;
        }
      }
      if (failure == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(failure);
      }
    }
  }

  private static List<Map.Entry<byte[], byte[]>> changes(Map<String, byte[]> facts) {
    List<Map.Entry<byte[], byte[]>> changes = new ArrayList<>(facts.size());
    facts.forEach(
        (key, value) ->
            changes.add(
                new AbstractMap.SimpleImmutableEntry<>(
                    key.getBytes(StandardCharsets.US_ASCII), value)));
    return changes;
  }

  /** Lets the write under way end; what waits for another one fails. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The facts of tunnels were not written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
