/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.search.schema.IndexSchema;
import java.util.List;

/**
 * Everything the catalogue keeps of a search index, at one moment.
 *
 * @param id the number of its contents; never used twice
 * @param tableId the table's number
 * @param name its name, which a switch exchanges
 * @param schema its schema
 * @param settings what has no effect
 * @param brother the number of the other index of a pair, or 0
 * @param weights which part of its searches either index of the pair answers, in the order they
 *     were set; empty if never
 * @param timeToLiveSeconds how long rows stay
 * @param createdMillis when it was created
 * @param generation goes up when all rows have to be fed again, since the schema has more fields
 */
record IndexDefinition(
    long id,
    int tableId,
    String name,
    IndexSchema schema,
    SearchIndexSettings settings,
    long brother,
    List<Weight> weights,
    int timeToLiveSeconds,
    long createdMillis,
    int generation) {

  /**
   * A part of the searches.
   *
   * @param id the number of the index
   * @param weight how large a part, 0 to 100
   */
  record Weight(long id, int weight) {}

  IndexDefinition {
    weights = List.copyOf(weights);
  }

  IndexDefinition named(String newName) {
    return new IndexDefinition(
        id,
        tableId,
        newName,
        schema,
        settings,
        brother,
        weights,
        timeToLiveSeconds,
        createdMillis,
        generation);
  }

  IndexDefinition paired(long newBrother) {
    return new IndexDefinition(
        id,
        tableId,
        name,
        schema,
        settings,
        newBrother,
        weights,
        timeToLiveSeconds,
        createdMillis,
        generation);
  }

  IndexDefinition weighted(List<Weight> newWeights) {
    return new IndexDefinition(
        id,
        tableId,
        name,
        schema,
        settings,
        brother,
        newWeights,
        timeToLiveSeconds,
        createdMillis,
        generation);
  }

  IndexDefinition living(int newTimeToLiveSeconds) {
    return new IndexDefinition(
        id,
        tableId,
        name,
        schema,
        settings,
        brother,
        weights,
        newTimeToLiveSeconds,
        createdMillis,
        generation);
  }

  IndexDefinition extended(IndexSchema newSchema) {
    return new IndexDefinition(
        id,
        tableId,
        name,
        newSchema,
        settings,
        brother,
        weights,
        timeToLiveSeconds,
        createdMillis,
        generation + 1);
  }
}
