/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.search.query.Query;
import java.time.Duration;

/**
 * A page of a parallel scan.
 *
 * @param sessionId the scan, or {@code null}: then each worker's first page begins a scan of its
 *     own
 * @param query which rows
 * @param maxParallel how many workers the scan has
 * @param parallelId which of them this is, from 0
 * @param token where the page begins: what the page before said, or {@code null} for the first. The
 *     same token gives the same page
 * @param limit how many rows are returned at most; more than {@link Limits#SCAN_LIMIT} means that
 * @param alive how long the scan waits for its next request
 * @param columns which columns are returned
 * @param timeout how long this page may take
 */
public record ScanRequest(
    String sessionId,
    Query query,
    int maxParallel,
    int parallelId,
    ByteSlice token,
    int limit,
    Duration alive,
    ColumnSelection columns,
    Duration timeout) {
  /** The first page of a scan with one worker, every other option at its default. */
  public static ScanRequest first(String sessionId, Query query) {
    return new ScanRequest(
        sessionId,
        query,
        1,
        0,
        null,
        Limits.SCAN_LIMIT,
        Duration.ofSeconds(Limits.SCAN_ALIVE_SECONDS_DEFAULT),
        ColumnSelection.NONE,
        Duration.ofMillis(Limits.SEARCH_TIMEOUT_MILLIS));
  }

  /** The same worker's page at this token. */
  public ScanRequest at(ByteSlice next) {
    return new ScanRequest(
        sessionId, query, maxParallel, parallelId, next, limit, alive, columns, timeout);
  }

  /** The same page of another worker. */
  public ScanRequest worker(int parallel, int id) {
    return new ScanRequest(sessionId, query, parallel, id, token, limit, alive, columns, timeout);
  }

  /** The same with pages of this many rows. */
  public ScanRequest pages(int rows) {
    return new ScanRequest(
        sessionId, query, maxParallel, parallelId, token, rows, alive, columns, timeout);
  }

  /** The same with these columns. */
  public ScanRequest returning(ColumnSelection selection) {
    return new ScanRequest(
        sessionId, query, maxParallel, parallelId, token, limit, alive, selection, timeout);
  }

  /** The same with another patience between requests. */
  public ScanRequest alive(Duration patience) {
    return new ScanRequest(
        sessionId, query, maxParallel, parallelId, token, limit, patience, columns, timeout);
  }
}
