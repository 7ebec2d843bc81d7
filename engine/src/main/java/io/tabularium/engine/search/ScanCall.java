/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.query.Query;

/**
 * A page of a parallel scan as a client asks for it. Numbers are {@code null} where the client is
 * silent.
 *
 * @param query which rows
 * @param sessionId what ComputeSplits said, or {@code null}
 * @param maxParallel how many workers
 * @param parallelId which of them
 * @param limit how many rows at most
 * @param aliveSeconds how long the scan waits for its next request
 * @param timeoutMillis how long the page may take
 * @param token where the page begins, or {@code null} for the first
 * @param columns which columns
 */
public record ScanCall(
    Query query,
    String sessionId,
    Integer maxParallel,
    Integer parallelId,
    Integer limit,
    Integer aliveSeconds,
    Integer timeoutMillis,
    ByteSlice token,
    ReturnedColumns columns) {}
