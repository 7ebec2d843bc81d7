/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import static org.apache.lucene.search.BooleanClause.Occur.FILTER;
import static org.apache.lucene.search.BooleanClause.Occur.MUST;
import static org.apache.lucene.search.BooleanClause.Occur.MUST_NOT;
import static org.apache.lucene.search.BooleanClause.Occur.SHOULD;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.lucene.analysis.Tokens;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.GeoPolygonQuery;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.MatchAllQuery;
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
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import java.util.List;
import org.apache.lucene.document.LatLonDocValuesField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.geo.Polygon;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.join.ScoreMode;
import org.apache.lucene.search.join.ToParentBlockJoinQuery;

/**
 * Turns query trees that keep the contract's rules into Lucene queries. What a query compares with
 * is read here, and refused if it makes no sense. Thread-safe.
 */
public final class QueryCompiler {
  /**
   * How many virtual parts a vector query counts on. The service looks for its {@code topK} in each
   * part of an index and gives back what all of them find; clients rely on getting more than {@code
   * topK} rows. We have one graph, so we ask it for as many as that many parts would give.
   */
  private static final int VECTOR_PARTS = 16;

  private final Mapping mapping;
  private final FieldQueries leaves;

  /** A compiler for an index. */
  public QueryCompiler(Mapping mapping) {
    this.mapping = mapping;
    this.leaves = new FieldQueries(mapping);
  }

  /** A query that finds rows, never child rows. */
  public org.apache.lucene.search.Query rows(Query query) {
    return ofKind(query, null);
  }

  /**
   * A query that finds child rows of a nested field.
   *
   * @param path the nested field
   */
  public org.apache.lucene.search.Query children(Query query, String path) {
    return ofKind(query, path);
  }

  private org.apache.lucene.search.Query ofKind(Query query, String path) {
    org.apache.lucene.search.Query compiled = compile(query, path);
    return new OneKind(mapping.fields(), path).isAll(query) ? compiled : scoped(compiled, path);
  }

  /** Restricts a query to one kind of documents. */
  private org.apache.lucene.search.Query scoped(org.apache.lucene.search.Query query, String path) {
    if (!mapping.hasNested()) {
      return query;
    }
    org.apache.lucene.search.Query kind = Mapping.pathFilter(path == null ? Names.ROOT : path);
    if (query instanceof MatchAllDocsQuery) {
      return new BoostQuery(new org.apache.lucene.search.ConstantScoreQuery(kind), 1);
    }
    return new BooleanQuery.Builder().add(query, MUST).add(kind, FILTER).build();
  }

  /**
   * One node.
   *
   * @param scope the nested field whose child rows are looked for, or {@code null} for rows
   */
  private org.apache.lucene.search.Query compile(Query query, String scope) {
    if (query instanceof MatchAllQuery) {
      return new MatchAllDocsQuery();
    }
    if (query instanceof BoolQuery bool) {
      return bool(bool, scope);
    }
    if (query instanceof DisMaxQuery best) {
      return boost(
          new DisjunctionMaxQuery(
              best.queries().stream().map(part -> compile(part, scope)).toList(),
              best.tieBreaker()),
          best.weight());
    }
    if (query instanceof ConstantScoreQuery constant) {
      return new org.apache.lucene.search.ConstantScoreQuery(compile(constant.filter(), scope));
    }
    if (query instanceof FunctionScoreQuery function) {
      return new AdjustedScoreQuery(
          compile(function.query(), scope), new FieldFactor(field(function.field())), null);
    }
    if (query instanceof FunctionsScoreQuery functions) {
      return new AdjustedScoreQuery(
          compile(functions.query(), scope),
          new CombinedFunctions(functions, mapping, filter -> compile(filter, scope)),
          functions.minScore());
    }
    if (query instanceof NestedQuery nested) {
      return nested(nested, scope);
    }
    if (query instanceof KnnVectorQuery knn) {
      return knn(knn, scope);
    }
    return leaf(query);
  }

