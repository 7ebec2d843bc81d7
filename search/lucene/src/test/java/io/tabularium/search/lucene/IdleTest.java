/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tabularium.model.Value;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.testkit.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index does while nothing is changed. */
class IdleTest {
  private static final IndexSchema SCHEMA = IndexSchema.of(FieldSchema.of("l", FieldType.LONG));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private long segmentFiles() {
    try (Stream<Path> files = Files.list(directory.resolve("index-7"))) {
      return files.filter(file -> file.toString().endsWith(".si")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anIndexAtRestMakesFewSegmentsOfManyAndLetsGoOfTheOldOnes() {
    try (SearchEngine engine = new LuceneSearchProvider().open(SearchConfig.small(directory))) {
      SearchIndex index = engine.open(7, Rows.KEY, SCHEMA);
      assertThat(index.isDirty()).isFalse();
      for (int i = 0; i < 9; i++) {
        index.apply(List.of(Rows.put(Rows.row(i, Rows.cell("l", Value.integer(i))))));
        index.refresh();
      }
      assertThat(index.isDirty()).isTrue();
      index.commit(new byte[] {1});
      assertThat(index.statistics().segments()).isEqualTo(9);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(index.statistics().segments()).isLessThanOrEqualTo(4));
      await().atMost(PATIENCE).until(index::isDirty);
      assertThat(segmentFiles()).as("the commit names the old ones").isGreaterThanOrEqualTo(9);
      index.commit(new byte[] {1});
      assertThat(index.isDirty()).isFalse();
      assertThat(segmentFiles()).isLessThanOrEqualTo(4);
      assertThat(index.statistics().rows()).isEqualTo(9);
    }
  }
}
