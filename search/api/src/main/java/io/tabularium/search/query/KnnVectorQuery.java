/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * The rows whose vectors are most like another one; about, not always exactly.
 *
 * @param field a VECTOR field
 * @param vector the other one
 * @param topK how many rows
 * @param numCandidates how many are looked at in each part of the index, or {@code null} for {@code
 *     topK}; more is slower and more exact
 * @param minScore rows must be above it, or {@code null} for 0
 * @param filter among which rows, or {@code null} for all
 * @param weight see {@link Query}
 */
public record KnnVectorQuery(
    String field,
    FloatVector vector,
    int topK,
    Integer numCandidates,
    Float minScore,
    Query filter,
    float weight)
    implements Query {}
