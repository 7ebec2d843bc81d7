/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexOptions;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.JsonType;
import io.tabularium.search.schema.VectorOptions;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexDefinitionFormatTest {
  private static final IndexDefinition EVERYTHING =
      new IndexDefinition(
          7,
          3,
          "i",
          new IndexSchema(
              List.of(
                  FieldSchema.builder("t", FieldType.TEXT)
                      .index(true)
                      .store(false)
                      .highlighting(true)
                      .indexOptions(IndexOptions.OFFSETS)
                      .analyzer(Analyzer.fuzzy(1, 7, true))
                      .build(),
                  FieldSchema.builder("s", FieldType.TEXT)
                      .analyzer(Analyzer.split("#", false))
                      .build(),
                  FieldSchema.builder("n", FieldType.NESTED)
                      .subField(FieldSchema.of("k", FieldType.KEYWORD))
                      .build(),
                  FieldSchema.builder("d", FieldType.DATE)
                      .dateFormats(List.of("yyyy-MM-dd"))
                      .sortAndAgg(false)
                      .array(true)
                      .build(),
                  FieldSchema.builder("v", FieldType.VECTOR)
                      .vectorOptions(new VectorOptions(4, VectorOptions.Metric.COSINE))
                      .build(),
                  FieldSchema.builder("j", FieldType.JSON)
                      .jsonType(JsonType.OBJECT)
                      .subField(FieldSchema.of("x", FieldType.LONG))
                      .build(),
                  FieldSchema.builder("w", FieldType.KEYWORD).virtualOf("d").build()),
              new Sort(
                  List.of(
                      new FieldSort("d", SortOrder.DESC, SortMode.MAX, null, null, null),
                      new KeySort(SortOrder.ASC)),
                  false),
              List.of("pk")),
          new SearchIndexSettings(1, 2, true),
          8,
          List.of(new IndexDefinition.Weight(7, 30), new IndexDefinition.Weight(8, 70)),
          86400,
          1_700_000_000_000L,
          2);

  @Test
  void everythingComesBack() {
    assertThat(IndexDefinitionFormat.decode(IndexDefinitionFormat.encode(EVERYTHING)))
        .isEqualTo(EVERYTHING);
  }

  /** Bytes that are on disks already. */
  @Test
  void theFirstFormatIsRead() {
    String stored =
        "{\"format\":1,\"id\":5,\"tableId\":2,\"name\":\"old\",\"timeToLive\":-1,\"created\":9,"
            + "\"generation\":0,\"brother\":0,\"weights\":[],\"settings\":{\"shards\":1},"
            + "\"schema\":{\"fields\":[{\"name\":\"k\",\"type\":\"KEYWORD\",\"store\":true}],"
            + "\"routing\":[]}}";
    assertThat(IndexDefinitionFormat.decode(stored.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new IndexDefinition(
                5,
                2,
                "old",
                new IndexSchema(
                    List.of(FieldSchema.builder("k", FieldType.KEYWORD).store(true).build()),
                    null,
                    List.of()),
                new SearchIndexSettings(1, null, null),
                0,
                List.of(),
                -1,
                9,
                0));
  }

  @Test
  void otherFormatsAndDamageAreRefused() {
    assertThatThrownBy(
            () -> IndexDefinitionFormat.decode("{\"format\":2}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(
            () -> IndexDefinitionFormat.decode("{\"format\":1}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> IndexDefinitionFormat.decode(new byte[] {1, 2}))
        .isInstanceOf(StorageException.class);
  }
}
