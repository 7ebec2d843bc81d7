/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/** Every row, each with score 1. */
public record MatchAllQuery() implements Query {
  /** The only one needed. */
  public static final MatchAllQuery INSTANCE = new MatchAllQuery();
}
