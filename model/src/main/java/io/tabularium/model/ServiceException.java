/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.io.Serial;

/**
 * The one exception that becomes an error reply: a code and the message the client shall see. Make
 * it through {@link Errors}. It has no stack trace unless the server is to blame, because refusing
 * bad input is ordinary work.
 */
public final class ServiceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** An error the client caused, or that needs no cause to be understood. */
  public ServiceException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** An error with the failure behind it. */
  public ServiceException(ErrorCode code, String message, Throwable cause) {
    super(message, cause, false, code.blame() == ErrorCode.Blame.SERVER);
    this.code = code;
  }

  /** What kind of error. */
  public ErrorCode code() {
    return code;
  }

  @Override
  public String toString() {
    return code + ": " + getMessage();
  }
}
