/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static io.tabularium.wire.tablestore.codec.search.TreeBudget.parse;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.FunctionsScoreQuery.CombineMode;
import io.tabularium.search.query.FunctionsScoreQuery.ScoreMode;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.ScoreFunction.Curve;
import io.tabularium.search.query.ScoreFunction.Modifier;
import io.tabularium.search.query.ScoreFunction.MultiValueMode;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;

/** Reads what scores are changed by. */
final class ScoreFunctions {
  /** What is left of a decay one scale away when the request does not say. */
  private static final double DECAY_DEFAULT = 0.5;

  private ScoreFunctions() {}

  /** Where a function's number comes from, or {@code null} if it is nothing but a weight. */
  static ScoreFunction.Source source(SearchQueryProto.Function function) {
    int sources =
        (function.hasFieldValueFactor() ? 1 : 0)
            + (function.hasRandom() ? 1 : 0)
            + (function.hasDecay() ? 1 : 0);
    if (sources > 1) {
      throw Errors.searchQueryInvalid();
    }
    if (function.hasFieldValueFactor()) {
      return factor(function.getFieldValueFactor());
    }
    if (function.hasRandom()) {
      return new ScoreFunction.RandomScore();
    }
    return function.hasDecay() ? decay(function.getDecay()) : null;
  }

  private static ScoreFunction.Source factor(SearchQueryProto.FieldValueFactorFunction message) {
    return new ScoreFunction.FieldValueFactor(
        message.getFieldName(),
        message.hasFactor() ? message.getFactor() : 1,
        switch (message.hasModifier()
            ? message.getModifier()
            : SearchQueryProto.FunctionModifier.FM_NONE) {
          case FM_NONE -> Modifier.NONE;
          case FM_LOG -> Modifier.LOG;
          case FM_LOG1P -> Modifier.LOG1P;
          case FM_LOG2P -> Modifier.LOG2P;
          case FM_LN -> Modifier.LN;
          case FM_LN1P -> Modifier.LN1P;
          case FM_LN2P -> Modifier.LN2P;
          case FM_SQUARE -> Modifier.SQUARE;
          case FM_SQRT -> Modifier.SQRT;
          case FM_RECIPROCAL -> Modifier.RECIPROCAL;
        },
        message.hasMissing() ? message.getMissing() : null);
  }

  private static ScoreFunction.Source decay(SearchQueryProto.DecayFunction message) {
    if (!message.hasMathFunction() || !message.hasParamType()) {
      throw Errors.searchQueryInvalid();
    }
    return new ScoreFunction.Decay(
        message.getFieldName(),
        switch (message.getMathFunction()) {
          case DM_GAUSS -> Curve.GAUSS;
          case DM_EXP -> Curve.EXP;
          case DM_LINEAR -> Curve.LINEAR;
        },
        origin(message),
        message.hasDecay() ? message.getDecay() : DECAY_DEFAULT,
        switch (message.hasMultiValueMode()
            ? message.getMultiValueMode()
            : SearchQueryProto.MultiValueMode.MVM_MIN) {
          case MVM_MAX -> MultiValueMode.MAX;
          case MVM_MIN -> MultiValueMode.MIN;
          case MVM_SUM -> MultiValueMode.SUM;
          case MVM_AVG -> MultiValueMode.AVG;
        });
  }

  private static ScoreFunction.Origin origin(SearchQueryProto.DecayFunction message) {
    return switch (message.getParamType()) {
      case DP_NUMERIC -> {
        SearchQueryProto.DecayFuncNumericParam number =
            parse(SearchQueryProto.DecayFuncNumericParam.parser(), message.getParam());
        yield new ScoreFunction.NumberOrigin(
            number.getOrigin(), number.getScale(), number.getOffset());
      }
      case DP_GEO -> {
        SearchQueryProto.DecayFuncGeoParam geo =
            parse(SearchQueryProto.DecayFuncGeoParam.parser(), message.getParam());
        yield new ScoreFunction.GeoOrigin(
            Operands.point(geo.getOrigin()), geo.getScale(), geo.getOffset());
      }
      case DP_DATE -> {
        SearchQueryProto.DecayFuncDateParam date =
            parse(SearchQueryProto.DecayFuncDateParam.parser(), message.getParam());
        if (!date.hasScale() || (!date.hasOriginLong() && !date.hasOriginString())) {
          throw Errors.searchQueryInvalid();
        }
        yield new ScoreFunction.DateOrigin(
            date.hasOriginString()
                ? Value.string(date.getOriginString())
                : Value.integer(date.getOriginLong()),
            interval(date.getScale()),
            date.hasOffset() ? interval(date.getOffset()) : null);
      }
    };
  }

  /** A stretch of time. */
  static DateInterval interval(SearchQueryProto.DateTimeValue message) {
    if (!message.hasUnit()) {
      throw Errors.searchQueryInvalid();
    }
    return new DateInterval(
        message.getValue(),
        switch (message.getUnit()) {
          case DU_YEAR -> DateInterval.Unit.YEAR;
          case DU_QUARTER_YEAR -> DateInterval.Unit.QUARTER_YEAR;
          case DU_MONTH -> DateInterval.Unit.MONTH;
          case DU_WEEK -> DateInterval.Unit.WEEK;
          case DU_DAY -> DateInterval.Unit.DAY;
          case DU_HOUR -> DateInterval.Unit.HOUR;
          case DU_MINUTE -> DateInterval.Unit.MINUTE;
          case DU_SECOND -> DateInterval.Unit.SECOND;
          case DU_MILLISECOND -> DateInterval.Unit.MILLISECOND;
        });
  }

  static ScoreMode scoreMode(SearchQueryProto.FunctionScoreMode mode) {
    return switch (mode) {
      case FSM_AVG -> ScoreMode.AVG;
      case FSM_MAX -> ScoreMode.MAX;
      case FSM_SUM -> ScoreMode.SUM;
      case FSM_MIN -> ScoreMode.MIN;
      case FSM_MULTIPLY -> ScoreMode.MULTIPLY;
      case FSM_FIRST -> ScoreMode.FIRST;
    };
  }

  static CombineMode combineMode(SearchQueryProto.FunctionCombineMode mode) {
    return switch (mode) {
      case FCM_MULTIPLY -> CombineMode.MULTIPLY;
      case FCM_AVG -> CombineMode.AVG;
      case FCM_MAX -> CombineMode.MAX;
      case FCM_SUM -> CombineMode.SUM;
      case FCM_MIN -> CombineMode.MIN;
      case FCM_REPLACE -> CombineMode.REPLACE;
    };
  }
}
