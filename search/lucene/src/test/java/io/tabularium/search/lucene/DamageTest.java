/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Value;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.testkit.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a file of an index is noticed when the index is opened. */
class DamageTest {
  private static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.of("k", FieldType.KEYWORD),
          FieldSchema.of("l", FieldType.LONG),
          FieldSchema.of("t", FieldType.TEXT));

  @TempDir private Path directory;

  private void fill() {
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      SearchIndex index = engine.open(7, Rows.KEY, SCHEMA);
      for (int i = 0; i < 200; i++) {
        index.apply(
            List.of(
                Rows.put(
                    Rows.row(
                        i,
                        Rows.cell("k", "key" + i),
                        Rows.cell("l", Value.integer(i)),
                        Rows.cell("t", "some words " + i)))));
      }
      index.commit(new byte[] {1, 2});
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("index-7"))) {
      return files.filter(f -> !f.getFileName().toString().equals("write.lock")).sorted().toList();
    }
  }

  private void expectDamage(String what) {
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      assertThatThrownBy(() -> engine.open(7, Rows.KEY, SCHEMA))
          .as(what)
          .isInstanceOfSatisfying(
              SearchException.class,
              e -> assertThat(e.kind()).as(what).isEqualTo(SearchException.Kind.CORRUPT));
    }
  }

  @Test
  void aFlippedBitAMissingByteAndAMissingFileAreNoticed() throws IOException {
    fill();
    List<Path> files = files();
    assertThat(files).hasSizeGreaterThan(2);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      List<Integer> places = new ArrayList<>(List.of(0, whole.length / 2, whole.length - 1));
      for (int place : places) {
        byte[] flipped = whole.clone();
        flipped[place] ^= 0x10;
        Files.write(file, flipped);
        expectDamage(file.getFileName() + " with a flipped bit at " + place);
      }
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
      expectDamage(file.getFileName() + " without its last byte");
      Files.delete(file);
      expectDamage(file.getFileName() + " gone");
      Files.write(file, whole);
    }
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      SearchIndex index = engine.open(7, Rows.KEY, SCHEMA);
      assertThat(index.committedPosition()).containsExactly(1, 2);
      assertThat(
              index
                  .search(SearchRequest.of(MatchAllQuery.INSTANCE).countAll().build())
                  .totalCount())
          .isEqualTo(200);
    }
  }

  @Test
  void aDamagedIndexCanBeDestroyedAndMadeAgain() throws IOException {
    fill();
    Path first = files().get(0);
    Files.write(first, new byte[10]);
    expectDamage("a file of zeros");
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      engine.destroy(7);
      SearchIndex index = engine.open(7, Rows.KEY, SCHEMA);
      assertThat(index.committedPosition()).isNull();
    }
  }

  @Test
  void whatAnInterruptedDestructionLeftIsRemoved() throws IOException {
    fill();
    Files.move(directory.resolve("index-7"), directory.resolve("gone-7"));
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      assertThat(engine.ids()).isEmpty();
      assertThat(directory.resolve("gone-7")).doesNotExist();
    }
  }
}
