/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static io.tabularium.search.testkit.Rows.delete;
import static io.tabularium.search.testkit.Rows.put;
import static io.tabularium.search.testkit.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Cell;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.JsonType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an index takes changes in, keeps them, and comes back. */
public abstract class LifecycleContract extends ContractBase {
  private static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.of("k", FieldType.KEYWORD),
          FieldSchema.of("l", FieldType.LONG),
          FieldSchema.builder("n", FieldType.JSON)
              .jsonType(JsonType.OBJECT)
              .subField(FieldSchema.of("x", FieldType.LONG))
              .build());
  private static final IndexSchema NESTED =
      IndexSchema.of(
          FieldSchema.builder("n", FieldType.NESTED)
              .subField(FieldSchema.of("x", FieldType.LONG))
              .build());

  private static TermQuery k(String text) {
    return new TermQuery("k", Value.string(text));
  }

  @Test
  void anAppliedChangeBecomesSearchableByItself() {
    SearchIndex index = index(SCHEMA);
    index.apply(List.of(put(row(1, cell("k", "a")))));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(find(index, k("a"))).containsExactly(1L));
    index.apply(List.of(delete(1)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(find(index, k("a"))).isEmpty());
  }

  @Test
  void aChangeReplacesTheWholeRow() {
    SearchIndex index = index(SCHEMA, row(1, cell("k", "a"), cell("l", 1)));
    index.apply(List.of(put(row(1, cell("k", "b")))));
    index.refresh();
    assertThat(find(index, k("a"))).isEmpty();
    assertThat(find(index, k("b"))).containsExactly(1L);
    assertThat(find(index, new ExistsQuery("l"))).isEmpty();
    assertThat(count(index, MatchAllQuery.INSTANCE)).isEqualTo(1);
  }

  @Test
  void changesOfOneBatchCountInTheirOrder() {
    SearchIndex index = index(SCHEMA);
    index.apply(
        List.of(
            put(row(1, cell("k", "a"))),
            delete(1),
            put(row(2, cell("k", "a"))),
            put(row(2, cell("k", "b"))),
            put(row(3, cell("k", "a"))),
            delete(3),
            put(row(3, cell("k", "c")))));
    index.refresh();
    assertThat(find(index, MatchAllQuery.INSTANCE)).containsExactly(2L, 3L);
    assertThat(find(index, k("b"))).containsExactly(2L);
    assertThat(find(index, k("c"))).containsExactly(3L);
  }

  @Test
  void childRowsGoWithTheirRow() {
    SearchIndex index = index(NESTED, row(1, cell("n", "[{\"x\":1},{\"x\":2},{\"x\":3}]")));
    assertThat(index.statistics().rows()).isEqualTo(1);
    assertThat(index.statistics().documents()).isEqualTo(4);
    index.apply(List.of(put(row(1, cell("n", "[{\"x\":1}]")))));
    index.refresh();
    assertThat(index.statistics().documents()).isEqualTo(2);
    index.apply(List.of(delete(1)));
    index.refresh();
    assertThat(index.statistics().documents()).isZero();
  }

  @Test
  void aRowWithoutAnyFieldIsStillThere() {
    SearchIndex index = index(SCHEMA, row(1), row(2, cell("unknown", "x")));
    assertThat(find(index, MatchAllQuery.INSTANCE)).containsExactly(1L, 2L);
  }

  @Test
  void aValueThatDoesNotFitIsLeftOutAlone() {
    SearchIndex index =
        index(
            SCHEMA,
            row(1, cell("k", 5), cell("l", 1)),
            row(2, cell("k", "a"), cell("l", "text")),
            row(3, cell("k", "a"), cell("l", 1), cell("n", "{broken")),
            row(4, cell("k", "a"), cell("n", "[{\"x\":1},{\"x\":\"no\"}]")));
    assertThat(find(index, MatchAllQuery.INSTANCE)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(find(index, new ExistsQuery("k"))).containsExactly(2L, 3L, 4L);
    assertThat(find(index, new ExistsQuery("l"))).containsExactly(1L, 3L);
    assertThat(find(index, new ExistsQuery("n.x"))).containsExactly(4L);
    assertThat(index.statistics().droppedValues()).isEqualTo(4);
  }

  @Test
  void whatIsCommittedIsThereAgainWithItsPosition() {
    long id = newId();
    SearchIndex index = engine().open(id, Rows.KEY, SCHEMA);
    assertThat(index.committedPosition()).isNull();
    index.apply(List.of(put(row(1, cell("k", "a"))), put(row(2, cell("k", "a")))));
    byte[] position = "here".getBytes(StandardCharsets.UTF_8);
    index.commit(position);
    assertThat(index.committedPosition()).isEqualTo(position);
    index.apply(List.of(delete(1), put(row(3, cell("k", "a")))));
    reopen();
    SearchIndex again = engine().open(id, Rows.KEY, SCHEMA);
    assertThat(again.committedPosition()).isEqualTo(position);
    assertThat(find(again, k("a"))).containsExactly(1L, 2L);
    again.apply(List.of(delete(1), put(row(3, cell("k", "a")))));
    again.refresh();
    assertThat(find(again, k("a"))).containsExactly(2L, 3L);
  }

  @Test
  void aCommitHasWhatWasAppliedBeforeItBegan() throws Exception {
    long id = newId();
    SearchIndex index = engine().open(id, Rows.KEY, SCHEMA);
    int rows = 1_000;
    AtomicInteger applied = new AtomicInteger();
    ExecutorService feeder = Executors.newSingleThreadExecutor();
    Future<?> feeding =
        feeder.submit(
            () -> {
              for (int i = 1; i <= rows; i++) {
                index.apply(List.of(put(row(i, cell("k", "a")))));
                applied.set(i);
              }
            });
    feeder.shutdown();
    int commits = 0;
    while (!feeding.isDone() && commits < 10) {
      index.commit(Integer.toString(applied.get()).getBytes(StandardCharsets.UTF_8));
      commits++;
    }
    feeding.get(1, TimeUnit.MINUTES);
    reopen();
    SearchIndex again = engine().open(id, Rows.KEY, SCHEMA);
    int position = Integer.parseInt(new String(again.committedPosition(), StandardCharsets.UTF_8));
    assertThat(find(again, k("a")))
        .containsAll(LongStream.rangeClosed(1, position).boxed().toList());
  }

  @Test
  void anIndexIsOpenOnce() {
    long id = newId();
    SearchIndex index = engine().open(id, Rows.KEY, SCHEMA);
    assertThatThrownBy(() -> engine().open(id, Rows.KEY, SCHEMA))
        .isInstanceOfSatisfying(
            SearchException.class,
            e -> assertThat(e.kind()).isEqualTo(SearchException.Kind.LOCKED));
    index.close();
    engine().open(id, Rows.KEY, SCHEMA).close();
    assertThatThrownBy(() -> find(index, k("a")))
        .isInstanceOfSatisfying(
            SearchException.class,
            e -> assertThat(e.kind()).isEqualTo(SearchException.Kind.CLOSED));
  }

  @Test
  void aDirectoryIsOpenOnce() {
    assertThatThrownBy(() -> provider().open(SearchConfig.small(directory())))
        .isInstanceOfSatisfying(
            SearchException.class,
            e -> assertThat(e.kind()).isEqualTo(SearchException.Kind.LOCKED));
  }

  @Test
  void whatIsDestroyedIsGone() {
    long id = newId();
    SearchIndex index = engine().open(id, Rows.KEY, SCHEMA);
    index.apply(List.of(put(row(1, cell("k", "a")))));
    index.commit(new byte[] {1});
    assertThat(engine().ids()).contains(id);
    engine().destroy(id);
    assertThat(engine().ids()).doesNotContain(id);
    engine().destroy(id);
    SearchIndex again = engine().open(id, Rows.KEY, SCHEMA);
    assertThat(again.committedPosition()).isNull();
    assertThat(find(again, MatchAllQuery.INSTANCE)).isEmpty();
  }

  @Test
  void anotherSchemaIsRefusedAndALongerOneTakenOn() {
    long id = newId();
    SearchIndex index = engine().open(id, Rows.KEY, SCHEMA);
    index.apply(List.of(put(row(1, cell("k", "a"), cell("more", 7)))));
    index.commit(null);
    IndexSchema longer = SCHEMA.withFields(List.of(FieldSchema.of("more", FieldType.LONG)));
    index.extend(longer);
    assertThat(index.schema()).isEqualTo(longer);
    index.apply(List.of(put(row(2, cell("k", "a"), cell("more", 7)))));
    index.refresh();
    assertThat(find(index, new TermQuery("more", Value.integer(7)))).containsExactly(2L);
    index.commit(null);
    index.close();
    assertThatThrownBy(() -> engine().open(id, Rows.KEY, SCHEMA))
        .isInstanceOfSatisfying(
            SearchException.class,
            e -> assertThat(e.kind()).isEqualTo(SearchException.Kind.UNKNOWN_FORMAT));
    assertThatThrownBy(() -> engine().open(id, Rows.KEY, NESTED))
        .isInstanceOf(SearchException.class);
    SearchIndex again = engine().open(id, Rows.KEY, longer);
    assertThat(find(again, new TermQuery("more", Value.integer(7)))).containsExactly(2L);
  }

  @Test
  void oldRowsExpireByTheirNewestCell() {
    Document old = row(1, Cell.put("k", Value.string("a"), 100));
    Document half =
        row(2, Cell.put("k", Value.string("a"), 100), Cell.put("l", Value.integer(1), 300));
    SearchIndex index =
        index(SCHEMA, old, half, row(3, Cell.put("k", Value.string("a"), 200)), row(4));
    index.expire(200);
    index.refresh();
    assertThat(find(index, MatchAllQuery.INSTANCE)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void rowsThatExpireTakeTheirChildRowsWithThem() {
    String children = "[{\"x\":1},{\"x\":2}]";
    SearchIndex index =
        index(
            NESTED,
            row(1, Cell.put("n", Value.string(children), 100)),
            row(2, Cell.put("n", Value.string(children), 200)),
            row(3, Cell.put("n", Value.string("[]"), 100)),
            row(4));
    assertThat(index.statistics().documents()).isEqualTo(8);
    index.expire(200);
    index.refresh();
    assertThat(find(index, MatchAllQuery.INSTANCE)).containsExactly(2L, 4L);
    assertThat(index.statistics().documents()).as("also in the index").isEqualTo(4);
  }

  @Test
  void aSearchSeesOneMomentOnly() {
    SearchIndex index = index(SCHEMA);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 300; i++) {
                // Each batch moves the one row with "a" to another key.
                index.apply(
                    List.of(
                        put(row(i % 2, cell("k", "a"))), put(row((i + 1) % 2, cell("k", "b")))));
              }
            });
    index.apply(List.of(put(row(0, cell("k", "a"))), put(row(1, cell("k", "b")))));
    index.refresh();
    writer.start();
    while (writer.isAlive()) {
      var result =
          index.search(SearchRequest.of(MatchAllQuery.INSTANCE).limit(10).countAll().build());
      assertThat(keys(result)).containsExactly(0L, 1L);
      assertThat(result.totalCount()).isEqualTo(2);
    }
  }

  @Test
  void tooManySearchesAreToldSo(@TempDir Path other) {
    SearchConfig none =
        new SearchConfig(other.resolve("none"), Duration.ofMillis(20), 16L << 20, 0);
    try (SearchEngine engine = provider().open(none)) {
      SearchIndex index = engine.open(1, Rows.KEY, SCHEMA);
      assertThatThrownBy(() -> find(index, MatchAllQuery.INSTANCE))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSServerBusy));
    }
  }
}
