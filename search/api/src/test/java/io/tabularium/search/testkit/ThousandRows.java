/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;

import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.VectorOptions;
import java.util.ArrayList;
import java.util.List;

/** A thousand rows with a field of most types, as a client's test suite makes them. */
final class ThousandRows {
  static final String NAMES = "调音师苏聪明张三李四";

  static final IndexSchema SCHEMA =
      new IndexSchema(
          List.of(
              FieldSchema.of("k", FieldType.KEYWORD),
              FieldSchema.of("t", FieldType.TEXT),
              FieldSchema.of("g", FieldType.GEO_POINT),
              FieldSchema.builder("ka", FieldType.KEYWORD).array(true).build(),
              FieldSchema.builder("la", FieldType.LONG).array(true).build(),
              FieldSchema.of("l", FieldType.LONG),
              FieldSchema.of("b", FieldType.BOOLEAN),
              FieldSchema.of("d", FieldType.DOUBLE),
              FieldSchema.builder("time", FieldType.DATE)
                  .dateFormats(List.of("yyyy-MM-dd"))
                  .build(),
              FieldSchema.builder("v", FieldType.VECTOR)
                  .vectorOptions(new VectorOptions(4, VectorOptions.Metric.COSINE))
                  .build(),
              FieldSchema.builder("name", FieldType.TEXT)
                  .analyzer(Analyzer.fuzzy(1, 7, null))
                  .build()),
          null,
          List.of("PK1"));

  private ThousandRows() {}

  static Document[] rows() {
    List<Document> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int hundreds = i / 100;
      double latitude = 30.0 + 0.05 * hundreds;
      double longitude = 114.0 + 0.05 * (i % 100);
      String name = "" + NAMES.charAt(hundreds) + NAMES.charAt(i % 10);
      rows.add(
          Rows.row(
              i,
              "pk_" + i % 10,
              cell("k", String.format("key%03d", i)),
              cell("t", "this is " + i),
              cell("g", latitude + "," + longitude),
              cell("ka", "[\"a\", \"b\", \"" + i + "\"]"),
              cell("la", "[-1, " + i + "]"),
              cell("l", i),
              cell("b", Value.bool(i % 2 == 0)),
              cell("d", Value.real(0.1)),
              cell("time", "2022-05-" + (i % 31 + 1)),
              cell("v", "[" + (i + 1) + "," + (i - 1) + "," + (i + 5) + "," + (i - 5) + "]"),
              cell("name", name)));
    }
    return rows.toArray(new Document[0]);
  }
}
