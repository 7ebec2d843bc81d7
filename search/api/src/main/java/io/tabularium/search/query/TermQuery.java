/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import io.tabularium.model.Value;

/**
 * One value, or one word of a TEXT field.
 *
 * @param field the field
 * @param term the value; of another type than the field's it is converted where that makes sense
 * @param weight see {@link Query}
 */
public record TermQuery(String field, Value term, float weight) implements Query {
  /** With weight 1. */
  public TermQuery(String field, Value term) {
    this(field, term, 1);
  }
}
