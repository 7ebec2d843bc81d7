/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.search.ColumnSelection;
import io.tabularium.search.Document;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.Query;
import io.tabularium.search.schema.IndexSchema;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One engine for all tests of a class, and what they have in common. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ContractBase {
  private Path directory;

  private SearchEngine engine;
  private long nextId;

  /** The implementation under test. */
  protected abstract SearchProvider provider();

  @BeforeAll
  final void open(@TempDir Path temporary) {
    directory = temporary;
    engine = provider().open(SearchConfig.small(directory));
    prepare();
  }

  /** Makes what all tests of the class need. */
  protected void prepare() {}

  @AfterAll
  final void close() {
    engine.close();
  }

  /** The engine's directory. */
  protected final Path directory() {
    return directory;
  }

  /** The engine. */
  protected final SearchEngine engine() {
    return engine;
  }

  /** Closes the engine and opens it again. */
  protected final void reopen() {
    engine.close();
    engine = provider().open(SearchConfig.small(directory));
  }

  /** A number no index has had yet. */
  protected final long newId() {
    return nextId++;
  }

  /** A new index with some searchable rows. */
  protected final SearchIndex index(IndexSchema schema, Document... rows) {
    SearchIndex index = engine.open(newId(), Rows.KEY, schema);
    index.apply(Arrays.stream(rows).map(Rows::put).toList());
    index.refresh();
    return index;
  }

  /** All of the first columns of the keys of the rows found, in order. */
  protected static List<Long> keys(SearchResult result) {
    return keys(result.hits());
  }

  /** The first columns of the keys of rows. */
  protected static List<Long> keys(List<SearchHit> hits) {
    return hits.stream().map(hit -> hit.key().value(0).asLong()).toList();
  }

  /** The keys of the first 1000 rows a query finds. */
  protected static List<Long> find(SearchIndex index, Query query) {
    return keys(index.search(SearchRequest.of(query).limit(1000).build()));
  }

  /** How many rows a query finds. */
  protected static long count(SearchIndex index, Query query) {
    return index.search(SearchRequest.of(query).limit(0).countAll().build()).totalCount();
  }

  /** The first rows a query finds, with all columns. */
  protected static SearchResult all(SearchIndex index, Query query, int limit) {
    return index.search(
        SearchRequest.of(query).limit(limit).countAll().columns(ColumnSelection.ALL).build());
  }
}
