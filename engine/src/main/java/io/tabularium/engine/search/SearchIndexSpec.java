/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.search.schema.IndexSchema;

/**
 * A search index to be created.
 *
 * @param name its name
 * @param schema its fields, order and routing
 * @param settings what has no effect
 * @param source the index whose place it is meant to take, or {@code null}
 * @param timeToLiveSeconds how long rows stay in it, -1 for ever; {@code null} means for ever
 */
public record SearchIndexSpec(
    String name,
    IndexSchema schema,
    SearchIndexSettings settings,
    String source,
    Integer timeToLiveSeconds) {
  /** How long rows stay when they stay for ever. */
  public static final int FOREVER = -1;

  /** An index with nothing but a schema. */
  public static SearchIndexSpec of(String name, IndexSchema schema) {
    return new SearchIndexSpec(name, schema, SearchIndexSettings.NONE, null, null);
  }
}
