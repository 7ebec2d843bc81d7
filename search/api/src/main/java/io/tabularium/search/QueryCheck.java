/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import static io.tabularium.model.Limits.SEARCH_HIGHLIGHT_FIELDS;
import static io.tabularium.model.Limits.SEARCH_HIGHLIGHT_FRAGMENTS;
import static io.tabularium.model.Limits.SEARCH_KNN_CANDIDATES;
import static io.tabularium.model.Limits.SEARCH_LIMIT_FROM_INDEX;
import static io.tabularium.model.Limits.SEARCH_OFFSET_PLUS_LIMIT;
import static io.tabularium.model.Limits.SEARCH_POLYGON_POINTS;
import static io.tabularium.model.Limits.SEARCH_PREFIX_BYTES;
import static io.tabularium.model.Limits.SEARCH_QUERY_DEPTH;
import static io.tabularium.model.Limits.SEARCH_QUERY_NODES;
import static io.tabularium.model.Limits.SEARCH_SCORE_FUNCTIONS;
import static io.tabularium.model.Limits.SEARCH_TERMS;
import static io.tabularium.model.Limits.SEARCH_TOP_K;
import static io.tabularium.model.Limits.SEARCH_WILDCARD_CHARACTERS;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPolygonQuery;
import io.tabularium.search.query.InnerHits;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.schema.Capability;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.schema.VectorOptions;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sorter;
import java.util.List;

/** The rules of query trees; counts the nodes of all trees of one request together. */
final class QueryCheck {
  private static final String TAG_CHARACTERS = "<>\"'/";

  private final IndexFields fields;
  private int nodes;
  private int fragments;

  QueryCheck(IndexFields fields) {
    this.fields = fields;
  }

  /** Refuses a tree that breaks a rule. */
  void check(Query query) {
    check(query, 1);
  }

  private void check(Query query, int depth) {
    require(query != null && depth <= SEARCH_QUERY_DEPTH && ++nodes <= SEARCH_QUERY_NODES);
    // No pattern matching for switch in this version of Java.
    if (query instanceof MatchAllQuery) {
      return;
    }
    if (query instanceof BoolQuery bool) {
      checkAll(bool.must(), depth);
      checkAll(bool.filter(), depth);
      checkAll(bool.mustNot(), depth);
      checkAll(bool.should(), depth);
      require(bool.minimumShouldMatch() == null || bool.minimumShouldMatch() >= 0);
    } else if (query instanceof DisMaxQuery best) {
      require(!best.queries().isEmpty());
      require(best.tieBreaker() >= 0 && best.tieBreaker() <= 1);
      weight(best.weight());
      checkAll(best.queries(), depth);
    } else if (query instanceof ConstantScoreQuery constant) {
      check(constant.filter(), depth + 1);
    } else if (query instanceof FunctionScoreQuery function) {
      check(function.query(), depth + 1);
      field(function.field(), Capability.NUMBER);
    } else if (query instanceof FunctionsScoreQuery functions) {
      functions(functions, depth);
    } else if (query instanceof NestedQuery nested) {
      nested(nested, depth);
    } else {
      leaf(query, depth);
    }
  }

  private void checkAll(List<Query> queries, int depth) {
    for (Query query : queries) {
      check(query, depth + 1);
    }
  }

  private void leaf(Query query, int depth) {
    if (query instanceof MatchQuery match) {
      field(match.field(), Capability.MATCH);
      weight(match.weight());
    } else if (query instanceof MatchPhraseQuery phrase) {
      field(phrase.field(), Capability.MATCH);
      weight(phrase.weight());
      require(phrase.slop() >= 0);
    } else if (query instanceof TermQuery term) {
      field(term.field(), Capability.TERM);
      weight(term.weight());
      require(term.term() != null);
    } else if (query instanceof TermsQuery terms) {
      field(terms.field(), Capability.TERM);
      weight(terms.weight());
      require(!terms.terms().isEmpty() && terms.terms().size() <= SEARCH_TERMS);
    } else if (query instanceof RangeQuery range) {
      field(range.field(), Capability.RANGE);
    } else if (query instanceof PrefixQuery prefix) {
      field(prefix.field(), Capability.PREFIX);
      weight(prefix.weight());
      affix(prefix.prefix());
    } else if (query instanceof SuffixQuery suffix) {
      field(suffix.field(), Capability.SUFFIX);
      weight(suffix.weight());
      affix(suffix.suffix());
    } else if (query instanceof WildcardQuery wildcard) {
      field(wildcard.field(), Capability.PREFIX);
      weight(wildcard.weight());
      String pattern = wildcard.pattern();
      require(pattern.codePointCount(0, pattern.length()) <= SEARCH_WILDCARD_CHARACTERS);
    } else if (query instanceof ExistsQuery exists) {
      field(exists.field(), Capability.EXISTS);
    } else if (query instanceof GeoBoundingBoxQuery box) {
      field(box.field(), Capability.GEO);
      require(box.topLeft().latitude() >= box.bottomRight().latitude());
    } else if (query instanceof GeoDistanceQuery distance) {
      field(distance.field(), Capability.GEO);
      require(distance.meters() >= 0 && distance.meters() < Double.POSITIVE_INFINITY);
    } else if (query instanceof GeoPolygonQuery polygon) {
      field(polygon.field(), Capability.GEO);
      int points = polygon.points().size();
      require(points >= 3 && points <= SEARCH_POLYGON_POINTS);
    } else if (query instanceof KnnVectorQuery knn) {
      knn(knn, depth);
    }
  }

