/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static io.tabularium.wire.tablestore.codec.search.TreeBudget.parse;

import com.google.protobuf.ByteString;
import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FloatVector;
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
import io.tabularium.search.query.MinimumShouldMatch;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.Sort;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import java.util.ArrayList;
import java.util.List;

/** Reads query trees. One decoder serves one request, all of whose trees share its budget. */
final class QueryDecoder {
  /** Child rows returned when a request does not say. */
  private static final int INNER_HITS_DEFAULT = 3;

  private final TreeBudget budget = new TreeBudget();

  /** The tree, or every row if there is none. */
  Query queryOrAll(boolean present, SearchQueryProto.Query message) {
    return present ? query(message) : MatchAllQuery.INSTANCE;
  }

  /** The tree, or {@code null} if there is none. */
  Query queryOrNull(boolean present, SearchQueryProto.Query message) {
    return present ? query(message) : null;
  }

  /** The tree. */
  Query query(SearchQueryProto.Query message) {
    if (!message.hasType()) {
      throw Errors.searchQueryInvalid();
    }
    budget.enter();
    Query query = decode(message.getType(), message.getQuery());
    budget.leave();
    return query;
  }

  private List<Query> queries(List<SearchQueryProto.Query> messages) {
    List<Query> queries = new ArrayList<>();
    messages.forEach(message -> queries.add(query(message)));
    return queries;
  }

  private Query decode(SearchQueryProto.QueryType type, ByteString body) {
    return switch (type) {
      case QT_MATCH_ALL -> MatchAllQuery.INSTANCE;
      case QT_MATCH -> match(parse(SearchQueryProto.MatchQuery.parser(), body));
      case QT_MATCH_PHRASE -> phrase(parse(SearchQueryProto.MatchPhraseQuery.parser(), body));
      case QT_TERM -> term(parse(SearchQueryProto.TermQuery.parser(), body));
      case QT_TERMS -> terms(parse(SearchQueryProto.TermsQuery.parser(), body));
      case QT_RANGE -> range(parse(SearchQueryProto.RangeQuery.parser(), body));
      case QT_PREFIX -> prefix(parse(SearchQueryProto.PrefixQuery.parser(), body));
      case QT_SUFFIX -> suffix(parse(SearchQueryProto.SuffixQuery.parser(), body));
      case QT_WILDCARD -> wildcard(parse(SearchQueryProto.WildcardQuery.parser(), body));
      case QT_BOOL -> bool(parse(SearchQueryProto.BoolQuery.parser(), body));
      case QT_CONST_SCORE -> constant(parse(SearchQueryProto.ConstScoreQuery.parser(), body));
      case QT_FUNCTION_SCORE -> function(parse(SearchQueryProto.FunctionScoreQuery.parser(), body));
      case QT_FUNCTIONS_SCORE ->
          functions(parse(SearchQueryProto.FunctionsScoreQuery.parser(), body));
      case QT_NESTED -> nested(parse(SearchQueryProto.NestedQuery.parser(), body));
      case QT_GEO_BOUNDING_BOX -> box(parse(SearchQueryProto.GeoBoundingBoxQuery.parser(), body));
      case QT_GEO_DISTANCE -> distance(parse(SearchQueryProto.GeoDistanceQuery.parser(), body));
      case QT_GEO_POLYGON -> polygon(parse(SearchQueryProto.GeoPolygonQuery.parser(), body));
      case QT_EXISTS ->
          new ExistsQuery(parse(SearchQueryProto.ExistsQuery.parser(), body).getFieldName());
      case QT_KNN_VECTOR -> vector(parse(SearchQueryProto.KnnVectorQuery.parser(), body));
      case QT_DIS_MAX -> best(parse(SearchQueryProto.DisMaxQuery.parser(), body));
    };
  }

  // ---- words and values -------------------------------------------------------------------------

