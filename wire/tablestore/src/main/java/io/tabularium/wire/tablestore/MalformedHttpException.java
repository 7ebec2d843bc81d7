/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.io.Serial;

/** The bytes on a connection are not HTTP; nothing after them can be trusted either. */
final class MalformedHttpException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong, to stand in the middle of a sentence. */
  MalformedHttpException(String what) {
    super(what, null, false, false);
  }
}
