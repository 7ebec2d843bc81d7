/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.search.schema.FieldSchema;
import java.util.List;

/**
 * What is to change about a search index.
 *
 * @param switchTo the index to exchange names with, or {@code null}; goes before weights
 * @param weights which part of the searches either index of a pair answers, or empty
 * @param timeToLiveSeconds see {@link SearchIndexSpec}; {@code null} to leave it
 * @param addedFields fields to add at the end, or empty
 */
public record SearchIndexChange(
    String switchTo,
    List<FlowWeight> weights,
    Integer timeToLiveSeconds,
    List<FieldSchema> addedFields) {
  /** Copies the lists. */
  public SearchIndexChange {
    weights = List.copyOf(weights);
    addedFields = List.copyOf(addedFields);
  }

  /** Exchanges names with another index. */
  public static SearchIndexChange switchTo(String index) {
    return new SearchIndexChange(index, List.of(), null, List.of());
  }

  /** Spreads searches over a pair. */
  public static SearchIndexChange weights(FlowWeight... weights) {
    return new SearchIndexChange(null, List.of(weights), null, List.of());
  }

  /** Changes how long rows stay. */
  public static SearchIndexChange timeToLive(int seconds) {
    return new SearchIndexChange(null, List.of(), seconds, List.of());
  }

  /** Adds fields. */
  public static SearchIndexChange add(FieldSchema... fields) {
    return new SearchIndexChange(null, List.of(), null, List.of(fields));
  }

  /** Whether nothing is to change. */
  public boolean isEmpty() {
    return switchTo == null
        && weights.isEmpty()
        && timeToLiveSeconds == null
        && addedFields.isEmpty();
  }
}