  private static Query match(SearchQueryProto.MatchQuery message) {
    MinimumShouldMatch minimum = null;
    if (message.hasNewMinimumShouldMatch()) {
      minimum = MinimumShouldMatch.parse(message.getNewMinimumShouldMatch());
    } else if (message.hasMinimumShouldMatch()) {
      if (message.getMinimumShouldMatch() < 0) {
        throw Errors.searchQueryInvalid();
      }
      minimum = MinimumShouldMatch.count(message.getMinimumShouldMatch());
    }
    return new MatchQuery(
        message.getFieldName(),
        message.getText(),
        message.getOperator() == SearchQueryProto.QueryOperator.QO_AND
            ? MatchQuery.Operator.AND
            : MatchQuery.Operator.OR,
        minimum,
        weight(message.hasWeight(), message.getWeight()));
  }

  private static Query phrase(SearchQueryProto.MatchPhraseQuery message) {
    return new MatchPhraseQuery(
        message.getFieldName(),
        message.getText(),
        message.getSlop(),
        weight(message.hasWeight(), message.getWeight()));
  }

  private static Query term(SearchQueryProto.TermQuery message) {
    return new TermQuery(
        message.getFieldName(),
        Operands.value(message.getTerm(), message.getFieldName()),
        weight(message.hasWeight(), message.getWeight()));
  }

  private static Query terms(SearchQueryProto.TermsQuery message) {
    List<Value> terms = new ArrayList<>(message.getTermsCount());
    for (ByteString term : message.getTermsList()) {
      terms.add(Operands.value(term, message.getFieldName()));
    }
    return new TermsQuery(
        message.getFieldName(), terms, weight(message.hasWeight(), message.getWeight()));
  }

  private static Query range(SearchQueryProto.RangeQuery message) {
    String field = message.getFieldName();
    return new RangeQuery(
        field,
        Operands.valueOrNull(message.hasRangeFrom(), message.getRangeFrom(), field),
        message.getIncludeLower(),
        Operands.valueOrNull(message.hasRangeTo(), message.getRangeTo(), field),
        message.getIncludeUpper());
  }

  private static Query prefix(SearchQueryProto.PrefixQuery message) {
    return new PrefixQuery(
        message.getFieldName(),
        message.getPrefix(),
        weight(message.hasWeight(), message.getWeight()));
  }

  private static Query suffix(SearchQueryProto.SuffixQuery message) {
    return new SuffixQuery(
        message.getFieldName(),
        message.getSuffix(),
        weight(message.hasWeight(), message.getWeight()));
  }

  private static Query wildcard(SearchQueryProto.WildcardQuery message) {
    return new WildcardQuery(
        message.getFieldName(),
        message.getValue(),
        weight(message.hasWeight(), message.getWeight()));
  }

  // ---- queries of queries -----------------------------------------------------------------------

  private Query bool(SearchQueryProto.BoolQuery message) {
    Integer minimum = message.hasMinimumShouldMatch() ? message.getMinimumShouldMatch() : null;
    if (message.hasNewMinimumShouldMatch()) {
      minimum =
          MinimumShouldMatch.parse(message.getNewMinimumShouldMatch())
              .of(message.getShouldQueriesCount());
    }
    Query query =
        new BoolQuery(
            queries(message.getMustQueriesList()),
            queries(message.getFilterQueriesList()),
            queries(message.getMustNotQueriesList()),
            queries(message.getShouldQueriesList()),
            minimum);
    return message.hasWeight() && message.getWeight() != 1
        ? weighted(query, message.getWeight())
        : query;
  }

  /** The contract's own way to multiply a score: a function that is nothing but a weight. */
  private static Query weighted(Query query, float weight) {
    return new FunctionsScoreQuery(
        query,
        List.of(new ScoreFunction(null, weight, null)),
        FunctionsScoreQuery.ScoreMode.MULTIPLY,
        FunctionsScoreQuery.CombineMode.MULTIPLY,
        null,
        null);
  }

  private Query best(SearchQueryProto.DisMaxQuery message) {
    return new DisMaxQuery(
        queries(message.getQueriesList()),
        message.getTieBreaker(),
        weight(message.hasWeight(), message.getWeight()));
  }

  private Query constant(SearchQueryProto.ConstScoreQuery message) {
    if (!message.hasFilter()) {
      throw Errors.searchQueryInvalid();
    }
    return new ConstantScoreQuery(query(message.getFilter()));
  }

