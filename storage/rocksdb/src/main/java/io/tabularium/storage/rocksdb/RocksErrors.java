/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns RocksDB's exceptions into the contract's, at the one edge where they meet. */
final class RocksErrors {
  private RocksErrors() {}

  /**
   * The contract's exception for a failure.
   *
   * @param action what was being done, as the middle of a sentence: {@code "read a key"}
   */
  static StorageException of(String action, RocksDBException e) {
    Status status = e.getStatus();
    String detail = " (" + e.getMessage() + ").";
    if (status == null) {
      return new StorageException(Kind.UNAVAILABLE, "Could not " + action + detail, e);
    }
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return new StorageException(
          Kind.UNAVAILABLE, "Could not " + action + ": there is no space left" + detail, e);
    }
    return switch (status.getCode()) {
      case Corruption ->
          new StorageException(
              Kind.CORRUPT, "Could not " + action + ": stored bytes are damaged" + detail, e);
      case Busy, TimedOut, TryAgain, Incomplete, MergeInProgress ->
          new StorageException(Kind.BUSY, "Could not " + action + " in time" + detail, e);
      default -> new StorageException(Kind.UNAVAILABLE, "Could not " + action + detail, e);
    };
  }

  /** Whether RocksDB gave up something it was not to wait or to look any longer for. */
  static boolean isIncomplete(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Incomplete;
  }
}
