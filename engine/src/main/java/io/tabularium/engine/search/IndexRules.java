/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Errors;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.TableOptions;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.SchemaCheck;
import java.util.Collection;
import java.util.List;

/** What ties an index and its table together. */
final class IndexRules {
  private IndexRules() {}

  /** Refuses an index that the table cannot have. */
  static void create(SearchIndexSpec spec, PrimaryKeySchema key, TableOptions options) {
    SchemaCheck.check(spec.schema(), key);
    if (options.maxVersions() != 1) {
      throw Errors.searchTableVersions();
    }
    if (options.timeToLiveSeconds() != TableOptions.FOREVER && options.allowUpdate()) {
      throw Errors.searchTableHasTimeToLive();
    }
    timeToLive(timeToLive(spec), options);
  }

  static int timeToLive(SearchIndexSpec spec) {
    return spec.timeToLiveSeconds() == null ? SearchIndexSpec.FOREVER : spec.timeToLiveSeconds();
  }

  /** Refuses a time to live that the index of a table cannot have. */
  static void timeToLive(int seconds, TableOptions options) {
    if (seconds == SearchIndexSpec.FOREVER) {
      return;
    }
    if (seconds <= 0) {
      throw Errors.searchTimeToLive();
    }
    if (options.allowUpdate()) {
      throw Errors.searchTimeToLiveNeedsNoUpdate();
    }
    if (options.timeToLiveSeconds() != TableOptions.FOREVER
        && seconds > options.timeToLiveSeconds()) {
      throw Errors.searchTimeToLiveAboveTable();
    }
  }

  /** Refuses new options of a table that its indexes could not bear. */
  static void table(TableOptions options, Collection<IndexDefinition> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    if (options.maxVersions() != 1) {
      throw Errors.searchTableVersions();
    }
    boolean expires = options.timeToLiveSeconds() != TableOptions.FOREVER;
    if (expires && options.allowUpdate()) {
      throw Errors.searchTableHasTimeToLive();
    }
    for (IndexDefinition index : indexes) {
      timeToLive(index.timeToLiveSeconds(), options);
    }
  }

  /**
   * The schema as it is kept: names without blanks around them, which some clients' tables have and
   * none of their queries.
   */
  static IndexSchema normalized(IndexSchema schema) {
    return new IndexSchema(normalized(schema.fields()), schema.presort(), schema.routingFields());
  }

  static List<FieldSchema> normalized(List<FieldSchema> fields) {
    return fields.stream().map(IndexRules::normalized).toList();
  }

  private static FieldSchema normalized(FieldSchema field) {
    return new FieldSchema(
        field.name().trim(),
        field.type(),
        field.index(),
        field.sortAndAgg(),
        field.store(),
        field.array(),
        field.indexOptions(),
        field.analyzer(),
        normalized(field.subFields()),
        field.virtual(),
        field.sourceFields(),
        field.dateFormats(),
        field.highlighting(),
        field.vectorOptions(),
        field.jsonType());
  }
}
