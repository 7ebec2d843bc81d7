/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.io.Serial;

/** What is wrong with an index itself. The cause is for logs; callers decide by the kind. */
public final class SearchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller can act on it. */
  public enum Kind {
    /** The disk is full, unreadable or unwritable. */
    UNAVAILABLE,
    /** The contents are not what was written; they have to be made again from the table. */
    CORRUPT,
    /** Another process has the directory open, or the index is open already. */
    LOCKED,
    /** The contents are of a format, or of a schema, this version does not know. */
    UNKNOWN_FORMAT,
    /** The index, or the whole engine, has been closed. */
    CLOSED
  }

  private final Kind kind;

  /** A failure; the message is one sentence for a person. */
  public SearchException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