  private org.apache.lucene.search.Query bool(BoolQuery bool, String scope) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    bool.must().forEach(clause -> builder.add(compile(clause, scope), MUST));
    bool.filter().forEach(clause -> builder.add(compile(clause, scope), FILTER));
    bool.mustNot().forEach(clause -> builder.add(compile(clause, scope), MUST_NOT));
    bool.should().forEach(clause -> builder.add(compile(clause, scope), SHOULD));
    if (bool.must().isEmpty() && bool.filter().isEmpty() && bool.should().isEmpty()) {
      builder.add(new MatchAllDocsQuery(), MUST);
    } else if (bool.requiredShoulds() > 0) {
      builder.setMinimumNumberShouldMatch(bool.requiredShoulds());
    }
    return builder.build();
  }

  private org.apache.lucene.search.Query nested(NestedQuery nested, String scope) {
    String outer = mapping.fields().parentPath(nested.path());
    while (outer != null && !outer.equals(scope)) {
      outer = mapping.fields().parentPath(outer);
    }
    if (outer == null && scope != null) {
      // The field is not within the child rows that are looked for.
      return new MatchNoDocsQuery();
    }
    ScoreMode mode =
        switch (nested.scoreMode()) {
          case NONE -> ScoreMode.None;
          case AVG -> ScoreMode.Avg;
          case MAX -> ScoreMode.Max;
          case TOTAL -> ScoreMode.Total;
          case MIN -> ScoreMode.Min;
        };
    return boost(
        new ToParentBlockJoinQuery(
            children(nested.query(), nested.path()), mapping.documents(scope), mode),
        nested.weight());
  }

  private org.apache.lucene.search.Query knn(KnnVectorQuery knn, String scope) {
    org.apache.lucene.search.Query filter =
        knn.filter() == null ? null : scoped(compile(knn.filter(), scope), scope);
    int wanted = Math.min(knn.topK() * VECTOR_PARTS, Limits.SEARCH_KNN_CANDIDATES);
    if (knn.numCandidates() != null) {
      wanted = Math.max(wanted, knn.numCandidates());
    }
    org.apache.lucene.search.Query similar =
        new KnnFloatVectorQuery(knn.field(), knn.vector().toArray(), wanted, filter);
    if (knn.minScore() != null && knn.minScore() > 0) {
      similar = new AdjustedScoreQuery(similar, ScoreAdjustment.NONE, Math.nextUp(knn.minScore()));
    }
    return boost(similar, knn.weight());
  }

  private org.apache.lucene.search.Query leaf(Query query) {
    if (query instanceof MatchQuery match) {
      return boost(match(match), match.weight());
    }
    if (query instanceof MatchPhraseQuery phrase) {
      return boost(phrase(phrase), phrase.weight());
    }
    if (query instanceof TermQuery term) {
      return boost(leaves.term(field(term.field()), term.term()), term.weight());
    }
    if (query instanceof TermsQuery terms) {
      return boost(leaves.terms(field(terms.field()), terms.terms()), terms.weight());
    }
    if (query instanceof RangeQuery range) {
      return leaves.range(field(range.field()), range);
    }
    if (query instanceof PrefixQuery prefix) {
      return boost(leaves.prefix(field(prefix.field()), prefix.prefix()), prefix.weight());
    }
    if (query instanceof SuffixQuery suffix) {
      return boost(leaves.suffix(field(suffix.field()), suffix.suffix()), suffix.weight());
    }
    if (query instanceof WildcardQuery wildcard) {
      return boost(leaves.wildcard(field(wildcard.field()), wildcard.pattern()), wildcard.weight());
    }
    if (query instanceof ExistsQuery exists) {
      return leaves.exists(field(exists.field()));
    }
    return geo(query);
  }

  private static org.apache.lucene.search.Query geo(Query query) {
    if (query instanceof GeoBoundingBoxQuery box) {
      double north = box.topLeft().latitude();
      double south = box.bottomRight().latitude();
      double west = box.topLeft().longitude();
      double east = box.bottomRight().longitude();
      return constant(
          new IndexOrDocValuesQuery(
              LatLonPoint.newBoxQuery(box.field(), south, north, west, east),
              LatLonDocValuesField.newSlowBoxQuery(box.field(), south, north, west, east)));
    }
    if (query instanceof GeoDistanceQuery distance) {
      double latitude = distance.center().latitude();
      double longitude = distance.center().longitude();
      return constant(
          new IndexOrDocValuesQuery(
              LatLonPoint.newDistanceQuery(
                  distance.field(), latitude, longitude, distance.meters()),
              LatLonDocValuesField.newSlowDistanceQuery(
                  distance.field(), latitude, longitude, distance.meters())));
    }
    GeoPolygonQuery polygon = (GeoPolygonQuery) query;
    Polygon shape = polygon(polygon.points());
    return constant(
        new IndexOrDocValuesQuery(
            LatLonPoint.newPolygonQuery(polygon.field(), shape),
            LatLonDocValuesField.newSlowPolygonQuery(polygon.field(), shape)));
  }

  private static Polygon polygon(List<GeoPoint> points) {
    boolean closed = points.get(0).equals(points.get(points.size() - 1));
    int count = closed ? points.size() : points.size() + 1;
    double[] latitudes = new double[count];
    double[] longitudes = new double[count];
    for (int i = 0; i < count; i++) {
      GeoPoint point = points.get(i % points.size());
      latitudes[i] = point.latitude();
      longitudes[i] = point.longitude();
    }
    try {
      return new Polygon(latitudes, longitudes);
    } catch (IllegalArgumentException e) {
      throw Errors.searchQueryInvalid();
    }
  }

  private org.apache.lucene.search.Query match(MatchQuery match) {
    IndexField field = field(match.field());
    if (field.type() == FieldType.KEYWORD) {
      return leaves.keyword(match.field(), match.text());
    }
    Tokens words = words(field, match.text());
    int size = words.size();
    boolean all = match.operator() == MatchQuery.Operator.AND;
    int minimum =
        all || match.minimumShouldMatch() == null
            ? 1
            : Math.max(1, match.minimumShouldMatch().of(size));
    if (size == 0 || minimum > size) {
      return new MatchNoDocsQuery();
    }
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (int i = 0; i < size; i++) {
      builder.add(
          new org.apache.lucene.search.TermQuery(new Term(match.field(), words.term(i))),
          all ? MUST : SHOULD);
    }
    if (!all) {
      builder.setMinimumNumberShouldMatch(minimum);
    }
    return builder.build();
  }

  private org.apache.lucene.search.Query phrase(MatchPhraseQuery phrase) {
    IndexField field = field(phrase.field());
    if (field.type() == FieldType.KEYWORD) {
      return leaves.keyword(phrase.field(), phrase.text());
    }
    Tokens words = words(field, phrase.text());
    if (words.size() == 0) {
      return new MatchNoDocsQuery();
    }
    PhraseQuery.Builder builder = new PhraseQuery.Builder().setSlop(phrase.slop());
    int position = -1;
    for (int i = 0; i < words.size(); i++) {
      position += words.increment(i);
      builder.add(new Term(phrase.field(), words.term(i)), position);
    }
    return builder.build();
  }

  private Tokens words(IndexField field, String text) {
    Tokens words = mapping.text(field.path()).query().cut(text);
    if (words.size() > Limits.SEARCH_TERMS) {
      throw Errors.searchQueryInvalid();
    }
    return words;
  }

  private IndexField field(String path) {
    return mapping.fields().find(path);
  }

  private static org.apache.lucene.search.Query constant(org.apache.lucene.search.Query query) {
    return new org.apache.lucene.search.ConstantScoreQuery(query);
  }

  private static org.apache.lucene.search.Query boost(
      org.apache.lucene.search.Query query, float weight) {
    return weight == 1 ? query : new BoostQuery(query, weight);
  }
}
