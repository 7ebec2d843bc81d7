/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.aggregation;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.GroupByRange;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Files in an album, and what is asked about them. */
final class AlbumRows {
  private static final PrimaryKeySchema KEY =
      PrimaryKeySchema.of(KeyColumnSchema.of("id", KeyType.INTEGER));
  private static final int BATCH = 1000;

  /** 2018-01-01; uploads are spread over three years. */
  private static final long BEGIN = 1_514_764_800_000L;

  private static final long SPAN = 3L * 365 * 86_400_000;

  private AlbumRows() {}

  static SearchIndex load(SearchEngine engine, int rows) {
    SearchIndex index =
        engine.open(
            1,
            KEY,
            IndexSchema.of(
                FieldSchema.of("type", FieldType.KEYWORD),
                FieldSchema.of("user", FieldType.KEYWORD),
                FieldSchema.of("size", FieldType.LONG),
                FieldSchema.builder("time", FieldType.DATE)
                    .dateFormats(List.of("epoch_millis"))
                    .build()));
    SplittableRandom random = new SplittableRandom(1);
    List<DocumentChange> batch = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      batch.add(new DocumentChange.Upsert(row(i, random)));
      if (batch.size() == BATCH || i == rows - 1) {
        index.apply(batch);
        batch = new ArrayList<>();
      }
    }
    index.commit(new byte[0]);
    index.refresh();
    return index;
  }

  private static Document row(long id, SplittableRandom random) {
    return new Document(
        ByteSlice.of(ByteBuffer.allocate(Long.BYTES).putLong(id).array()),
        PrimaryKey.of(new PrimaryKeyColumn("id", Value.integer(id))),
        List.of(
            Cell.put("size", Value.integer(random.nextInt(100_000_000)), BEGIN),
            Cell.put("time", Value.integer(BEGIN + random.nextLong(SPAN)), BEGIN),
            Cell.put("type", Value.string("type" + random.nextInt(20)), BEGIN),
            Cell.put("user", Value.string("user" + random.nextInt(100_000)), BEGIN)));
  }

  /** What is asked, by what it is called. */
  static Map<String, Aggregations> questions() {
    Map<String, Aggregations> questions = new LinkedHashMap<>();
    Aggregation sum = new MetricAggregation("sum", Metric.SUM, "size");
    questions.put("sum", Aggregations.of(sum));
    questions.put(
        "percentiles",
        Aggregations.of(new PercentilesAggregation("p", "size", List.of(50.0, 90.0, 99.0), null)));
    questions.put(
        "distinct count, 100,000 strings",
        Aggregations.of(new DistinctCountAggregation("d", "user", null)));
    questions.put("group by 20 strings", group(by("type", Aggregations.NONE)));
    questions.put("group by 20 strings, sum of each", group(by("type", Aggregations.of(sum))));
    questions.put("group by 100,000 strings", group(by("user", Aggregations.NONE)));
    questions.put("group by 100,000 strings, sum of each", group(by("user", Aggregations.of(sum))));
    questions.put(
        "group by 10 ranges",
        group(
            new GroupByRange(
                "r",
                "size",
                IntStream.range(0, 10)
                    .mapToObj(i -> new NumberRange(i * 1e7, (i + 1) * 1e7))
                    .toList(),
                Aggregations.NONE)));
    questions.put(
        "histogram of 100 steps",
        group(
            new GroupByHistogram(
                "h",
                "size",
                Value.integer(1_000_000),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                Aggregations.NONE)));
    GroupBy months =
        new GroupByDateHistogram(
            "m",
            "time",
            new DateInterval(1, DateInterval.Unit.MONTH),
            null,
            "+08:00",
            null,
            null,
            null,
            null,
            List.of(),
            Aggregations.of(sum));
    questions.put("sum of each month", group(months));
    questions.put("sum of each month of each type", group(by("type", Aggregations.of(months))));
    questions.put(
        "first 1000 combinations of user and type",
        group(
            new GroupByComposite(
                "c",
                List.of(by("user", Aggregations.NONE), by("type", Aggregations.NONE)),
                1000,
                null,
                Aggregations.NONE)));
    return questions;
  }

  private static GroupByField by(String field, Aggregations inner) {
    return new GroupByField("by " + field, field, 10, null, List.of(), inner);
  }

  private static Aggregations group(GroupBy group) {
    return Aggregations.of(group);
  }
}
