/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.KlistCode;
import java.io.Serial;

/** An operation that has failed, wholly or for one key. */
public class WTableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Where it failed. */
  public enum Kind {
    /** The server refused or failed; {@link #errCode} tells why. */
    SERVER,
    /** Refused before anything was sent, because the server would or could not take it. */
    INVALID,
    /** No reply in time. */
    TIMEOUT,
    /** There is no connection, or it broke before the reply. */
    DISCONNECTED,
    /** Too many operations are under way. */
    BUSY,
    /** The client has been closed. */
    CLOSED,
    /** The reply was none, or the server broke the protocol. */
    PROTOCOL,
    /** The server is one that does not know this operation. */
    UNSUPPORTED
  }

  private final Kind kind;
  private final int errCode;
  private final boolean uncertain;

  WTableException(Kind kind, int errCode, String message, boolean uncertain, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.errCode = errCode;
    this.uncertain = uncertain;
  }

  /** What a server's result code says. */
  static WTableException ofServer(int errCode) {
    if (errCode == KlistCode.CAS_NOT_MATCH.code()) {
      return new CasMismatchException(null);
    }
    return new WTableException(Kind.SERVER, errCode, text(errCode), false, null);
  }

  /** A request that is not sent. */
  static WTableException invalid(KlistCode code) {
    return new WTableException(Kind.INVALID, code.code(), text(code.code()), false, null);
  }

  /** A failure on the way; may pass by itself. */
  static WTableException local(Kind kind, String message, boolean uncertain, Throwable cause) {
    return new WTableException(kind, KlistCode.TEMPORARY_FAILURE.code(), message, uncertain, cause);
  }

  private static String text(int errCode) {
    KlistCode known = KlistCode.of((byte) errCode);
    return known == null ? "error code " + errCode : known.text() + " (" + errCode + ")";
  }

  /** The same for another thread: with its stack trace, and this as the cause. */
  WTableException again() {
    return new WTableException(kind, errCode, getMessage(), uncertain, this);
  }

  /** Where it failed. */
  public final Kind kind() {
    return kind;
  }

  /**
   * The protocol's result code, negative; what failed on the way has that of a temporary failure,
   * -2.
   */
  public final int errCode() {
    return errCode;
  }

  /** Whether a write may have been carried out all the same, because only its reply is missing. */
  public final boolean mayHaveBeenApplied() {
    return uncertain;
  }

  /** Whether the same operation may succeed when it is tried again a little later. */
  public final boolean isTemporary() {
    return errCode == KlistCode.TEMPORARY_FAILURE.code()
        && kind != Kind.CLOSED
        && kind != Kind.UNSUPPORTED;
  }
}
