/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.io.Serial;

/** A mistake in the configuration. The message is one sentence for the operator. */
public final class ConfigException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A mistake, said in one sentence. */
  public ConfigException(String message) {
    super(message, null, false, false);
  }
}
