/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;

/** Runs decoders on bad input. */
public final class Refusals {
  private Refusals() {}

  /**
   * The message of the refusal, or {@code null} if the input was accepted. Anything but a refusal
   * that blames the request is a bug and fails the test.
   */
  public static String of(Runnable decoder) {
    try {
      decoder.run();
      return null;
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.OTSParameterInvalid && e.code() != ErrorCode.OTSInvalidPK) {
        throw new AssertionError("a refusal that does not blame the request", e);
      }
      return e.getMessage();
    }
  }
}
