/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.tabularium.search.sort.Sorter;
import java.util.ArrayList;
import java.util.List;

/**
 * How the schema of an index is written down, within an {@link IndexDefinitionFormat}. What a
 * client left out is left out here, too. The names of the enums' constants are part of the format.
 */
final class SchemaFormat {
  private SchemaFormat() {}

  static void write(IndexSchema schema, ObjectNode out) {
    ArrayNode fields = out.putArray("fields");
    schema.fields().forEach(field -> write(field, fields.addObject()));
    if (schema.presort() != null) {
      ArrayNode presort = out.putArray("presort");
      schema.presort().sorters().forEach(sorter -> write(sorter, presort.addObject()));
    }
    ArrayNode routing = out.putArray("routing");
    schema.routingFields().forEach(routing::add);
  }

  static IndexSchema read(JsonNode in) {
    Sort presort = null;
    if (in.has("presort")) {
      List<Sorter> sorters = new ArrayList<>();
      in.get("presort").forEach(sorter -> sorters.add(sorter(sorter)));
      presort = new Sort(sorters, false);
    }
    return new IndexSchema(fields(in.path("fields")), presort, texts(in.path("routing")));
  }

  private static List<FieldSchema> fields(JsonNode in) {
    List<FieldSchema> fields = new ArrayList<>();
    in.forEach(field -> fields.add(field(field)));
    return fields;
  }

  private static void write(FieldSchema field, ObjectNode out) {
    out.put("name", field.name());
    out.put("type", field.type().name());
    put(out, "index", field.index());
    put(out, "sortAndAgg", field.sortAndAgg());
    put(out, "store", field.store());
    put(out, "array", field.array());
    put(out, "virtual", field.virtual());
    put(out, "highlighting", field.highlighting());
    if (field.indexOptions() != null) {
      out.put("indexOptions", field.indexOptions().name());
    }
    if (field.analyzer() != null) {
      write(field.analyzer(), out.putObject("analyzer"));
    }
    if (!field.sourceFields().isEmpty()) {
      ArrayNode sources = out.putArray("sources");
      field.sourceFields().forEach(sources::add);
    }
    if (!field.dateFormats().isEmpty()) {
      ArrayNode formats = out.putArray("dateFormats");
      field.dateFormats().forEach(formats::add);
    }
    if (field.vectorOptions() != null) {
      out.putObject("vector")
          .put("dimension", field.vectorOptions().dimension())
          .put("metric", field.vectorOptions().metric().name());
    }
    if (field.jsonType() != null) {
      out.put("jsonType", field.jsonType().name());
    }
    if (!field.subFields().isEmpty()) {
      ArrayNode members = out.putArray("members");
      field.subFields().forEach(member -> write(member, members.addObject()));
    }
  }

  private static FieldSchema field(JsonNode in) {
    FieldSchema.Builder field =
        FieldSchema.builder(in.get("name").asText(), FieldType.valueOf(in.get("type").asText()))
            .index(flag(in, "index"))
            .sortAndAgg(flag(in, "sortAndAgg"))
            .store(flag(in, "store"))
            .array(flag(in, "array"))
            .virtual(flag(in, "virtual"))
            .highlighting(flag(in, "highlighting"))
            .sourceFields(texts(in.path("sources")))
            .dateFormats(texts(in.path("dateFormats")))
            .subFields(fields(in.path("members")));
    if (in.has("indexOptions")) {
      field.indexOptions(IndexOptions.valueOf(in.get("indexOptions").asText()));
    }
    if (in.has("analyzer")) {
      field.analyzer(analyzer(in.get("analyzer")));
    }
    if (in.has("vector")) {
      JsonNode vector = in.get("vector");
      field.vectorOptions(
          new VectorOptions(
              vector.get("dimension").asInt(),
              VectorOptions.Metric.valueOf(vector.get("metric").asText())));
    }
    if (in.has("jsonType")) {
      field.jsonType(JsonType.valueOf(in.get("jsonType").asText()));
    }
    return field.build();
  }

  private static void write(Analyzer analyzer, ObjectNode out) {
    out.put("kind", analyzer.kind().name());
    put(out, "caseSensitive", analyzer.caseSensitive());
    put(out, "delimitWord", analyzer.delimitWord());
    if (analyzer.delimiter() != null) {
      out.put("delimiter", analyzer.delimiter());
    }
    if (analyzer.minChars() != null) {
      out.put("minChars", analyzer.minChars());
    }
    if (analyzer.maxChars() != null) {
      out.put("maxChars", analyzer.maxChars());
    }
  }

  private static Analyzer analyzer(JsonNode in) {
    return new Analyzer(
        Analyzer.Kind.valueOf(in.get("kind").asText()),
        flag(in, "caseSensitive"),
        flag(in, "delimitWord"),
        in.has("delimiter") ? in.get("delimiter").asText() : null,
        in.has("minChars") ? in.get("minChars").asInt() : null,
        in.has("maxChars") ? in.get("maxChars").asInt() : null);
  }

  private static void write(Sorter sorter, ObjectNode out) {
    out.put("order", sorter.order().name());
    if (sorter instanceof FieldSort field) {
      out.put("field", field.field());
      if (field.mode() != null) {
        out.put("mode", field.mode().name());
      }
    }
  }

  private static Sorter sorter(JsonNode in) {
    SortOrder order = SortOrder.valueOf(in.get("order").asText());
    if (!in.has("field")) {
      return new KeySort(order);
    }
    SortMode mode = in.has("mode") ? SortMode.valueOf(in.get("mode").asText()) : null;
    return new FieldSort(in.get("field").asText(), order, mode, null, null, null);
  }

  private static void put(ObjectNode out, String name, Boolean flag) {
    if (flag != null) {
      out.put(name, flag);
    }
  }

  private static Boolean flag(JsonNode in, String name) {
    return in.has(name) ? in.get(name).asBoolean() : null;
  }

  private static List<String> texts(JsonNode in) {
    List<String> texts = new ArrayList<>();
    in.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
