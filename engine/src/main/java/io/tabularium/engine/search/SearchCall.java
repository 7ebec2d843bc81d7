/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.SearchRequest;

/**
 * A search as a client asks for it.
 *
 * @param request what is asked; its limit, cursor and columns are decided by what follows
 * @param limit how many rows at most, -1 for as many as may be, or {@code null} for the default
 * @param columns which columns
 * @param timeoutMillis how long it may take, or {@code null} for the longest
 * @param token where the page begins, or {@code null}: the token of the {@link SearchReply} before,
 *     which has to be of the same index and the same order
 */
public record SearchCall(
    SearchRequest request,
    Integer limit,
    ReturnedColumns columns,
    Integer timeoutMillis,
    ByteSlice token) {}
