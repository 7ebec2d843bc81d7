/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import io.tabularium.search.Collapse;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.Highlight;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.testkit.Rows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are large enough for one reply not to hold a page of them. */
class ReplyBoundsTest {
  private static final int ROWS = 45;
  private static final String TEXT = "lorem ipsum ".repeat(90_000);

  @TempDir private Path directory;
  private SearchEngine engine;
  private SearchIndex index;

  @BeforeEach
  void fill() {
    engine = new LuceneSearchProvider().open(SearchConfig.small(directory));
    index =
        engine.open(
            1,
            Rows.KEY,
            IndexSchema.of(
                FieldSchema.builder("t", FieldType.TEXT).highlighting(true).build(),
                FieldSchema.of("l", FieldType.LONG)));
    for (int pk = 0; pk < ROWS; pk++) {
      index.apply(
          List.of(
              new DocumentChange.Upsert(Rows.row(pk, Rows.cell("l", pk), Rows.cell("t", TEXT)))));
    }
    index.refresh();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static SearchRequest.Builder everything() {
    return SearchRequest.of(MatchAllQuery.INSTANCE).limit(1000).columns(ColumnSelection.ALL);
  }

  private static List<Long> numbers() {
    return LongStream.range(0, ROWS).boxed().toList();
  }

  @Test
  void aPageThatIsTooLargeEndsEarlyWithATokenForTheRest() {
    List<Long> seen = new ArrayList<>();
    ByteSlice next = null;
    int pages = 0;
    do {
      SearchResult page = index.search(everything().cursor(next).build());
      long bytes =
          page.hits().stream()
              .flatMap(hit -> hit.columns().stream())
              .mapToLong(c -> c.size())
              .sum();
      assertThat(bytes).isPositive().isLessThanOrEqualTo(Limits.SEARCH_REPLY_BYTES);
      page.hits().forEach(hit -> seen.add(hit.key().value(0).asLong()));
      next = page.next();
      pages++;
    } while (next != null);
    assertThat(seen).isEqualTo(numbers());
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void rowsOfWhichLittleIsReturnedFitInOnePage() {
    SearchResult page =
        index.search(everything().columns(new ColumnSelection.Named(List.of("l"))).build());
    assertThat(page.hits()).hasSize(ROWS);
    assertThat(page.next()).isNull();
  }

  @Test
  void aPageThatCannotBeContinuedIsRefused() {
    assertThatThrownBy(() -> index.search(everything().collapse(new Collapse("l")).build()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("ask for fewer rows or fewer columns")
        .extracting(e -> ((ServiceException) e).code())
        .isEqualTo(ErrorCode.OTSParameterInvalid);
  }

  @Test
  void aScanHandsOutLargeRowsInSeveralPages() {
    ScanRequest request =
        ScanRequest.first(index.computeSplits().sessionId(), MatchAllQuery.INSTANCE)
            .returning(ColumnSelection.ALL);
    List<Long> seen = new ArrayList<>();
    int pages = 0;
    for (ScanPage page = index.scan(request);
        page.next() != null;
        page = index.scan(request.at(page.next()))) {
      page.hits().forEach(hit -> seen.add(hit.key().value(0).asLong()));
      pages++;
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers());
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void timeRunsOutWhileTextsAreShown() {
    SearchRequest request =
        SearchRequest.of(new MatchQuery("t", "lorem"))
            .limit(ROWS)
            .highlight(new Highlight(Highlight.Encoder.PLAIN, List.of(new Highlight.Field("t"))))
            .timeout(Duration.ofMillis(60))
            .build();
    long began = System.nanoTime();
    assertThatThrownBy(() -> index.search(request))
        .isInstanceOf(ServiceException.class)
        .extracting(e -> ((ServiceException) e).code())
        .isEqualTo(ErrorCode.OTSTimeout);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
