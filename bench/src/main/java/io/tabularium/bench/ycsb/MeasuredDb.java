/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Recorder;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * Times a binding's operations and notes whatever did not go well, in place of YCSB's own wrapper,
 * which can measure whole runs only. A benchmark with a failed operation has no result.
 */
final class MeasuredDb extends DB {
  private final DB db;
  private final Recorder latencies;
  private final AtomicReference<String> failure;

  /**
   * Wraps a binding.
   *
   * @param latencies receives nanoseconds
   * @param failure receives a description of the first failure
   */
  MeasuredDb(DB db, Recorder latencies, AtomicReference<String> failure) {
    this.db = db;
    this.latencies = latencies;
    this.failure = failure;
  }

  @Override
  public void init() throws DBException {
    db.init();
  }

  @Override
  public void cleanup() throws DBException {
    db.cleanup();
  }

  @Override
  public Status read(
      String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
    long start = System.nanoTime();
    return done("read", key, start, db.read(table, key, fields, result));
  }

  @Override
  public Status scan(
      String table,
      String startKey,
      int rows,
      Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    long start = System.nanoTime();
    Status status = db.scan(table, startKey, rows, fields, result);
    return done("scan", startKey, start, result.isEmpty() ? Status.NOT_FOUND : status);
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    long start = System.nanoTime();
    return done("update", key, start, db.update(table, key, values));
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    long start = System.nanoTime();
    return done("insert", key, start, db.insert(table, key, values));
  }

  @Override
  public Status delete(String table, String key) {
    long start = System.nanoTime();
    return done("delete", key, start, db.delete(table, key));
  }

  private Status done(String what, String key, long start, Status status) {
    latencies.recordValue(System.nanoTime() - start);
    if (!status.isOk()) {
      failure.compareAndSet(null, what + " of " + key + ": " + status);
    }
    return status;
  }
}
