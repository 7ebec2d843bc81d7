/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.time.Duration;
import java.util.Map;

/**
 * Logging.
 *
 * @param json whether lines are JSON objects rather than for people
 * @param level the least severe level
 * @param levels other levels by logger
 * @param slowRequest requests that take this long are logged
 */
public record LoggingSettings(
    boolean json, String level, Map<String, String> levels, Duration slowRequest) {
  /** Copies the map. */
  public LoggingSettings {
    levels = Map.copyOf(levels);
  }
}
