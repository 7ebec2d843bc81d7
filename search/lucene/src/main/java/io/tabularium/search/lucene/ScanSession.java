/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.SearchHit;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import io.tabularium.search.lucene.document.StoredRow;
import io.tabularium.search.query.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/**
 * One parallel scan: a view of the index, cut into as many runs of documents as there are workers.
 * A worker's place is kept open between its pages, so that each page costs what its rows cost; a
 * page asked for again, or after another one, is found anew.
 */
final class ScanSession {
  private static final int DOCS_BETWEEN_LOOKS_AT_THE_CLOCK = 1024;

  private final String id;
  private final int splits;
  private final ScanRequest anonymous;
  private final Set<Integer> joined = new HashSet<>();
  private final Map<Integer, Worker> workers = new ConcurrentHashMap<>();
  private DirectoryReader reader;
  private boolean closed;
  private Duration alive;
  private long lastUse = System.nanoTime();

  ScanSession(String id, int splits, Duration alive, ScanRequest anonymous) {
    this.id = id;
    this.splits = splits;
    this.alive = alive;
    this.anonymous = anonymous;
  }

  String id() {
    return id;
  }

  int splits() {
    return splits;
  }

  synchronized boolean hasBegun() {
    return reader != null;
  }

  /** Settles what the scan sees; the session gives the reader back. */
  synchronized void begin(DirectoryReader view) {
    reader = view;
  }

  synchronized void touch(Duration patience) {
    alive = patience;
    lastUse = System.nanoTime();
  }

  synchronized boolean isIdle() {
    return System.nanoTime() - lastUse > alive.toNanos();
  }

  /** Whether a worker's first request without the name of a scan belongs to this one. */
  synchronized boolean joins(ScanRequest request) {
    return anonymous != null
        && !closed
        && anonymous.maxParallel() > 1
        && anonymous.maxParallel() == request.maxParallel()
        && anonymous.query().equals(request.query())
        && !joined.contains(request.parallelId());
  }

  /** Whether every worker of the scan has had its last page. */
  boolean hasEnded() {
    int most = 1;
    for (Worker worker : workers.values()) {
      if (!worker.ended) {
        return false;
      }
      most = Math.max(most, worker.ofHowMany);
    }
    return workers.size() >= most;
  }

  synchronized void close() {
    closed = true;
    if (reader != null) {
      release(reader);
    }
  }

  private static void release(DirectoryReader view) {
    Failures.translate(
        "give back a view",
        () -> {
          view.decRef();
          return null;
        });
  }

  /** A page, or {@code null} if the scan has ended in the meantime. */
  ScanPage page(ScanRequest request, ScanToken token, Tools tools, Duration timeout)
      throws IOException {
    DirectoryReader view;
    synchronized (this) {
      if (closed || !reader.tryIncRef()) {
        return null;
      }
      view = reader;
      joined.add(request.parallelId());
    }
    try {
      int key = request.maxParallel() * (splits + 1) + request.parallelId();
      Worker worker = workers.computeIfAbsent(key, k -> new Worker(request.maxParallel()));
      if (!worker.lock.tryLock()) {
        throw Errors.scanConflict();
      }
      try {
        worker.ended = false;
        ScanPage page = worker.page(view, request, token, tools, timeout);
        worker.ended = page.hits().isEmpty();
        return page;
      } finally {
        worker.lock.unlock();
        touch(request.alive());
      }
    } finally {
      release(view);
    }
  }

  /** One worker's place in its run of documents. */
  private final class Worker {
    private final ReentrantLock lock = new ReentrantLock();
    private final int ofHowMany;
    private volatile boolean ended;
    private Query query;
    private IndexSearcher searcher;
    private Weight weight;
    private LeafReaderContext leaf;
    private DocIdSetIterator iterator;
    private int position = -1;

    Worker(int ofHowMany) {
      this.ofHowMany = ofHowMany;
    }

