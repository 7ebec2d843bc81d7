/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.Error;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a client is told when the answer is no: code, HTTP status and the whole message. */
final class Refusals {
  static final String PARAMETER_INVALID = "OTSParameterInvalid";

  private Refusals() {}

  /** The call is refused with exactly this. */
  static void assertRefused(ThrowingCallable call, int status, String code, String message) {
    TableStoreException refusal = refusal(call);
    assertThat(told(refusal)).isEqualTo(told(status, code, message));
    assertThat(refusal.getRequestId()).hasSize(36);
  }

  /** The call is refused with this code and a message that contains the given words. */
  static void assertRefusedWith(ThrowingCallable call, int status, String code, String words) {
    TableStoreException refusal = refusal(call);
    assertThat(refusal.getErrorCode()).isEqualTo(code);
    assertThat(refusal.getHttpStatus()).isEqualTo(status);
    assertThat(refusal.getMessage()).contains(words);
  }

  /** The call is refused as a parameter error with exactly this message. */
  static void assertInvalid(ThrowingCallable call, String message) {
    assertRefused(call, 400, PARAMETER_INVALID, message);
  }

  /** The call is refused as a parameter error; the text is ours to choose. */
  static void assertInvalid(ThrowingCallable call) {
    assertRefusedWith(call, 400, PARAMETER_INVALID, "");
  }

  /** The condition of a write did not hold. */
  static void assertConditionFails(ThrowingCallable call) {
    assertRefused(call, 403, "OTSConditionCheckFail", "Condition check failed.");
  }

  /** The row's lock is held by somebody else; two texts are in use. */
  static void assertConflict(ThrowingCallable call) {
    TableStoreException refusal = refusal(call);
    assertThat(refusal.getErrorCode()).isEqualTo("OTSRowOperationConflict");
    assertThat(refusal.getHttpStatus()).isEqualTo(409);
    assertThat(refusal.getMessage())
        .matches(
            "Data is being modified by the other request\\."
                + "|Failed to lock txn key: .*"
                + "|Transaction timeout because cannot acquire exclusive lock\\.");
  }

  /** The table is not there. */
  static void assertNoTable(ThrowingCallable call) {
    assertRefused(call, 404, "OTSObjectNotExist", "Requested table does not exist.");
  }

  /** A raw answer is a refusal with exactly this. */
  static void assertRefused(RawClient.Answer answer, int status, String code, String message) {
    assertThat(told(answer.status(), answer.error().getCode(), answer.error().getMessage()))
        .isEqualTo(told(status, code, message));
    assertThat(answer.header("x-ots-requestid")).hasSize(36);
  }

  /** A raw answer is a parameter error with exactly this message. */
  static void assertInvalid(RawClient.Answer answer, String message) {
    assertRefused(answer, 400, PARAMETER_INVALID, message);
  }

  /** A raw answer is a parameter error; the text is ours to choose. */
  static void assertInvalid(RawClient.Answer answer) {
    assertThat(answer.status() + " " + answer.error().getCode())
        .isEqualTo("400 " + PARAMETER_INVALID);
    assertThat(answer.error().getMessage()).isNotBlank();
  }

  /** The error of one row in a batch is exactly this. */
  static void assertError(Error error, String code, String message) {
    assertThat(error).as("error of the row").isNotNull();
    assertThat(error.getCode() + ": " + error.getMessage()).isEqualTo(code + ": " + message);
  }

  private static TableStoreException refusal(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(TableStoreException.class);
    return (TableStoreException) thrown;
  }

  private static String told(TableStoreException refusal) {
    return told(refusal.getHttpStatus(), refusal.getErrorCode(), refusal.getMessage());
  }

  private static String told(int status, String code, String message) {
    return status + " " + code + ": " + message;
  }
}
