/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.Query;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.testkit.SearchModel.ModelRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Compares an index with {@link SearchModel}: whatever is done to both, every search finds the same
 * rows in the same order, in one page or in many, and so does a scan.
 */
public abstract class SearchModelTest {
  private static final int ROUNDS = 4;
  private static final int CHANGES = 40;
  private static final int SEARCHES = 20;

  /** The implementation under test. */
  protected abstract SearchProvider provider();

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void anIndexFindsWhatTheModelFinds(@ForAll long seed, @ForAll boolean nested) throws IOException {
    Path directory = Files.createTempDirectory("tabularium-search-model");
    Random random = new Random(seed);
    RandomSearches searches = new RandomSearches(random, nested);
    SearchModel model = new SearchModel();
    try (SearchEngine engine = provider().open(SearchConfig.small(directory))) {
      SearchIndex index = engine.open(1, Rows.KEY, searches.schema());
      for (int round = 0; round < ROUNDS; round++) {
        index.apply(changes(random, searches, model));
        index.refresh();
        for (int i = 0; i < SEARCHES; i++) {
          compare(index, model, searches.query(), searches.sort(), random);
        }
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<DocumentChange> changes(
      Random random, RandomSearches searches, SearchModel model) {
    List<DocumentChange> changes = new ArrayList<>();
    for (int i = random.nextInt(CHANGES); i >= 0; i--) {
      long pk = random.nextInt(CHANGES);
      if (random.nextInt(4) == 0) {
        model.delete(pk);
        changes.add(Rows.delete(pk));
      } else {
        ModelRow row = searches.row(pk);
        model.put(row);
        changes.add(Rows.put(RandomSearches.document(row)));
      }
    }
    return changes;
  }

  private static void compare(
      SearchIndex index, SearchModel model, Query query, Sort sort, Random random) {
    List<Long> expected = model.find(query, sort);
    SearchRequest request = SearchRequest.of(query).sort(sort).limit(1000).countAll().build();
    SearchResult whole = index.search(request);
    assertThat(ContractBase.keys(whole)).as("%s by %s", query, sort).isEqualTo(expected);
    assertThat(whole.totalCount()).as("%s", query).isEqualTo(expected.size());
    assertThat(index.search(request.toBuilder().limit(0).build()).totalCount())
        .isEqualTo(expected.size());
    int offset = random.nextInt(5);
    assertThat(
            ContractBase.keys(
                index.search(request.toBuilder().offset(offset).limit(3).countUpTo(0).build())))
        .as("%s by %s behind %s", query, sort, offset)
        .isEqualTo(expected.stream().skip(offset).limit(3).toList());
    assertThat(paged(index, request, 1 + random.nextInt(7)))
        .as("%s by %s in pages", query, sort)
        .isEqualTo(expected);
    if (random.nextInt(4) == 0) {
      assertThat(scanned(index, query, 1 + random.nextInt(7)))
          .as("a scan of %s", query)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<Long> paged(SearchIndex index, SearchRequest request, int limit) {
    List<Long> seen = new ArrayList<>();
    ByteSlice cursor = null;
    do {
      SearchResult page =
          index.search(request.toBuilder().limit(limit).countUpTo(0).cursor(cursor).build());
      seen.addAll(ContractBase.keys(page));
      cursor = page.next();
    } while (cursor != null);
    return seen;
  }

  private static List<Long> scanned(SearchIndex index, Query query, int limit) {
    List<Long> seen = new ArrayList<>();
    ScanRequest request = ScanRequest.first(null, query).pages(limit);
    ScanPage page = index.scan(request);
    while (page.next() != null) {
      seen.addAll(ContractBase.keys(page.hits()));
      page = index.scan(request.at(page.next()));
    }
    index.expireScans();
    return seen;
  }
}
