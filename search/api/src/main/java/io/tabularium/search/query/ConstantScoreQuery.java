/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * The rows of another query, each with score 1.
 *
 * @param filter the other query
 */
public record ConstantScoreQuery(Query filter) implements Query {}
