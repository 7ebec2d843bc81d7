/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * What a request says about a table's stream.
 *
 * @param enabled whether changes shall be kept
 * @param expirationHours how long, or {@code null} where the request is silent
 * @param originColumns columns whose old value accompanies each change
 */
public record StreamSpec(boolean enabled, Integer expirationHours, List<String> originColumns) {
  /** No stream. */
  public static final StreamSpec DISABLED = new StreamSpec(false, null, List.of());

  /** Copies the list. */
  public StreamSpec {
    originColumns = List.copyOf(originColumns);
  }
}
