/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.io.Serial;

/** The only exception a store throws. The cause is for logs; callers decide by the kind. */
public final class StorageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller can act on it. */
  public enum Kind {
    /** The disk is full, unreadable or unwritable, or the store is closed. */
    UNAVAILABLE,
    /** The store's own back-pressure or a lock was waited for too long; trying again may help. */
    BUSY,
    /** Stored bytes are not what was written. */
    CORRUPT,
    /** Another process has the directory open. */
    LOCKED,
    /** The directory is of a format this version does not know. */
    UNKNOWN_FORMAT
  }

  private final Kind kind;

  /** A failure; the message is one sentence for a person. */
  public StorageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
