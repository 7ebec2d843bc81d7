/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.ScoreFunction.Decay;
import io.tabularium.search.query.ScoreFunction.FieldValueFactor;
import io.tabularium.search.schema.IndexField;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.SloppyMath;

/** The number one function gives for a document. */
@FunctionalInterface
interface FunctionValue {
  /** Prepares for one leaf. */
  ForLeaf leaf(LeafReaderContext leaf) throws IOException;

  /** Prepared for one leaf. */
  @FunctionalInterface
  interface ForLeaf {
    /** The number for a document, asked for in ascending order. */
    double value(int doc) throws IOException;
  }

  /** Several values of a document, one after the other. */
  @FunctionalInterface
  interface Values {
    /** The next one. */
    double next() throws IOException;
  }

  /** The function of a source; a source that is {@code null} gives 1. */
  static FunctionValue of(ScoreFunction.Source source, Mapping mapping) {
    if (source instanceof FieldValueFactor factor) {
      return factor(factor, mapping.fields().find(factor.field()));
    }
    if (source instanceof ScoreFunction.RandomScore) {
      return leaf -> doc -> ThreadLocalRandom.current().nextDouble();
    }
    if (source instanceof Decay decay) {
      return decay(decay, mapping);
    }
    return leaf -> doc -> 1;
  }

  private static FunctionValue factor(FieldValueFactor factor, IndexField field) {
    return leaf -> {
      NumberColumn column = new NumberColumn(field, leaf);
      return doc -> {
        double value;
        if (column.advance(doc) > 0) {
          value = column.next();
        } else if (factor.missing() != null) {
          value = factor.missing();
        } else {
          return 1;
        }
        double result = modified(factor.modifier(), factor.factor() * value);
        if (!(result >= 0)) {
          throw Errors.searchQueryInvalid();
        }
        return result;
      };
    };
  }

  private static double modified(ScoreFunction.Modifier modifier, double v) {
    return switch (modifier) {
      case NONE -> v;
      case LOG -> Math.log10(v);
      case LOG1P -> Math.log10(v + 1);
      case LOG2P -> Math.log10(v + 2);
      case LN -> Math.log(v);
      case LN1P -> Math.log1p(v);
      case LN2P -> Math.log(v + 2);
      case SQUARE -> v * v;
      case SQRT -> Math.sqrt(v);
      case RECIPROCAL -> 1 / v;
    };
  }

  private static FunctionValue decay(Decay decay, Mapping mapping) {
    IndexField field = mapping.fields().find(decay.field());
    if (decay.origin() instanceof ScoreFunction.GeoOrigin geo) {
      DoubleUnaryOperator curve = curve(decay, geo.scale(), geo.offset());
      return leaf -> {
        SortedNumericDocValues places = DocValues.getSortedNumeric(leaf.reader(), field.path());
        return doc ->
            places.advanceExact(doc)
                ? curve.applyAsDouble(
                    distance(
                        decay,
                        places.docValueCount(),
                        () -> meters(places.nextValue(), geo.origin())))
                : 1;
      };
    }
    double origin;
    DoubleUnaryOperator curve;
    if (decay.origin() instanceof ScoreFunction.DateOrigin date) {
      origin = millis(date.origin(), mapping.dates(decay.field()));
      double offset = date.offset() == null ? 0 : date.offset().millis();
      curve = curve(decay, date.scale().millis(), offset);
    } else {
      ScoreFunction.NumberOrigin number = (ScoreFunction.NumberOrigin) decay.origin();
      origin = number.origin();
      curve = curve(decay, number.scale(), number.offset());
    }
    return leaf -> {
      NumberColumn column = new NumberColumn(field, leaf);
      return doc -> {
        int count = column.advance(doc);
        return count == 0
            ? 1
            : curve.applyAsDouble(distance(decay, count, () -> Math.abs(column.next() - origin)));
      };
    };
  }

  private static double millis(Value origin, DateFormats formats) {
    return origin.type() == io.tabularium.model.ValueType.INTEGER
        ? (double) origin.asLong()
        : (double) Operands.date(origin, formats) / DateFormats.NANOS_PER_MILLI;
  }

  private static double meters(long encoded, GeoPoint from) {
    return SloppyMath.haversinMeters(
        GeoEncodingUtils.decodeLatitude((int) (encoded >>> Integer.SIZE)),
        GeoEncodingUtils.decodeLongitude((int) encoded),
        from.latitude(),
        from.longitude());
  }

  private static double distance(Decay decay, int count, Values distances) throws IOException {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double distance = distances.next();
      least = Math.min(least, distance);
      most = Math.max(most, distance);
      sum += distance;
    }
    return switch (decay.multiValueMode()) {
      case MAX -> most;
      case MIN -> least;
      case SUM -> sum;
      case AVG -> sum / count;
    };
  }

  /** What the curve gives for a distance. */
  private static DoubleUnaryOperator curve(Decay decay, double scale, double offset) {
    double ln = Math.log(decay.decay());
    double reach = scale / (1 - decay.decay());
    return distance -> {
      // Dividing first and a distance with an end: no extreme of either makes it no number.
      double d = Math.max(0, Math.min(distance, Double.MAX_VALUE) - offset);
      double steps = d / scale;
      return switch (decay.curve()) {
        case GAUSS -> Math.exp(steps * steps * ln);
        case EXP -> Math.exp(steps * ln);
        case LINEAR -> Math.max(0, 1 - d / reach);
      };
    };
  }
}
