/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A table's stream as descriptions show it. All but {@code enabled} mean nothing when it is false.
 *
 * @param enabled whether changes are kept
 * @param streamId the stream's id
 * @param expirationHours how long changes are kept
 * @param lastEnableTimeMicros when the stream was enabled
 * @param originColumns columns whose old value accompanies each change
 */
public record StreamDetails(
    boolean enabled,
    String streamId,
    int expirationHours,
    long lastEnableTimeMicros,
    List<String> originColumns) {
  /** No stream. */
  public static final StreamDetails DISABLED = new StreamDetails(false, null, 0, 0, List.of());

  /** Copies the list. */
  public StreamDetails {
    originColumns = List.copyOf(originColumns);
  }
}
