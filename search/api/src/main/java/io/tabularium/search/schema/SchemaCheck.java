/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import static io.tabularium.model.Limits.SEARCH_FIELDS;
import static io.tabularium.model.Limits.SEARCH_FUZZY_SPAN;
import static io.tabularium.model.Limits.SEARCH_NESTING;
import static io.tabularium.model.Limits.SEARCH_SUB_FIELDS;
import static io.tabularium.model.Limits.SEARCH_VECTORS;
import static io.tabularium.model.Limits.SEARCH_VECTOR_DIMENSION;

import io.tabularium.model.Errors;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ServiceException;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sorter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules a schema keeps, whoever makes the index. What a rule says about a table beyond its key
 * (versions, time to live) is the engine's business.
 */
public final class SchemaCheck {
  private static final Set<String> EPOCH_FORMATS =
      Set.of("epoch_second", "epoch_millis", "epoch_micros", "epoch_nanos");

  private final PrimaryKeySchema key;
  private int fields;
  private int vectors;

  private SchemaCheck(PrimaryKeySchema key) {
    this.key = key;
  }

  /**
   * Refuses a schema that breaks a rule.
   *
   * @throws ServiceException OTSParameterInvalid
   */
  public static void check(IndexSchema schema, PrimaryKeySchema key) {
    SchemaCheck check = new SchemaCheck(key);
    if (schema.fields().isEmpty()) {
      throw Errors.searchSchemaInvalid();
    }
    check.fields(schema.fields(), "", 0);
    check.presort(schema);
    Set<String> routing = new HashSet<>();
    for (String field : schema.routingFields()) {
      if (key.indexOf(field) < 0 || !routing.add(field)) {
        throw Errors.searchFieldInvalid(field, "cannot route");
      }
    }
  }

  private void fields(List<FieldSchema> siblings, String prefix, int nesting) {
    Set<String> names = new HashSet<>();
    for (FieldSchema field : siblings) {
      String path = prefix + field.name();
      if (field.name().isEmpty() || !names.add(field.name())) {
        throw Errors.searchFieldInvalid(path, "is empty or duplicated");
      }
      if (++fields > SEARCH_FIELDS) {
        throw Errors.searchFieldInvalid(path, "exceeds the limit of " + SEARCH_FIELDS + " fields");
      }
      field(field, path, nesting);
    }
  }

  private void field(FieldSchema field, String path, int nesting) {
    FieldType type = field.type();
    if (type == FieldType.NESTED && field.indexOptions() != null) {
      throw Errors.searchSchemaInvalid();
    }
    refuse(type != FieldType.TEXT && field.analyzer() != null, path, "cannot have an analyzer");
    refuse(type != FieldType.TEXT && field.canHighlight(), path, "does not support highlighting");
    refuse(
        Boolean.TRUE.equals(field.sortAndAgg())
            && (type.isContainer()
                || type == FieldType.TEXT
                || type == FieldType.FUZZY_KEYWORD
                || type == FieldType.VECTOR),
        path,
        "does not support sorting and aggregation");
    refuse(
        field.isArray() && (type.isContainer() || type == FieldType.VECTOR),
        path,
        "cannot be an array");
    virtual(field, path, nesting);
    switch (type) {
      case NESTED, JSON -> container(field, path, nesting);
      case DATE -> dateFormats(field, path);
      case VECTOR -> vector(field, path);
      case TEXT -> analyzer(field, path);
      default -> {}
    }
    int keyColumn = nesting == 0 ? key.indexOf(path) : -1;
    refuse(
        keyColumn >= 0 && key.column(keyColumn).type() == KeyType.BINARY,
        path,
        "is a binary column of the primary key");
  }

  private void virtual(FieldSchema field, String path, int nesting) {
    if (!field.isVirtual()) {
      return;
    }
    refuse(field.sourceFields().size() != 1, path, "needs exactly one source field");
    refuse(
        field.sourceFields().get(0).isEmpty() || field.type().isContainer() || nesting > 0,
        path,
        "cannot be virtual");
  }

  private void container(FieldSchema field, String path, int nesting) {
    refuse(field.type() == FieldType.JSON && field.jsonType() == null, path, "needs a json type");
    refuse(field.subFields().isEmpty(), path, "needs sub-fields");
    refuse(
        field.subFields().size() > SEARCH_SUB_FIELDS,
        path,
        "exceeds the limit of " + SEARCH_SUB_FIELDS + " sub-fields");
    refuse(nesting >= SEARCH_NESTING, path, "exceeds the limit of " + SEARCH_NESTING + " levels");
    fields(field.subFields(), path + ".", nesting + 1);
  }

  private static void dateFormats(FieldSchema field, String path) {
    refuse(field.dateFormats().isEmpty(), path, "needs date formats");
    for (String format : field.dateFormats()) {
      refuse(
          !EPOCH_FORMATS.contains(format) && !DatePattern.isValid(format),
          path,
          "has an unknown date format");
    }
  }

  private void vector(FieldSchema field, String path) {
    VectorOptions options = field.vectorOptions();
    refuse(options == null || options.metric() == null, path, "needs vector options");
    refuse(
        options.dimension() < 1 || options.dimension() > SEARCH_VECTOR_DIMENSION,
        path,
        "must have a dimension in [1, " + SEARCH_VECTOR_DIMENSION + "]");
    refuse(++vectors > SEARCH_VECTORS, path, "exceeds the limit of " + SEARCH_VECTORS + " vectors");
  }

  private static void analyzer(FieldSchema field, String path) {
    Analyzer analyzer = field.effectiveAnalyzer();
    if (analyzer.kind() == Analyzer.Kind.FUZZY) {
      refuse(
          analyzer.shortest() < 1
              || analyzer.longest() < analyzer.shortest()
              || analyzer.longest() - analyzer.shortest() > SEARCH_FUZZY_SPAN,
          path,
          "has invalid bounds of its fuzzy analyzer");
    }
    refuse(
        analyzer.kind() == Analyzer.Kind.SPLIT
            && analyzer.delimiter() != null
            && analyzer.delimiter().isEmpty(),
        path,
        "has an empty delimiter");
  }

  private void presort(IndexSchema schema) {
    if (schema.presort() == null || schema.presort().sorters().isEmpty()) {
      return;
    }
    if (schema.hasNested()) {
      throw Errors.searchSchemaInvalid();
    }
    IndexFields resolved = new IndexFields(schema);
    for (Sorter sorter : schema.presort().sorters()) {
      if (sorter instanceof FieldSort sort) {
        IndexField field = resolved.find(sort.field());
        refuse(
            field == null
                ? key.indexOf(sort.field()) < 0
                : field.schema().isArray()
                    || !field.schema().indexed()
                    || !field.can(Capability.SORT),
            sort.field(),
            "cannot be sorted by");
      } else if (!(sorter instanceof KeySort)) {
        throw Errors.searchSchemaInvalid();
      }
    }
  }

  private static void refuse(boolean broken, String path, String why) {
    if (broken) {
      throw Errors.searchFieldInvalid(path, why);
    }
  }
}
