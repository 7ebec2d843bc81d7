/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The storage contract on RocksDB: one process, one directory.
 *
 * <p>{@link io.tabularium.storage.rocksdb.RocksStoreProvider} is the only way in; everything else
 * stays in the package. Each keyspace is a column family that holds all tables, one after another;
 * the default column family holds the facts. An append is a merge, concatenated by RocksDB without
 * calling back into Java. {@link io.tabularium.storage.rocksdb.GroupCommits} and {@link
 * io.tabularium.storage.rocksdb.PeriodicCommits} decide when a write is done; both leave the
 * flushing of the log to a thread of their own.
 *
 * <p>Nothing here knows what keys and values mean.
 */
package io.tabularium.storage.rocksdb;
