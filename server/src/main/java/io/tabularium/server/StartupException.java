/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import java.io.Serial;

/** The server, or a command, cannot do what it was asked. The message is one sentence. */
public class StartupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A refusal, said in one sentence; the cause is for the log at level debug. */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
