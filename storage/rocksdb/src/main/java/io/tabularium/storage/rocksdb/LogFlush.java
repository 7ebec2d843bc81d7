/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import org.rocksdb.RocksDBException;

/** Makes everything durable that was written before the call. */
@FunctionalInterface
interface LogFlush {
  /** Returns when it is done, or throws; then nothing is known of what was not durable before. */
  void flush() throws RocksDBException;
}
