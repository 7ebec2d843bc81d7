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
  private final String subject;

  /** An error the client caused, or that needs no cause to be understood. */
  public ServiceException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** An error with the failure behind it. */
  public ServiceException(ErrorCode code, String message, Throwable cause) {
    this(code, message, null, cause);
  }

  /**
   * An error about a thing that a client may go on to use.
   *
   * @param subject the thing's id, or {@code null}
   * @param cause the failure behind it, or {@code null}
   */
  public ServiceException(ErrorCode code, String message, String subject, Throwable cause) {
    super(message, cause, false, code.blame() == ErrorCode.Blame.SERVER);
    this.code = code;
    this.subject = subject;
  }

  /** What kind of error. */
  public ErrorCode code() {
    return code;
  }

  /** The id of what the error is about, or {@code null}; few protocols have a place for it. */
  public String subject() {
    return subject;
  }

  @Override
  public String toString() {
    return code + ": " + getMessage();
  }
}
