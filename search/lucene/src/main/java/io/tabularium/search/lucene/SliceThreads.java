/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;

/**
 * The threads that help searches of one engine, and who gets their help. A search has as many
 * processors as others leave to it: sharing its work makes it faster while processors are idle, and
 * all of them slower when none is.
 */
final class SliceThreads implements Executor, AutoCloseable {
  /** Of fewer documents a slice is not worth a second thread, whatever is asked about them. */
  private static final int LEAST = 25_000;

  private static final long IDLE_SECONDS = 60;

  private final int processors;
  private final int least;
  private final long alone;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  /** As many as this machine has use for. */
  SliceThreads() {
    this(Runtime.getRuntime().availableProcessors(), LEAST, SlicedSearcher.ALONE_NANOS);
  }

  /**
   * Threads for so many processors.
   *
   * @param least how many documents a slice has at least
   * @param alone for how many nanoseconds a search does without help
   */
  SliceThreads(int processors, int least, long alone) {
    this.alone = alone;
    this.processors = processors;
    this.least = Math.max(1, least);
    // What no thread waits for is left to the searches themselves, so that none waits for another.
    this.threads =
        new ThreadPoolExecutor(
            Math.max(1, processors - 1),
            Math.max(1, processors - 1),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "search-slice-" + names.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    this.threads.allowCoreThreadTimeOut(true);
  }

  /** Tells that a search, or a page of a scan, begins. */
  void begin() {
    running.incrementAndGet();
  }

  /** Tells that one is over. */
  void end() {
    running.decrementAndGet();
  }

  /** A searcher that finds what another does, with whatever processors are free now. */
  IndexSearcher widen(IndexSearcher plain) {
    int free = processors - running.get() + 1;
    IndexReader reader = plain.getIndexReader();
    int slices = Math.min(Math.min(free, reader.leaves().size()), reader.maxDoc() / least);
    return slices <= 1 ? plain : new SlicedSearcher(plain, slices, this, alone);
  }

  /** Has a free thread do something, or nobody if there is none. */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Lets threads end when they have done what they do. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
