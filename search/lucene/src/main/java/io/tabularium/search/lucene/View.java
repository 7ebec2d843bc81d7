/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.io.IOException;
import java.time.Duration;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.IndexSearcher;

/**
 * A view of an index that does not change, for one request with its time limit. Closing it gives
 * back the reader.
 */
final class View implements AutoCloseable {
  private final DirectoryReader reader;
  private final Deadline deadline;

  /** Takes over a reference to the reader. */
  View(DirectoryReader reader, Duration timeout) {
    this.reader = reader;
    this.deadline = new Deadline(timeout);
  }

  /** The time a request may take. */
  static final class Deadline implements QueryTimeout {
    private final long end;

    Deadline(Duration timeout) {
      end = System.nanoTime() + timeout.toNanos();
    }

    @Override
    public boolean shouldExit() {
      return System.nanoTime() - end > 0;
    }
  }

  DirectoryReader reader() {
    return reader;
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * A searcher that stops when the time is up.
   *
   * @param guarded whether to look at the clock already while terms are expanded, which costs a
   *     little with each term
   */
  IndexSearcher searcher(boolean guarded) throws IOException {
    IndexReader seen = guarded ? ExitableDirectoryReader.wrap(reader, deadline) : reader;
    IndexSearcher searcher = new IndexSearcher(seen);
    searcher.setSimilarity(IndexFiles.SIMILARITY);
    searcher.setTimeout(deadline);
    return searcher;
  }

  @Override
  public void close() {
    Failures.translate(
        "give back a view",
        () -> {
          reader.decRef();
          return null;
        });
  }
}
