/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.storage.StorageException;
import java.util.concurrent.CompletionException;

/** Turns what may go wrong below into what the client shall see. */
final class Failures {
  private Failures() {}

  /** The error a client gets for any failure. */
  static ServiceException toService(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ServiceException service) {
      return service;
    }
    if (cause instanceof StorageException storage) {
      return switch (storage.kind()) {
        case BUSY -> Errors.busy();
        case UNAVAILABLE -> Errors.unavailable(storage);
        case CORRUPT, LOCKED, UNKNOWN_FORMAT -> Errors.internal(storage);
      };
    }
    return Errors.internal(cause);
  }
}
