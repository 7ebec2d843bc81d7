/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchException.Kind;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.schema.IndexSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.NativeFSLockFactory;

/**
 * The indexes of one directory, each in a directory of its own named after its number. An index
 * that is destroyed is renamed first, so that a crash leaves it whole or marked as gone.
 */
final class LuceneSearchEngine implements SearchEngine {
  private static final String LOCK = "engine.lock";
  private static final String INDEX = "index-";
  private static final String GONE = "gone-";
  private static final int REFRESHERS = 2;

  /** Clauses of one compiled query; the contract bounds what a request can ask for before this. */
  private static final int CLAUSES = 1 << 21;

  static {
    IndexSearcher.setMaxClauseCount(CLAUSES);
  }

  private final SearchConfig config;
  private final FSDirectory home;
  private final Lock lock;
  private final ScheduledExecutorService refreshers;
  private final Semaphore permits;
  private final SliceThreads threads;
  private final Map<Long, LuceneSearchIndex> open = new HashMap<>();
  private final Set<Long> opening = new HashSet<>();
  private boolean closed;

  private LuceneSearchEngine(
      SearchConfig config, FSDirectory home, Lock lock, SliceThreads threads) {
    this.config = config;
    this.home = home;
    this.lock = lock;
    this.threads = threads;
    this.permits = new Semaphore(config.concurrentSearches());
    this.refreshers =
        new ScheduledThreadPoolExecutor(
            REFRESHERS,
            task -> {
              Thread thread = new Thread(task, "search-refresh");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  static LuceneSearchEngine open(SearchConfig config) {
    return open(config, new SliceThreads());
  }

  /** Opens an engine whose searches are helped by these threads, which it closes. */
  static LuceneSearchEngine open(SearchConfig config, SliceThreads threads) {
    Path directory = config.directory();
    return Failures.translate(
        "open the search indexes in " + directory,
        () -> {
          Files.createDirectories(directory);
          FSDirectory home = FSDirectory.open(directory, NativeFSLockFactory.INSTANCE);
          Lock lock;
          try {
            lock = home.obtainLock(LOCK);
          } catch (IOException e) {
            home.close();
            throw e;
          }
          LuceneSearchEngine engine = new LuceneSearchEngine(config, home, lock, threads);
          for (Path gone : engine.list(GONE)) {
            delete(gone);
          }
          return engine;
        });
  }

  private List<Path> list(String prefix) throws IOException {
    try (Stream<Path> paths = Files.list(config.directory())) {
      return paths.filter(p -> p.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  private Path path(long id) {
    return config.directory().resolve(INDEX + id);
  }

  @Override
  public SearchIndex open(long id, PrimaryKeySchema key, IndexSchema schema) {
    if (id < 0) {
      throw new IllegalArgumentException("not a number of an index: " + id);
    }
    synchronized (this) {
      checkOpen();
      if (open.containsKey(id) || !opening.add(id)) {
        throw locked(id);
      }
    }
    // Outside of the lock, for every file is read once.
    IndexFiles files = null;
    try {
      files = IndexFiles.open(path(id), key, schema);
    } finally {
      if (files == null) {
        synchronized (this) {
          opening.remove(id);
        }
      }
    }
    synchronized (this) {
      opening.remove(id);
      if (closed) {
        files.discard();
      }
      checkOpen();
      LuceneSearchIndex index =
          new LuceneSearchIndex(id, files, config, permits, threads, refreshers, this::closed);
      open.put(id, index);
      shareBuffer();
      return index;
    }
  }

  private static SearchException locked(long id) {
    return new SearchException(Kind.LOCKED, "search index " + id + " is open already", null);
  }

  /** Gives each open index its part of the memory for changes. */
  private void shareBuffer() {
    if (!open.isEmpty()) {
      long each = config.writeBufferBytes() / open.size();
      open.values().forEach(index -> index.limitBuffer(each));
    }
  }

  private synchronized void closed(long id) {
    open.remove(id);
    shareBuffer();
  }

  @Override
  public synchronized List<Long> ids() {
    checkOpen();
    return Failures.translate(
        "list the search indexes",
        () ->
            list(INDEX).stream()
                .map(p -> p.getFileName().toString().substring(INDEX.length()))
                .map(Long::valueOf)
                .sorted()
                .toList());
  }

  @Override
  public void destroy(long id) {
    LuceneSearchIndex index;
    synchronized (this) {
      checkOpen();
      index = open.get(id);
    }
    if (index != null) {
      index.close();
    }
    Failures.translate(
        "destroy search index " + id,
        () -> {
          Path gone = config.directory().resolve(GONE + id);
          synchronized (this) {
            if (opening.contains(id)) {
              throw locked(id);
            }
            if (!Files.exists(path(id))) {
              return null;
            }
            if (Files.exists(gone)) {
              delete(gone);
            }
            Files.move(path(id), gone, StandardCopyOption.ATOMIC_MOVE);
          }
          delete(gone);
          return null;
        });
  }

  private void checkOpen() {
    if (closed) {
      throw new SearchException(Kind.CLOSED, "the search engine is closed", null);
    }
  }

  @Override
  public void close() {
    List<LuceneSearchIndex> indexes;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      indexes = List.copyOf(open.values());
    }
    indexes.forEach(LuceneSearchIndex::close);
    refreshers.shutdownNow();
    threads.close();
    Failures.translate(
        "close the search indexes",
        () -> {
          lock.close();
          home.close();
          return null;
        });
  }
}
