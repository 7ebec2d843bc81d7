/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.search.schema.IndexSchema;
import java.util.List;

/**
 * A search index as DescribeSearchIndex shows it.
 *
 * @param name its name
 * @param schema as submitted, with fields added since
 * @param settings as submitted
 * @param phase how far it is
 * @param syncedUntilMillis the time up to which changes of the table are in it
 * @param bytes size of its files
 * @param rows how many rows it has
 * @param measuredAtMillis when the two were measured
 * @param brother the other index of a pair, or {@code null}
 * @param weights as set by the last update; empty if never
 * @param createdMillis when it was created
 * @param timeToLiveSeconds see {@link SearchIndexSpec}
 * @param status whether it answers
 * @param statusText a sentence for a person if it does not; may be empty
 */
public record SearchIndexDescription(
    String name,
    IndexSchema schema,
    SearchIndexSettings settings,
    Phase phase,
    long syncedUntilMillis,
    long bytes,
    long rows,
    long measuredAtMillis,
    String brother,
    List<FlowWeight> weights,
    long createdMillis,
    int timeToLiveSeconds,
    Status status,
    String statusText) {
  /** How far an index is. */
  public enum Phase {
    /** It gets the rows the table already had. */
    FULL,
    /** It follows the table. */
    INCREMENTAL
  }

  /** Whether an index answers. */
  public enum Status {
    /** It is being made. */
    PENDING,
    /** It cannot be used. */
    FAILED,
    /** It answers. */
    RUNNING
  }

  /** Copies the list. */
  public SearchIndexDescription {
    weights = List.copyOf(weights);
  }
}
