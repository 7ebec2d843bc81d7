/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Value;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.schema.IndexSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneKindTest {
  private static final IndexFields FIELDS =
      new IndexFields(
          IndexSchema.of(
              FieldSchema.of("k", FieldType.KEYWORD),
              FieldSchema.builder("n", FieldType.NESTED)
                  .subField(FieldSchema.of("k", FieldType.KEYWORD))
                  .build()));

  private static final Query ROWS = new TermQuery("k", Value.string("a"));
  private static final Query CHILDREN = new TermQuery("n.k", Value.string("a"));

  private static boolean isAll(Query... queries) {
    return new OneKind(FIELDS, null).isAll(new DisMaxQuery(List.of(queries), 0, 1));
  }

  @Test
  void theBestOfQueriesFindsRowsOnlyIfAllOfThemDo() {
    assertThat(isAll(ROWS)).isTrue();
    assertThat(isAll(ROWS, new NestedQuery("n", CHILDREN))).isTrue();
    assertThat(isAll(ROWS, CHILDREN)).isFalse();
    assertThat(isAll(ROWS, MatchAllQuery.INSTANCE)).isFalse();
    assertThat(isAll()).isFalse();
  }
}
