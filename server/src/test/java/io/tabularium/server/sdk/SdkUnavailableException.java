/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

/** A suite cannot run here: its language is absent, or its SDK cannot be installed. */
final class SdkUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason one sentence for the report of skipped tests
   */
  SdkUnavailableException(String reason) {
    super(reason);
  }
}
