/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import java.io.Serial;

/** What arrives is not this protocol; the connection has to be closed. */
public final class ProtocolException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** The message says for a log what is wrong. There is no stack trace: peers cause it at will. */
  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
