/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ServiceException;

/**
 * What became of one row of a batch: a result or an error.
 *
 * @param result the result, or {@code null}
 * @param error the error, or {@code null}
 * @param <T> the type of result
 */
public record Outcome<T>(T result, ServiceException error) {
  /** It worked. */
  public static <T> Outcome<T> ok(T result) {
    return new Outcome<>(result, null);
  }

  /** It did not. */
  public static <T> Outcome<T> failed(ServiceException error) {
    return new Outcome<>(null, error);
  }

  /** Whether it worked. */
  public boolean isOk() {
    return error == null;
  }
}
