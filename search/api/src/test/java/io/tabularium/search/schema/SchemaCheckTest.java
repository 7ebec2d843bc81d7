/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ServiceException;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which schemas can be. */
class SchemaCheckTest {
  private static final PrimaryKeySchema KEY =
      PrimaryKeySchema.of(
          KeyColumnSchema.of("pk", KeyType.STRING), KeyColumnSchema.of("bin", KeyType.BINARY));

  private static void accepted(IndexSchema schema) {
    assertThatCode(() -> SchemaCheck.check(schema, KEY)).doesNotThrowAnyException();
  }

  private static void refused(IndexSchema schema) {
    assertThatThrownBy(() -> SchemaCheck.check(schema, KEY))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid));
  }

  private static FieldSchema.Builder field(FieldType type) {
    return FieldSchema.builder("f", type);
  }

  private static FieldSchema.Builder nested() {
    return field(FieldType.NESTED).subField(FieldSchema.of("x", FieldType.LONG));
  }

  @Test
  void requiredOptions() {
    refused(IndexSchema.of());
    refused(IndexSchema.of(FieldSchema.of("f", FieldType.DATE)));
    refused(IndexSchema.of(FieldSchema.of("f", FieldType.VECTOR)));
    refused(IndexSchema.of(FieldSchema.of("f", FieldType.NESTED)));
    refused(
        IndexSchema.of(
            field(FieldType.JSON).subField(FieldSchema.of("x", FieldType.LONG)).build()));
    refused(IndexSchema.of(field(FieldType.LONG).virtual(true).build()));
    accepted(IndexSchema.of(field(FieldType.LONG).virtualOf("c").build()));
    accepted(IndexSchema.of(nested().build()));
  }

  @Test
  void optionsOfOtherTypes() {
    refused(IndexSchema.of(field(FieldType.KEYWORD).analyzer(Analyzer.SINGLE_WORD).build()));
    refused(IndexSchema.of(field(FieldType.KEYWORD).highlighting(true).build()));
    refused(IndexSchema.of(field(FieldType.TEXT).sortAndAgg(true).build()));
    accepted(IndexSchema.of(field(FieldType.TEXT).sortAndAgg(false).build()));
    refused(IndexSchema.of(nested().array(true).build()));
    assertThatThrownBy(
            () ->
                SchemaCheck.check(
                    IndexSchema.of(nested().indexOptions(IndexOptions.DOCS).build()), KEY))
        .hasMessage("invalid parameter");
    refused(IndexSchema.of(FieldSchema.of("bin", FieldType.KEYWORD)));
    refused(
        IndexSchema.of(FieldSchema.of("f", FieldType.LONG), FieldSchema.of("f", FieldType.DOUBLE)));
  }

  @Test
  void datePatterns() {
    for (String format :
        List.of(
            "epoch_millis", "yyyy-MM-dd'T'HH:mm:ss.SSSX", "yyyyMMdd HHmmss", "yyyy-MM-dd K a")) {
      accepted(IndexSchema.of(field(FieldType.DATE).dateFormats(List.of(format)).build()));
    }
    for (String format : List.of("", "epoch", "yyyy-MM-dd'T", "YYYY", "yyyy-MM-dd z", "'x'")) {
      refused(IndexSchema.of(field(FieldType.DATE).dateFormats(List.of(format)).build()));
    }
  }

  @Test
  void limits() {
    List<FieldSchema> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(FieldSchema.of("f" + i, FieldType.LONG));
    }
    accepted(new IndexSchema(many, null, List.of()));
    many.add(FieldSchema.of("more", FieldType.LONG));
    refused(new IndexSchema(many, null, List.of()));
    FieldSchema deep = FieldSchema.of("x", FieldType.LONG);
    for (int i = 0; i < 5; i++) {
      deep = FieldSchema.builder("n", FieldType.NESTED).subField(deep).build();
    }
    accepted(IndexSchema.of(deep));
    refused(IndexSchema.of(FieldSchema.builder("n", FieldType.NESTED).subField(deep).build()));
    VectorOptions most = new VectorOptions(4096, VectorOptions.Metric.COSINE);
    accepted(IndexSchema.of(field(FieldType.VECTOR).vectorOptions(most).build()));
    refused(
        IndexSchema.of(
            field(FieldType.VECTOR)
                .vectorOptions(new VectorOptions(4097, VectorOptions.Metric.COSINE))
                .build()));
    accepted(IndexSchema.of(field(FieldType.TEXT).analyzer(Analyzer.fuzzy(1, 7, null)).build()));
    refused(IndexSchema.of(field(FieldType.TEXT).analyzer(Analyzer.fuzzy(1, 8, null)).build()));
    refused(IndexSchema.of(field(FieldType.TEXT).analyzer(Analyzer.fuzzy(3, 2, null)).build()));
  }

  @Test
  void ordersAndRouting() {
    FieldSchema number = FieldSchema.of("l", FieldType.LONG);
    FieldSchema array = FieldSchema.builder("a", FieldType.LONG).array(true).build();
    accepted(presorted(new FieldSort("l", SortOrder.DESC), number));
    accepted(presorted(new FieldSort("pk", SortOrder.DESC), number));
    accepted(presorted(new KeySort(SortOrder.DESC), number));
    refused(presorted(new FieldSort("a", SortOrder.DESC), number, array));
    refused(presorted(new FieldSort("none", SortOrder.DESC), number));
    refused(presorted(new ScoreSort(SortOrder.DESC), number));
    refused(presorted(new KeySort(SortOrder.ASC), nested().build()));
    accepted(new IndexSchema(List.of(number), null, List.of("pk")));
    refused(new IndexSchema(List.of(number), null, List.of("l")));
  }

  private static IndexSchema presorted(
      io.tabularium.search.sort.Sorter sorter, FieldSchema... fields) {
    return new IndexSchema(List.of(fields), Sort.by(sorter), List.of());
  }
}
