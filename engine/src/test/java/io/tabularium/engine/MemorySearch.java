/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.IndexStatistics;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.schema.IndexSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A search engine in memory that finds everything there is, whatever it is asked, in the order of
 * keys; for tests of what feeds it. It outlives the engine above it, can forget what was not
 * committed as a crash makes it, and can be told to fail.
 */
final class MemorySearch implements SearchEngine {
  private final Map<Long, Contents> contents = new HashMap<>();

  /** What happens before changes are taken in; may throw. */
  volatile Consumer<List<DocumentChange>> beforeApply = changes -> {};

  /** What happens before changes become durable; may wait, or throw. */
  volatile Runnable beforeCommit = () -> {};

  /** How many changes have been taken in. */
  volatile int applied;

  /** What is kept of an index: as it is, and as it was committed. */
  private static final class Contents {
    NavigableMap<ByteSlice, Document> rows = new TreeMap<>();
    NavigableMap<ByteSlice, Document> committed = new TreeMap<>();
    byte[] position;
  }

  /** Everything is as at the last commit of each index. */
  synchronized void crash() {
    contents.values().forEach(c -> c.rows = new TreeMap<>(c.committed));
  }

  /** What an index has. */
  synchronized NavigableMap<ByteSlice, Document> rows(long id) {
    return new TreeMap<>(contents.get(id).rows);
  }

  /** What an index would have after a crash. */
  synchronized NavigableMap<ByteSlice, Document> committed(long id) {
    return new TreeMap<>(contents.get(id).committed);
  }

  /** Changes an index behind its feeder's back. */
  synchronized void tamper(long id, Consumer<NavigableMap<ByteSlice, Document>> change) {
    change.accept(contents.get(id).rows);
  }

  @Override
  public synchronized SearchIndex open(long id, PrimaryKeySchema key, IndexSchema schema) {
    return new Index(contents.computeIfAbsent(id, i -> new Contents()), schema);
  }

  @Override
  public synchronized List<Long> ids() {
    return contents.keySet().stream().sorted().toList();
  }

  @Override
  public synchronized void destroy(long id) {
    contents.remove(id);
  }

  @Override
  public void close() {}

  private final class Index implements SearchIndex {
    private final Contents held;
    private volatile IndexSchema schema;

    private Index(Contents held, IndexSchema schema) {
      this.held = held;
      this.schema = schema;
    }

    @Override
    public IndexSchema schema() {
      return schema;
    }

    @Override
    public void apply(List<DocumentChange> changes) {
      beforeApply.accept(changes);
      synchronized (MemorySearch.this) {
        for (DocumentChange change : changes) {
          applied++;
          if (change instanceof DocumentChange.Upsert upsert) {
            held.rows.put(change.rowKey(), upsert.document());
          } else {
            held.rows.remove(change.rowKey());
          }
        }
      }
    }

    @Override
    public void extend(IndexSchema extended) {
      schema = extended;
    }

    @Override
    public void expire(long timestamp) {
      synchronized (MemorySearch.this) {
        held.rows.values().removeIf(row -> !row.cells().isEmpty() && row.timestamp() < timestamp);
      }
    }

    @Override
    public void refresh() {}

    @Override
    public void setLag(Duration lag) {}

    @Override
    public void giveWay(Duration time) {}

    @Override
    public boolean isDirty() {
      synchronized (MemorySearch.this) {
        return !held.rows.equals(held.committed);
      }
    }

    @Override
    public void commit(byte[] position) {
      beforeCommit.run();
      synchronized (MemorySearch.this) {
        held.committed = new TreeMap<>(held.rows);
        held.position = position;
      }
    }

    @Override
    public byte[] committedPosition() {
      synchronized (MemorySearch.this) {
        return held.position;
      }
    }

    @Override
    public SearchResult search(SearchRequest request) {
      synchronized (MemorySearch.this) {
        NavigableMap<ByteSlice, Document> rest =
            request.cursor() == null ? held.rows : held.rows.tailMap(request.cursor(), false);
        List<SearchHit> hits = new ArrayList<>();
        for (Document row : rest.values()) {
          if (hits.size() == request.limit()) {
            break;
          }
          hits.add(
              new SearchHit(
                  row.rowKey(),
                  request.columns() == ColumnSelection.ROW_KEY ? null : row.key(),
                  request.columns() == ColumnSelection.ALL ? row.cells() : List.of(),
                  Float.NaN,
                  List.of(),
                  List.of()));
        }
        boolean full = !hits.isEmpty() && hits.size() == request.limit();
        return new SearchResult(
            hits,
            full ? hits.get(hits.size() - 1).rowKey() : null,
            held.rows.size(),
            AggregationResults.NONE);
      }
    }

    @Override
    public ScanSplits computeSplits() {
      return new ScanSplits("session", 1);
    }

    @Override
    public ScanPage scan(ScanRequest request) {
      return ScanPage.END;
    }

    @Override
    public void expireScans() {}

    @Override
    public IndexStatistics statistics() {
      synchronized (MemorySearch.this) {
        return new IndexStatistics(held.rows.size(), held.rows.size(), 0, 0, 0, 1, 0, 0);
      }
    }

    @Override
    public void close() {}
  }

  /** What a damaged index throws. */
  static SearchException damage() {
    return new SearchException(SearchException.Kind.CORRUPT, "The index is damaged.", null);
  }
}
