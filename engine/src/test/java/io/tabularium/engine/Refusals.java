/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions that a request is refused with exactly one code and one message. */
final class Refusals {
  private Refusals() {}

  /** Asserts a refusal with {@code OTSParameterInvalid}. */
  static void assertInvalid(ThrowingCallable request, String message) {
    assertRefused(request, ErrorCode.OTSParameterInvalid, message);
  }

  static void assertRefused(ThrowingCallable request, ErrorCode code, String message) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal).hasMessage(message);
              assertThat(refusal.code()).isEqualTo(code);
            });
  }
}
