/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.CountAggregation;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.Sort;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Rules of requests whose texts clients compare. */
class RequestCheckTest {
  private static final IndexFields FIELDS =
      new IndexFields(
          IndexSchema.of(
              FieldSchema.of("l", FieldType.LONG),
              FieldSchema.of("k", FieldType.KEYWORD),
              FieldSchema.of("b", FieldType.BOOLEAN),
              FieldSchema.of("t", FieldType.TEXT),
              FieldSchema.of("g", FieldType.GEO_POINT),
              FieldSchema.builder("n", FieldType.NESTED)
                  .subField(FieldSchema.of("l", FieldType.LONG))
                  .subField(FieldSchema.of("k", FieldType.KEYWORD))
                  .build()));

  private static void check(Aggregations aggregations) {
    RequestCheck.check(
        SearchRequest.of(MatchAllQuery.INSTANCE).aggregations(aggregations).build(), FIELDS);
  }

  private static void refused(Aggregations aggregations, String message) {
    assertThatThrownBy(() -> check(aggregations))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
              assertThat(e.getMessage()).contains(message);
            });
  }

  private static GroupBy by(String name, String field, Aggregations inner) {
    return new GroupByField(name, field, 10, null, List.of(), inner);
  }

  @Test
  void fieldsThatAreNotThereOrOfAnotherType() {
    for (Metric metric : Metric.values()) {
      String tag = metric.name().toLowerCase(Locale.ROOT) + " agg";
      refused(
          Aggregations.of(new MetricAggregation("a", metric, "x")),
          "[" + tag + "] field: x does not exist");
    }
    refused(Aggregations.of(new CountAggregation("a", "x")), "[count agg] field: x does not exist");
    for (String[] wrong :
        new String[][] {
          {"b", "boolean"}, {"k", "keyword"}, {"g", "geo_point"}, {"n", "nested"}, {"t", "text"}
        }) {
      refused(
          Aggregations.of(new MetricAggregation("a", Metric.SUM, wrong[0])),
          "[sum agg] field_name:"
              + wrong[0]
              + " type:"
              + wrong[1]
              + " is invalid, allow [long, double]");
    }
    for (String field : List.of("l", "k", "b", "g", "n.l")) {
      assertThatCode(() -> check(Aggregations.of(new CountAggregation("a", field))))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void namesAreGivenOnce() {
    Aggregation one = new CountAggregation("a", "l");
    refused(Aggregations.of(one, one), "[a]");
    refused(Aggregations.of(new CountAggregation("", "l")), "[]");
    assertThatCode(
            () ->
                check(new Aggregations(List.of(one), List.of(by("a", "l", Aggregations.of(one))))))
        .doesNotThrowAnyException();
  }

  @Test
  void groupsAreNotTooDeepOrTooMany() {
    Aggregations three =
        Aggregations.of(
            by(
                "a",
                "l",
                Aggregations.of(by("a", "k", Aggregations.of(by("a", "b", Aggregations.NONE))))));
    assertThatCode(() -> check(three)).doesNotThrowAnyException();
    refused(Aggregations.of(by("a", "l", three)), "depth");
    refused(
        Aggregations.of(by("a", "n.l", Aggregations.of(by("b", "n.k", Aggregations.NONE)))),
        "nested field aggregation/groupby must not be recursive");
    assertThatCode(
            () ->
                check(
                    Aggregations.of(
                        by("a", "k", Aggregations.of(by("b", "n.k", Aggregations.NONE))))))
        .doesNotThrowAnyException();
    refused(Aggregations.of(new TopRowsAggregation("a", 10_000, Sort.NONE)), "limit");
    GroupBy source = by("s", "k", Aggregations.NONE);
    assertThatCode(
            () ->
                check(
                    Aggregations.of(
                        new GroupByComposite("c", List.of(source), 2000, null, Aggregations.NONE))))
        .doesNotThrowAnyException();
    refused(
        Aggregations.of(new GroupByComposite("c", List.of(source), 3000, null, Aggregations.NONE)),
        "size");
    refused(
        Aggregations.of(
            new GroupByHistogram(
                "h",
                "l",
                Value.integer(1),
                null,
                Value.integer(0),
                Value.integer(2001),
                null,
                null,
                List.of(),
                Aggregations.NONE)),
        "buckets");
  }
}