  private Query function(SearchQueryProto.FunctionScoreQuery message) {
    if (!message.hasFieldValueFactor()) {
      throw Errors.searchQueryInvalid();
    }
    return new FunctionScoreQuery(
        queryOrAll(message.hasQuery(), message.getQuery()),
        message.getFieldValueFactor().getFieldName());
  }

  private Query functions(SearchQueryProto.FunctionsScoreQuery message) {
    List<ScoreFunction> functions = new ArrayList<>();
    for (SearchQueryProto.Function function : message.getFunctionsList()) {
      budget.enter();
      functions.add(
          new ScoreFunction(
              ScoreFunctions.source(function),
              function.hasWeight() ? function.getWeight() : null,
              queryOrNull(function.hasFilter(), function.getFilter())));
      budget.leave();
    }
    return new FunctionsScoreQuery(
        queryOrAll(message.hasQuery(), message.getQuery()),
        functions,
        message.hasScoreMode()
            ? ScoreFunctions.scoreMode(message.getScoreMode())
            : FunctionsScoreQuery.ScoreMode.MULTIPLY,
        message.hasCombineMode()
            ? ScoreFunctions.combineMode(message.getCombineMode())
            : FunctionsScoreQuery.CombineMode.MULTIPLY,
        message.hasMinScore() ? (double) message.getMinScore() : null,
        message.hasMaxScore() ? (double) message.getMaxScore() : null);
  }

  private Query nested(SearchQueryProto.NestedQuery message) {
    if (!message.hasQuery()) {
      throw Errors.searchQueryInvalid();
    }
    return new NestedQuery(
        message.getPath(),
        query(message.getQuery()),
        switch (message.hasScoreMode()
            ? message.getScoreMode()
            : SearchQueryProto.ScoreMode.SM_AVG) {
          case SM_NONE -> NestedQuery.ScoreMode.NONE;
          case SM_AVG -> NestedQuery.ScoreMode.AVG;
          case SM_MAX -> NestedQuery.ScoreMode.MAX;
          case SM_TOTAL -> NestedQuery.ScoreMode.TOTAL;
          case SM_MIN -> NestedQuery.ScoreMode.MIN;
        },
        weight(message.hasWeight(), message.getWeight()),
        message.hasInnerHits() ? innerHits(message.getInnerHits()) : null);
  }

  private InnerHits innerHits(SearchQueryProto.InnerHits message) {
    return new InnerHits(
        message.hasSort() ? sort(message.getSort()) : Sort.NONE,
        message.getOffset(),
        message.hasLimit() ? message.getLimit() : INNER_HITS_DEFAULT,
        message.hasHighlight() ? HighlightDecoder.highlight(message.getHighlight()) : null);
  }

  /** An order of rows. */
  Sort sort(SearchQueryProto.Sort message) {
    return new SortDecoder(this).sort(message);
  }

  // ---- places and vectors -----------------------------------------------------------------------

  private static Query box(SearchQueryProto.GeoBoundingBoxQuery message) {
    return new GeoBoundingBoxQuery(
        message.getFieldName(),
        Operands.point(message.getTopLeft()),
        Operands.point(message.getBottomRight()));
  }

  private static Query distance(SearchQueryProto.GeoDistanceQuery message) {
    return new GeoDistanceQuery(
        message.getFieldName(), Operands.point(message.getCenterPoint()), message.getDistance());
  }

  private static Query polygon(SearchQueryProto.GeoPolygonQuery message) {
    return new GeoPolygonQuery(message.getFieldName(), Operands.points(message.getPointsList()));
  }

  private Query vector(SearchQueryProto.KnnVectorQuery message) {
    float[] numbers = new float[message.getFloat32QueryVectorCount()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = message.getFloat32QueryVector(i);
    }
    return new KnnVectorQuery(
        message.getFieldName(),
        FloatVector.of(numbers),
        message.getTopK(),
        message.hasNumCandidates() ? message.getNumCandidates() : null,
        message.hasMinScore() ? message.getMinScore() : null,
        queryOrNull(message.hasFilter(), message.getFilter()),
        weight(message.hasWeight(), message.getWeight()));
  }

  private static float weight(boolean present, float weight) {
    return present ? weight : 1;
  }
}
