/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.io.IOException;
import java.io.Serial;

/** The server cannot listen where it was told to. The message is one sentence for a person. */
public final class AddressUnavailableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  AddressUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
