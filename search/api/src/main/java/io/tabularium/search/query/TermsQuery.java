/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import io.tabularium.model.Value;
import java.util.List;

/**
 * Any of some values; as {@link TermQuery}, but each row found has the same score.
 *
 * @param field the field
 * @param terms the values, at least one
 * @param weight see {@link Query}
 */
public record TermsQuery(String field, List<Value> terms, float weight) implements Query {
  /** Copies the list. */
  public TermsQuery {
    terms = List.copyOf(terms);
  }

  /** With weight 1. */
  public TermsQuery(String field, List<Value> terms) {
    this(field, terms, 1);
  }
}
