/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPolygonQuery;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import java.util.Objects;

/**
 * Says of queries whether they can find only documents of one kind, rows or the child rows of one
 * nested field, so that nobody has to look which kind a document found is of. Only documents of
 * that kind have values of its fields.
 */
final class OneKind {
  private final IndexFields fields;
  private final String scope;

  /**
   * A kind.
   *
   * @param scope the nested field whose child rows they are, or {@code null} for rows
   */
  OneKind(IndexFields fields, String scope) {
    this.fields = fields;
    this.scope = scope;
  }

  /** Whether the query finds nothing of another kind; {@code false} also if that is not known. */
  boolean isAll(Query query) {
    if (query instanceof BoolQuery bool) {
      return bool.must().stream().anyMatch(this::isAll)
          || bool.filter().stream().anyMatch(this::isAll)
          || (bool.requiredShoulds() > 0 && bool.should().stream().allMatch(this::isAll));
    }
    if (query instanceof DisMaxQuery best) {
      return !best.queries().isEmpty() && best.queries().stream().allMatch(this::isAll);
    }
    if (query instanceof ConstantScoreQuery constant) {
      return isAll(constant.filter());
    }
    if (query instanceof FunctionScoreQuery function) {
      return isAll(function.query());
    }
    if (query instanceof FunctionsScoreQuery functions) {
      return isAll(functions.query());
    }
    if (query instanceof NestedQuery) {
      // What holds the child rows it finds is of the kind that is looked for.
      return true;
    }
    String path = path(query);
    IndexField field = path == null ? null : fields.find(path);
    return field != null && Objects.equals(field.nestedPath(), scope);
  }

  /** The field whose values a query compares, or {@code null}. */
  private static String path(Query query) {
    if (query instanceof TermQuery term) {
      return term.field();
    }
    if (query instanceof TermsQuery terms) {
      return terms.field();
    }
    if (query instanceof RangeQuery range) {
      return range.field();
    }
    if (query instanceof MatchQuery match) {
      return match.field();
    }
    if (query instanceof MatchPhraseQuery phrase) {
      return phrase.field();
    }
    if (query instanceof PrefixQuery prefix) {
      return prefix.field();
    }
    if (query instanceof SuffixQuery suffix) {
      return suffix.field();
    }
    if (query instanceof WildcardQuery wildcard) {
      return wildcard.field();
    }
    if (query instanceof ExistsQuery exists) {
      return exists.field();
    }
    if (query instanceof KnnVectorQuery knn) {
      return knn.field();
    }
    if (query instanceof GeoBoundingBoxQuery box) {
      return box.field();
    }
    if (query instanceof GeoDistanceQuery distance) {
      return distance.field();
    }
    return query instanceof GeoPolygonQuery polygon ? polygon.field() : null;
  }
}
