/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.KlistCode;
import java.io.Serial;

/**
 * A write with a {@link Cas} number that was not carried out, because the record was written in the
 * meantime or the number has expired. Read again and try again.
 */
public final class CasMismatchException extends WTableException {
  @Serial private static final long serialVersionUID = 1L;

  CasMismatchException(Throwable cause) {
    super(
        Kind.SERVER,
        KlistCode.CAS_NOT_MATCH.code(),
        "the record was written since it was read, or it was read too long ago",
        false,
        cause);
  }

  @Override
  WTableException again() {
    return new CasMismatchException(this);
  }
}
