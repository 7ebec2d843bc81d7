/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.IndexStatistics;
import io.tabularium.search.RequestCheck;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchException.Kind;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.lucene.IndexFiles.Activity;
import io.tabularium.search.lucene.document.DocumentWriter;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.lucene.sort.SortCompiler;
import io.tabularium.search.schema.IndexSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.ReaderManager;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One index on Lucene. */
final class LuceneSearchIndex implements SearchIndex {
  private static final Logger log = LoggerFactory.getLogger(LuceneSearchIndex.class);
  private static final double BYTES_PER_MB = 1 << 20;
  private static final double LEAST_BUFFER_MB = 1;

  /** How long a search waits for another one to end before the server is called busy. */
  private static final long PATIENCE_MILLIS = 500;

  private static final long LEAST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** When nothing has been taken in for so long, there is time to tidy up. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** From which lag on there is none even for what has to be done some time. */
  private static final long FAR_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long id;
  private final IndexFiles files;
  private final IndexWriter writer;
  private final ReaderManager readers;
  private final Semaphore permits;
  private final SliceThreads threads;
  private final ScheduledExecutorService refreshers;
  private final RefreshPace pace;
  private final LongConsumer onClose;
  private final Scans scans;
  private final LongAdder dropped = new LongAdder();

  /** Changes taken in so far. */
  private final AtomicLong taken = new AtomicLong();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Tools tools;
  private volatile long lagNanos;

  /** Changes that searches can see; only the refresher looks, as at all below. */
  private long shown;

  /** Changes there were at the last look. */
  private long takenLast;

  private long changedNanos = System.nanoTime();
  private Activity activity = Activity.FOLLOWING;

  /** What follows from the schema; replaced as a whole when the schema is extended. */
  record Tools(
      Mapping mapping, DocumentWriter documents, QueryCompiler queries, SortCompiler sorts) {
    Tools(Mapping mapping, LongAdder dropped, QueryCompiler queries) {
      this(
          mapping,
          new DocumentWriter(mapping, dropped),
          queries,
          new SortCompiler(mapping, queries));
    }
  }

  LuceneSearchIndex(
      long id,
      IndexFiles files,
      SearchConfig config,
      Semaphore permits,
      SliceThreads threads,
      ScheduledExecutorService refreshers,
      LongConsumer onClose) {
    this.id = id;
    this.files = files;
    this.writer = files.writer();
    this.permits = permits;
    this.threads = threads;
    this.onClose = onClose;
    this.tools = tools(files.mapping());
    this.readers =
        Failures.translate("open a view", () -> new ReaderManager(DirectoryReader.open(writer)));
    this.scans = new Scans(id, this::acquire, Scans.ROWS_PER_WORKER);
    this.refreshers = refreshers;
    this.pace = new RefreshPace(Math.max(LEAST_INTERVAL_NANOS, config.refreshInterval().toNanos()));
    refreshAfter(pace.nextLook(0));
  }

  private void refreshAfter(long nanos) {
    var unused = refreshers.schedule(this::refreshAgainAndAgain, nanos, TimeUnit.NANOSECONDS);
  }

  private void refreshAgainAndAgain() {
    if (closed.get()) {
      return;
    }
    long began = System.nanoTime();
    try {
      refreshIfChanged();
    } finally {
      refreshAfter(pace.nextLook(System.nanoTime() - began));
    }
  }

  private Tools tools(Mapping mapping) {
    return new Tools(mapping, dropped, new QueryCompiler(mapping));
  }

  @Override
  public IndexSchema schema() {
    return tools.mapping().schema();
  }

  @Override
  public void apply(List<DocumentChange> changes) {
    checkOpen();
    DocumentWriter documents = tools.documents();
    Failures.translate(
        "change search index " + id,
        () -> {
          for (DocumentChange change : changes) {
            Term row = new Term(Names.ID, DocumentWriter.id(change.rowKey()));
            if (change instanceof DocumentChange.Upsert upsert) {
              write(row, documents.write(upsert.document()));
            } else {
              writer.deleteDocuments(row);
            }
          }
          return null;
        });
    taken.addAndGet(changes.size());
  }

  private void write(Term row, List<org.apache.lucene.document.Document> block) throws IOException {
    if (block.size() == 1) {
      writer.updateDocument(row, block.get(0));
    } else {
      writer.updateDocuments(row, block);
    }
  }

  @Override
  public void extend(IndexSchema extended) {
    checkOpen();
    files.extend(extended);
    tools = tools(files.mapping());
    scans.expire();
  }

  @Override
  public void expire(long timestamp) {
    checkOpen();
    Query expired = tools.mapping().olderThan(timestamp);
    Failures.translate("expire rows of search index " + id, () -> writer.deleteDocuments(expired));
    taken.incrementAndGet();
  }