  private void knn(KnnVectorQuery knn, int depth) {
    IndexField field = field(knn.field(), Capability.VECTOR_SIMILARITY);
    weight(knn.weight());
    require(knn.vector().dimension() == field.schema().vectorOptions().dimension());
    boolean zero = true;
    for (int i = 0; i < knn.vector().dimension(); i++) {
      require(Float.isFinite(knn.vector().get(i)));
      zero &= knn.vector().get(i) == 0;
    }
    // The angle to a vector without length is not defined.
    require(!zero || field.schema().vectorOptions().metric() != VectorOptions.Metric.COSINE);
    require(knn.topK() >= 1 && knn.topK() <= SEARCH_TOP_K);
    require(
        knn.numCandidates() == null
            || (knn.numCandidates() >= knn.topK() && knn.numCandidates() <= SEARCH_KNN_CANDIDATES));
    require(knn.minScore() == null || knn.minScore() >= 0);
    if (knn.filter() != null) {
      check(knn.filter(), depth + 1);
    }
  }

  private void functions(FunctionsScoreQuery query, int depth) {
    check(query.query(), depth + 1);
    require(query.functions().size() <= SEARCH_SCORE_FUNCTIONS);
    require(query.maxScore() == null || !query.maxScore().isNaN());
    require(query.minScore() == null || !query.minScore().isNaN());
    for (ScoreFunction function : query.functions()) {
      if (function.filter() != null) {
        check(function.filter(), depth + 1);
      }
      if (function.weight() != null) {
        weight(function.weight());
      }
      if (function.source() instanceof ScoreFunction.FieldValueFactor factor) {
        field(factor.field(), Capability.NUMBER);
        require(Double.isFinite(factor.factor()));
      } else if (function.source() instanceof ScoreFunction.Decay decay) {
        decay(decay);
      }
    }
  }

  private void decay(ScoreFunction.Decay decay) {
    require(decay.decay() > 0 && decay.decay() < 1);
    if (decay.origin() instanceof ScoreFunction.GeoOrigin geo) {
      field(decay.field(), Capability.GEO);
      require(geo.scale() > 0 && Double.isFinite(geo.scale()) && geo.offset() >= 0);
    } else if (decay.origin() instanceof ScoreFunction.NumberOrigin number) {
      IndexField field = field(decay.field(), Capability.NUMBER);
      require(field.type() != FieldType.DATE);
      require(Double.isFinite(number.origin()) && number.offset() >= 0);
      require(number.scale() > 0 && Double.isFinite(number.scale()));
    } else if (decay.origin() instanceof ScoreFunction.DateOrigin date) {
      IndexField field = field(decay.field(), Capability.NUMBER);
      require(field.type() == FieldType.DATE);
      DateInterval offset = date.offset();
      require(date.scale() != null && date.scale().value() > 0);
      require(offset == null || offset.value() >= 0);
    }
  }

  private void nested(NestedQuery nested, int depth) {
    require(fields.isNestedPath(nested.path()));
    weight(nested.weight());
    InnerHits hits = nested.innerHits();
    if (hits != null) {
      require(hits.offset() >= 0 && hits.limit() >= 0);
      if (hits.limit() > SEARCH_LIMIT_FROM_INDEX) {
        throw Errors.searchLimit(SEARCH_LIMIT_FROM_INDEX);
      }
      if ((long) hits.offset() + hits.limit() > SEARCH_OFFSET_PLUS_LIMIT) {
        throw Errors.searchOffset(hits.offset(), hits.limit());
      }
      for (Sorter sorter : hits.sort().sorters()) {
        require(sorter instanceof ScoreSort || sorter instanceof DocSort);
      }
      highlight(hits.highlight());
    }
    check(nested.query(), depth + 1);
  }

  /** Refuses a highlight that breaks a rule; {@code null} breaks none. */
  void highlight(Highlight highlight) {
    if (highlight == null) {
      return;
    }
    require(highlight.fields().size() <= SEARCH_HIGHLIGHT_FIELDS);
    for (Highlight.Field field : highlight.fields()) {
      IndexField found = fields.find(field.name());
      if (found == null || found.type() != FieldType.TEXT || !found.schema().canHighlight()) {
        throw Errors.searchHighlight(field.name());
      }
      require(field.fragments() >= 0 && field.fragmentSize() > 0);
      fragments += Math.min(field.fragments(), SEARCH_HIGHLIGHT_FRAGMENTS + 1);
      require(fragments <= SEARCH_HIGHLIGHT_FRAGMENTS);
      require(isTag(field.preTag()) && isTag(field.postTag()));
    }
  }

  private static boolean isTag(String tag) {
    return tag.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || TAG_CHARACTERS.indexOf(c) >= 0);
  }

  private static void affix(String text) {
    require(Value.string(text).size() <= SEARCH_PREFIX_BYTES);
  }

  private static void weight(float weight) {
    require(weight > 0 && weight < Float.POSITIVE_INFINITY);
  }

  /** The field with this path, which can be queried so. */
  private IndexField field(String path, Capability capability) {
    IndexField field = fields.find(path);
    require(field != null && field.can(capability) && field.schema().indexed());
    return field;
  }

  static void require(boolean kept) {
    if (!kept) {
      throw Errors.searchQueryInvalid();
    }
  }
}
