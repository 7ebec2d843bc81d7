/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.engine.Settling;
import io.tabularium.bench.process.Workspace;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.schema.IndexSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.IntFunction;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;

/**
 * An index full of rows with two ways to search it: ours, and Lucene without anything above it on
 * the very same files.
 */
final class LoadedIndex implements AutoCloseable {
  /** Lucene's field with the key of each row. */
  static final String KEY = Names.KEY;

  private static final int BATCH = 1000;
  private static final long ID = 1;
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final SearchEngine engine;
  private final SearchIndex index;
  private final FSDirectory files;
  private final DirectoryReader reader;
  private final long bytes;

  private LoadedIndex(SearchEngine engine, SearchIndex index, Path path, long bytes)
      throws IOException {
    this.engine = engine;
    this.index = index;
    this.files = FSDirectory.open(path);
    this.reader = DirectoryReader.open(files);
    this.bytes = bytes;
  }

  /** Takes rows in, waits for merges to end, and opens what is there for both sides. */
  static LoadedIndex load(
      Workspace workspace,
      String name,
      PrimaryKeySchema key,
      IndexSchema schema,
      int rows,
      IntFunction<Document> source)
      throws Exception {
    Path directory = workspace.directory(name);
    SearchConfig config = new SearchConfig(directory, Duration.ofSeconds(1), 256L << 20, 8);
    try (SearchEngine engine = provider().open(config)) {
      SearchIndex index = engine.open(ID, key, schema);
      Progress progress = new Progress("rows of " + name, rows);
      List<DocumentChange> batch = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        batch.add(new DocumentChange.Upsert(source.apply(i)));
        if (batch.size() == BATCH || i == rows - 1) {
          index.apply(batch);
          batch.clear();
          progress.done(i + 1);
        }
      }
      settle(index);
      index.commit(new byte[0]);
    }
    SearchEngine engine = provider().open(config);
    SearchIndex index = engine.open(ID, key, schema);
    LoadedIndex loaded =
        new LoadedIndex(engine, index, directory.resolve("index-" + ID), workspace.size(directory));
    System.out.printf(
        Locale.ROOT,
        "%s: %,d rows in %d segments, %,d MB%n",
        name,
        index.statistics().rows(),
        loaded.reader.leaves().size(),
        loaded.bytes >> 20);
    return loaded;
  }

  /** Waits until the segments have stayed the same for a while. */
  private static void settle(SearchIndex index) throws Exception {
    Settling.awaitUnchanged(
        Duration.ofMinutes(5),
        QUIET,
        () -> {
          index.refresh();
          return index.statistics().segments();
        });
  }

  private static SearchProvider provider() {
    return ServiceLoader.load(SearchProvider.class).findFirst().orElseThrow();
  }

  /** Our side. */
  SearchIndex index() {
    return index;
  }

  /** Lucene's side; like ours it has the searcher's default cache. */
  IndexSearcher lucene() {
    return new IndexSearcher(reader);
  }

  @Override
  public void close() throws IOException {
    reader.close();
    files.close();
    engine.close();
  }
}