    ScanPage page(
        DirectoryReader view, ScanRequest request, ScanToken token, Tools tools, Duration timeout)
        throws IOException {
      int first = bound(view, request.parallelId(), request.maxParallel());
      int end = bound(view, request.parallelId() + 1, request.maxParallel());
      int start = token == null ? first : token.next();
      if (start < first || start > end) {
        throw Errors.scanSessionExpired();
      }
      if (!request.query().equals(query)) {
        searcher = new IndexSearcher(view);
        searcher.setSimilarity(IndexFiles.SIMILARITY);
        weight =
            searcher.createWeight(
                searcher.rewrite(tools.queries().rows(request.query())),
                ScoreMode.COMPLETE_NO_SCORES,
                1);
        query = request.query();
        position = -1;
      }
      if (position != start) {
        leaf = null;
        position = start;
      }
      View.Deadline deadline = new View.Deadline(timeout);
      int limit = Math.min(request.limit(), Limits.SCAN_LIMIT);
      List<Integer> docs = new ArrayList<>(Math.min(limit, end - start));
      try {
        collect(view, end, limit, deadline, docs);
      } catch (IOException | RuntimeException e) {
        position = -1;
        throw e;
      }
      if (docs.isEmpty()) {
        return ScanPage.END;
      }
      ReplyBounds bounds = new ReplyBounds(Limits.SEARCH_REPLY_BYTES, deadline);
      List<SearchHit> hits = read(view, docs, request, tools, bounds);
      if (hits.size() < docs.size()) {
        leaf = null;
        position = docs.get(hits.size() - 1) + 1;
      }
      return new ScanPage(hits, Scans.token(ScanSession.this, request, position));
    }

    private void collect(
        DirectoryReader view, int end, int limit, View.Deadline deadline, List<Integer> docs)
        throws IOException {
      int looks = 0;
      while (position < end && docs.size() < limit) {
        if (leaf == null || position >= leaf.docBase + leaf.reader().maxDoc()) {
          enter(view);
        }
        int behind = Math.min(end, leaf.docBase + leaf.reader().maxDoc());
        Bits live = leaf.reader().getLiveDocs();
        int doc = iterator.docID();
        if (doc < position - leaf.docBase) {
          doc = iterator.advance(position - leaf.docBase);
        }
        while (doc < behind - leaf.docBase && docs.size() < limit) {
          if (live == null || live.get(doc)) {
            docs.add(leaf.docBase + doc);
          }
          position = leaf.docBase + doc + 1;
          if (docs.size() < limit) {
            doc = iterator.nextDoc();
          }
          if (++looks % DOCS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && deadline.shouldExit()) {
            if (docs.isEmpty()) {
              throw Errors.searchTimeout();
            }
            return;
          }
        }
        if (docs.size() < limit) {
          position = behind;
        }
      }
    }

    private void enter(DirectoryReader view) throws IOException {
      List<LeafReaderContext> leaves = view.leaves();
      leaf = leaves.get(org.apache.lucene.index.ReaderUtil.subIndex(position, leaves));
      Scorer scorer = weight.scorer(leaf);
      iterator = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
    }

    /** The rows: as many of the first as one reply may hold, and as there is time for. */
    private List<SearchHit> read(
        DirectoryReader view,
        List<Integer> docs,
        ScanRequest request,
        Tools tools,
        ReplyBounds bounds)
        throws IOException {
      Predicate<ByteSlice> wanted = Columns.of(request.columns(), tools.mapping());
      RowVisitor visitor = new RowVisitor();
      List<SearchHit> hits = new ArrayList<>(docs.size());
      List<LeafReaderContext> leaves = view.leaves();
      LeafReaderContext from = null;
      StoredFieldsReader stored = null;
      for (int doc : docs) {
        if (!hits.isEmpty() && bounds.isLate()) {
          break;
        }
        if (from == null || doc >= from.docBase + from.reader().maxDoc()) {
          from = leaves.get(org.apache.lucene.index.ReaderUtil.subIndex(doc, leaves));
          // The reader merges use keeps a block it has decompressed for the next document.
          stored = ((CodecReader) from.reader()).getFieldsReader().getMergeInstance();
        }
        stored.document(doc - from.docBase, visitor);
        StoredRow row = StoredRow.decode(visitor.take(), tools.mapping().key(), wanted);
        SearchHit hit =
            new SearchHit(row.rowKey(), row.key(), row.cells(), Float.NaN, List.of(), List.of());
        if (!bounds.takes(hit)) {
          break;
        }
        hits.add(hit);
      }
      return hits;
    }
  }

  /** Where the run of a worker begins; that of the next one is where it ends. */
  private static int bound(DirectoryReader view, int worker, int workers) {
    return (int) ((long) view.maxDoc() * worker / workers);
  }
}
