/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.lucene.query.Operands;
import org.apache.lucene.util.NumericUtils;

/** Steps of the same length, over numbers. Its range is one of the steps' beginnings. */
abstract class NumberAxis extends Axis {
  private final Double min;
  private final Double max;

  private NumberAxis(GroupByHistogram request) {
    this.min = request.min() == null ? null : (Double) Operands.real(request.min());
    this.max = request.max() == null ? null : (Double) Operands.real(request.max());
  }

  /**
   * The axis of a histogram.
   *
   * @param integers whether the field is a LONG
   */
  static NumberAxis of(GroupByHistogram request, boolean integers) {
    Long interval = integers ? Operands.integer(request.interval()) : null;
    Long offset = request.offset() == null ? Long.valueOf(0) : Operands.integer(request.offset());
    return interval != null && offset != null
        ? new Whole(request, interval, offset)
        : new Real(request, integers);
  }

  /** The beginning of a step. */
  abstract Value key(long step);

  /** The beginning of a step as a number. */
  abstract double real(long step);

  @Override
  final boolean holds(long step) {
    double key = real(step);
    return (min == null || key >= min) && (max == null || key <= max);
  }

  @Override
  final Long first() {
    if (min == null) {
      return null;
    }
    long step = around(min);
    return real(step) < min ? (Long) next(step) : (Long) step;
  }

  /** The step a number lies in. */
  abstract long around(double number);

  @Override
  final boolean ends() {
    return max != null;
  }

  /** Integers: a step is its beginning. */
  private static final class Whole extends NumberAxis {
    private final long interval;
    private final long offset;

    Whole(GroupByHistogram request, long interval, long offset) {
      super(request);
      this.interval = interval;
      this.offset = Math.floorMod(offset, interval);
    }

    @Override
    long step(long value) {
      long past = Math.floorMod(value, interval) - offset;
      if (past < 0) {
        past += interval;
      }
      // The first step may begin before the smallest number.
      return value - Long.MIN_VALUE < past && value < 0 ? Long.MIN_VALUE : value - past;
    }

    @Override
    long around(double number) {
      return step((long) Math.floor(number));
    }

    @Override
    long next(long step) {
      return step > Long.MAX_VALUE - interval ? step : step + interval;
    }

    @Override
    Value key(long step) {
      return Value.integer(step);
    }

    @Override
    double real(long step) {
      return step;
    }

    @Override
    String text(long step) {
      return Long.toString(step);
    }
  }

  /** Doubles: a step is its ordinal number, which is whole, as a sortable long. */
  private static final class Real extends NumberAxis {
    private final double interval;
    private final double offset;
    private final boolean integers;

    Real(GroupByHistogram request, boolean integers) {
      super(request);
      this.interval = Operands.real(request.interval());
      this.offset = request.offset() == null ? 0 : Operands.real(request.offset());
      this.integers = integers;
    }

    @Override
    long step(long value) {
      return around(integers ? (double) value : NumericUtils.sortableLongToDouble(value));
    }

    @Override
    long around(double number) {
      return step(Math.floor((number - offset) / interval));
    }

    private static long step(double ordinal) {
      // Adding 0.0 makes the two zeros one.
      return NumericUtils.doubleToSortableLong(ordinal + 0.0);
    }

    @Override
    long next(long step) {
      return step(NumericUtils.sortableLongToDouble(step) + 1);
    }

    @Override
    Value key(long step) {
      return Value.real(real(step));
    }

    @Override
    double real(long step) {
      return NumericUtils.sortableLongToDouble(step) * interval + offset + 0.0;
    }

    @Override
    String text(long step) {
      return Double.toString(real(step));
    }
  }
}
