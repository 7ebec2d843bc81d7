/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * One field of an index as a client submitted it. An option that was left out is {@code null}, an
 * empty list, or both; {@link #indexed}, {@link #stored} and the like have the defaults.
 *
 * @param name the column's name or, within a container, the member's
 * @param type what its values are
 * @param index whether it can be queried; default true
 * @param sortAndAgg whether it can be sorted and aggregated by; told back, but every field that can
 *     is prepared for it
 * @param store whether its value can be returned without reading the table; default true, for TEXT
 *     as for all others, because clients say so when they do not want it
 * @param array whether a value is a JSON array of values; default false
 * @param indexOptions see {@link IndexOptions}
 * @param analyzer TEXT: how it is cut; default {@link Analyzer#SINGLE_WORD}
 * @param subFields NESTED, JSON: the members
 * @param virtual whether the values are those of another column; default false
 * @param sourceFields virtual: the other column's name
 * @param dateFormats DATE: how values are written
 * @param highlighting TEXT: whether what was found in it can be shown; default false
 * @param vectorOptions VECTOR: required
 * @param jsonType JSON: required
 */
public record FieldSchema(
    String name,
    FieldType type,
    Boolean index,
    Boolean sortAndAgg,
    Boolean store,
    Boolean array,
    IndexOptions indexOptions,
    Analyzer analyzer,
    List<FieldSchema> subFields,
    Boolean virtual,
    List<String> sourceFields,
    List<String> dateFormats,
    Boolean highlighting,
    VectorOptions vectorOptions,
    JsonType jsonType) {

  /** Copies the lists. */
  public FieldSchema {
    subFields = List.copyOf(subFields);
    sourceFields = List.copyOf(sourceFields);
    dateFormats = List.copyOf(dateFormats);
  }

  /** A field with every option left out. */
  public static FieldSchema of(String name, FieldType type) {
    return builder(name, type).build();
  }

  /** Starts a field. */
  public static Builder builder(String name, FieldType type) {
    return new Builder(name, type);
  }

  /** Whether the field can be queried. */
  public boolean indexed() {
    return index == null || index;
  }

  /** Whether the field's value is kept for being returned. */
  public boolean stored() {
    return (store == null || store) && !isVirtual();
  }

  /** Whether a value is a JSON array. */
  public boolean isArray() {
    return Boolean.TRUE.equals(array);
  }

  /** Whether the values come from another column. */
  public boolean isVirtual() {
    return Boolean.TRUE.equals(virtual);
  }

  /** Whether what was found can be shown. */
  public boolean canHighlight() {
    return Boolean.TRUE.equals(highlighting);
  }

  /** The column that has the values. */
  public String sourceColumn() {
    return isVirtual() && !sourceFields.isEmpty() ? sourceFields.get(0) : name;
  }

  /** How a TEXT field is cut. */
  public Analyzer effectiveAnalyzer() {
    return analyzer == null ? Analyzer.SINGLE_WORD : analyzer;
  }

  /** Whether each object of the value is found as a whole: NESTED, and JSON of that kind. */
  public boolean isNested() {
    return type == FieldType.NESTED || (type == FieldType.JSON && jsonType == JsonType.NESTED);
  }

  /** Collects a field's options; those not called are left out. */
  public static final class Builder {
    private final String name;
    private final FieldType type;
    private Boolean index;
    private Boolean sortAndAgg;
    private Boolean store;
    private Boolean array;
    private IndexOptions indexOptions;
    private Analyzer analyzer;
    private final List<FieldSchema> subFields = new ArrayList<>();
    private Boolean virtual;
    private List<String> sourceFields = List.of();
    private List<String> dateFormats = List.of();
    private Boolean highlighting;
    private VectorOptions vectorOptions;
    private JsonType jsonType;

    private Builder(String name, FieldType type) {
      this.name = name;
      this.type = type;
    }

    /** See {@link FieldSchema#index}. */
    public Builder index(Boolean value) {
      index = value;
      return this;
    }

    /** See {@link FieldSchema#sortAndAgg}. */
    public Builder sortAndAgg(Boolean value) {
      sortAndAgg = value;
      return this;
    }

    /** See {@link FieldSchema#store}. */
    public Builder store(Boolean value) {
      store = value;
      return this;
    }

    /** See {@link FieldSchema#array}. */
    public Builder array(Boolean value) {
      array = value;
      return this;
    }

    /** See {@link FieldSchema#indexOptions}. */
    public Builder indexOptions(IndexOptions value) {
      indexOptions = value;
      return this;
    }

    /** See {@link FieldSchema#analyzer}. */
    public Builder analyzer(Analyzer value) {
      analyzer = value;
      return this;
    }

    /** Adds a member. */
    public Builder subField(FieldSchema field) {
      subFields.add(field);
      return this;
    }

    /** Adds members. */
    public Builder subFields(List<FieldSchema> fields) {
      subFields.addAll(fields);
      return this;
    }

    /** See {@link FieldSchema#virtual}. */
    public Builder virtual(Boolean value) {
      virtual = value;
      return this;
    }

    /** See {@link FieldSchema#sourceFields}. */
    public Builder sourceFields(List<String> value) {
      sourceFields = value;
      return this;
    }

    /** Makes the field virtual, with the values of this column. */
    public Builder virtualOf(String column) {
      return virtual(true).sourceFields(List.of(column));
    }

    /** See {@link FieldSchema#dateFormats}. */
    public Builder dateFormats(List<String> value) {
      dateFormats = value;
      return this;
    }

    /** See {@link FieldSchema#highlighting}. */
    public Builder highlighting(Boolean value) {
      highlighting = value;
      return this;
    }

    /** See {@link FieldSchema#vectorOptions}. */
    public Builder vectorOptions(VectorOptions value) {
      vectorOptions = value;
      return this;
    }

    /** See {@link FieldSchema#jsonType}. */
    public Builder jsonType(JsonType value) {
      jsonType = value;
      return this;
    }

    /** The field. */
    public FieldSchema build() {
      return new FieldSchema(
          name,
          type,
          index,
          sortAndAgg,
          store,
          array,
          indexOptions,
          analyzer,
          subFields,
          virtual,
          sourceFields,
          dateFormats,
          highlighting,
          vectorOptions,
          jsonType);
    }
  }
}
