/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.lucene.query.Operands;
import org.apache.lucene.util.NumericUtils;

/** Steps of the same length, over numbers. Its range is one of the steps' beginnings. */
abstract class NumberAxis extends Axis {
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

  /** Integers: a step is its beginning. Large ones would not be what they are as doubles. */
  private static final class Whole extends NumberAxis {
    private final Long min;
    private final Long max;
    private final boolean empty;
    private final long interval;
    private final long offset;

    Whole(GroupByHistogram request, long interval, long offset) {
      this.min = request.min() == null ? null : Operands.atLeast(request.min(), true);
      this.max = request.max() == null ? null : Operands.atMost(request.max(), true);
      // A bound there is no integer behind leaves none.
      this.empty = (request.min() != null && min == null) || (request.max() != null && max == null);
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
    boolean holds(long step) {
      return !empty && (min == null || step >= min) && (max == null || step <= max);
    }

    @Override
    Long first() {
      if (min == null) {
        return null;
      }
      long step = step(min);
      return step < min ? (Long) next(step) : (Long) step;
    }

    @Override
    boolean ends() {
      return empty || max != null;
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
    String text(long step) {
      return Long.toString(step);
    }
  }

  /** Doubles: a step is its ordinal number, which is whole, as a sortable long. */
  private static final class Real extends NumberAxis {
    private final Double min;
    private final Double max;
    private final double interval;
    private final double offset;
    private final boolean integers;

    Real(GroupByHistogram request, boolean integers) {
      this.min = request.min() == null ? null : (Double) Operands.real(request.min());
      this.max = request.max() == null ? null : (Double) Operands.real(request.max());
      this.interval = Operands.real(request.interval());
      this.offset = request.offset() == null ? 0 : Operands.real(request.offset());
      this.integers = integers;
    }

    @Override
    long step(long value) {
      return around(integers ? (double) value : NumericUtils.sortableLongToDouble(value));
    }

    private long around(double number) {
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
    boolean holds(long step) {
      double key = real(step);
      return (min == null || key >= min) && (max == null || key <= max);
    }

    @Override
    Long first() {
      if (min == null) {
        return null;
      }
      long step = around(min);
      return real(step) < min ? (Long) next(step) : (Long) step;
    }

    @Override
    boolean ends() {
      return max != null;
    }

    private double real(long step) {
      return NumericUtils.sortableLongToDouble(step) * interval + offset + 0.0;
    }

    @Override
    String text(long step) {
      return Double.toString(real(step));
    }
  }
}
