/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static io.tabularium.search.testkit.Rows.cell;
import static io.tabularium.search.testkit.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;
import io.tabularium.search.aggregation.AggregationResult.PercentilesResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByResult.FieldGroup;
import io.tabularium.search.aggregation.GroupByResult.FieldGroups;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.testkit.Rows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine whose searches have several slices bounds, and what it leaves behind. */
class SlicedEngineTest {
  private static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.builder("a", FieldType.LONG).array(true).build(),
          FieldSchema.builder("b", FieldType.LONG).array(true).build(),
          FieldSchema.builder("c", FieldType.KEYWORD).array(true).build());

  private static final Aggregations NONE = Aggregations.NONE;

  private final Set<Thread> before = sliceThreads();
  @TempDir private Path directory;
  private SearchEngine sliced;
  private SearchEngine plain;

  @BeforeEach
  void open() {
    sliced = new SlicedProvider().open(SearchConfig.small(directory.resolve("sliced")));
    plain = new LuceneSearchProvider().open(SearchConfig.small(directory.resolve("plain")));
  }

  @AfterEach
  void close() {
    sliced.close();
    plain.close();
  }

  private static Set<Thread> sliceThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("search-slice-"))
        .collect(Collectors.toSet());
  }

  private static SearchIndex filled(SearchEngine engine, int rows, int first, int many) {
    SearchIndex index = engine.open(1, Rows.KEY, SCHEMA);
    index.apply(
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    row(
                        i,
                        cell("a", array(first * i, many, "")),
                        cell("b", array(first * i, many, "")),
                        cell("c", array(first * i, 8, "\""))))
            .map(Rows::put)
            .toList());
    index.refresh();
    return index;
  }

  private static String array(int first, int count, String quote) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> quote + i + quote)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static SearchRequest.Builder asking(Aggregations trees) {
    return SearchRequest.of(MatchAllQuery.INSTANCE).limit(0).aggregations(trees);
  }

  private static GroupByField by(String field, Aggregations inner) {
    return new GroupByField(field, field, 10, null, List.of(), inner);
  }

  private static Aggregations deep() {
    return Aggregations.of(by("a", Aggregations.of(by("b", Aggregations.of(by("c", NONE))))));
  }

  @Test
  void groupsThatFitOnceAreFoundThoughTheyDoNotFitInEachSlice() {
    // Half a million groups, of which each row has all.
    SearchIndex index = filled(sliced, 8, 0, 250);
    AggregationResults results = index.search(asking(deep()).build()).aggregations();
    FieldGroups groups = (FieldGroups) results.groups().get(0);
    for (FieldGroup group : groups.items()) {
      assertThat(group.rowCount()).isEqualTo(8);
      for (FieldGroup inner : ((FieldGroups) group.inner().groups().get(0)).items()) {
        assertThat(((FieldGroups) inner.inner().groups().get(0)).items())
            .hasSize(8)
            .allMatch(last -> last.rowCount() == 8);
      }
    }
    assertThat(groups.items()).hasSize(10);
  }

  @Test
  void groupsThatFitInNoSliceOrOnlyThereAreRefused() {
    // Each row has 320,000 groups of its own, so that some slice has more than fit, or all have.
    SearchIndex index = filled(sliced, 8, 1000, 200);
    assertThatThrownBy(() -> index.search(asking(deep()).build()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("groups at once");
    assertThatThrownBy(() -> index.search(asking(deep()).timeout(Duration.ofNanos(1)).build()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSTimeout));
    // The index is none the worse for it.
    assertThat(index.search(asking(NONE).countAll().build()).totalCount()).isEqualTo(8);
  }

  @Test
  void whatIsNearlyRightIsTheSameInSlicesAndWithout() {
    Aggregations trees =
        new Aggregations(
            List.of(
                new DistinctCountAggregation("many", "a", null),
                new DistinctCountAggregation("strings", "c", null),
                new PercentilesAggregation("parts", "a", List.of(1.0, 50.0, 99.0), null)),
            List.of());
    AggregationResults one =
        filled(plain, 300, 256, 256).search(asking(trees).build()).aggregations();
    AggregationResults several =
        filled(sliced, 300, 256, 256).search(asking(trees).build()).aggregations();
    assertThat(((DistinctCountResult) several.metric("many")).value())
        .isEqualTo(((DistinctCountResult) one.metric("many")).value());
    assertThat(((DistinctCountResult) several.metric("strings")).value()).isEqualTo(300 * 8);
    assertThat(((PercentilesResult) several.metric("parts")).items()).hasSize(3);
  }

  @Test
  void aClosedEngineLeavesNoThreads() {
    SearchIndex index = filled(sliced, 100, 1, 10);
    for (int i = 0; i < 100; i++) {
      index.search(asking(NONE).limit(5).countAll().build());
    }
    assertThat(sliceThreads()).hasSizeGreaterThan(before.size());
    sliced.close();
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> before.containsAll(sliceThreads()));
  }
}