  private void refreshIfChanged() {
    try {
      scans.expireIdle();
      long start = System.nanoTime();
      long now = taken.get();
      if (now != takenLast) {
        takenLast = now;
        changedNanos = start;
      }
      become(activity(start));
      boolean nothingNew = now == shown && !(activity == Activity.RESTING && isMerged());
      if (nothingNew || pace.waits(start, lagNanos)) {
        return;
      }
      readers.maybeRefreshBlocking();
      pace.refreshed(start, System.nanoTime());
      shown = now;
    } catch (IOException | RuntimeException e) {
      if (!closed.get()) {
        log.error("Search index {} cannot be refreshed.", id, e);
      }
    }
  }

  /** Whether searches see segments that have been merged into others since. */
  private boolean isMerged() throws IOException {
    DirectoryReader reader = acquire();
    try {
      return !reader.isCurrent();
    } finally {
      reader.decRef();
    }
  }

  private Activity activity(long nowNanos) {
    if (nowNanos - changedNanos >= IDLE_NANOS) {
      return Activity.RESTING;
    }
    return lagNanos >= FAR_BEHIND_NANOS ? Activity.CATCHING_UP : Activity.FOLLOWING;
  }

  private void become(Activity now) throws IOException {
    if (now != activity) {
      activity = now;
      files.become(now);
    }
  }

  @Override
  public void setLag(Duration lag) {
    lagNanos = lag.toNanos();
  }

  @Override
  public void giveWay(Duration time) {
    files.restMerges(time);
  }

  @Override
  public void refresh() {
    checkOpen();
    Failures.translate(
        "refresh search index " + id,
        () -> {
          readers.maybeRefreshBlocking();
          return null;
        });
  }

  @Override
  public void commit(byte[] position) {
    checkOpen();
    Failures.translate(
        "commit search index " + id,
        () -> {
          files.commit(position);
          return null;
        });
  }

  @Override
  public boolean isDirty() {
    checkOpen();
    return files.isDirty();
  }

  @Override
  public byte[] committedPosition() {
    return files.position();
  }

  @Override
  public SearchResult search(SearchRequest request) {
    checkOpen();
    Tools current = tools;
    RequestCheck.check(request, current.mapping().fields());
    return permitted(
        () -> {
          try (View view = new View(acquire(), timeout(request.timeout()))) {
            return new SearchRun(id, current, view, request, threads).run();
          }
        });
  }

  private static Duration timeout(Duration asked) {
    Duration most = Duration.ofMillis(Limits.SEARCH_TIMEOUT_MILLIS);
    return asked.isNegative() || asked.isZero() || asked.compareTo(most) > 0 ? most : asked;
  }

  private <T> T permitted(Failures.Action<T> action) {
    try {
      if (!permits.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw Errors.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Errors.busy();
    }
    threads.begin();
    try {
      return Failures.translate("search index " + id, action);
    } finally {
      threads.end();
      permits.release();
    }
  }

  /** A reader of what is searchable now; its user gives it back with {@code decRef}. */
  private DirectoryReader acquire() throws IOException {
    return readers.acquire();
  }

  @Override
  public ScanSplits computeSplits() {
    checkOpen();
    return Failures.translate("begin a scan", scans::begin);
  }

  @Override
  public ScanPage scan(ScanRequest request) {
    checkOpen();
    Tools current = tools;
    return permitted(() -> scans.page(request, current, timeout(request.timeout())));
  }

  @Override
  public void expireScans() {
    scans.expire();
  }

  @Override
  public IndexStatistics statistics() {
    checkOpen();
    return Failures.translate(
        "look at search index " + id,
        () -> {
          DirectoryReader reader = acquire();
          try {
            Mapping mapping = tools.mapping();
            long rows =
                mapping.hasNested()
                    ? new org.apache.lucene.search.IndexSearcher(reader)
                        .count(Mapping.pathFilter(Names.ROOT))
                    : reader.numDocs();
            return new IndexStatistics(
                rows,
                reader.numDocs(),
                reader.numDeletedDocs(),
                files.bytes(),
                writer.ramBytesUsed(),
                reader.leaves().size(),
                scans.running(),
                dropped.sum());
          } finally {
            reader.decRef();
          }
        });
  }

  /** Bounds the memory for changes. */
  void limitBuffer(long bytes) {
    writer.getConfig().setRAMBufferSizeMB(Math.max(LEAST_BUFFER_MB, bytes / BYTES_PER_MB));
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new SearchException(Kind.CLOSED, "search index " + id + " is closed", null);
    }
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    scans.expire();
    try {
      Failures.translate(
          "close search index " + id,
          () -> {
            readers.close();
            files.close();
            return null;
          });
    } finally {
      onClose.accept(id);
    }
  }
}
