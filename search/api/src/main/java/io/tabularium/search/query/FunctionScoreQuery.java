/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * The rows of another query, the score multiplied by a number of the row; rows without it keep
 * their score.
 *
 * @param query the other query
 * @param field a number
 */
public record FunctionScoreQuery(Query query, String field) implements Query {}
