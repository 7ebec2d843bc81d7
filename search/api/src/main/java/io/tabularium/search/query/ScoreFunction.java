/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * One function of a {@link FunctionsScoreQuery}.
 *
 * @param source where the number comes from, or {@code null} for 1
 * @param weight what it is multiplied by, or {@code null} for 1
 * @param filter for which rows it counts, or {@code null} for all
 */
public record ScoreFunction(Source source, Float weight, Query filter) {

  /** Where a function's number comes from. */
  public sealed interface Source permits FieldValueFactor, RandomScore, Decay {}

  /**
   * A number of the row.
   *
   * @param field the number
   * @param factor what it is multiplied by first
   * @param modifier what is done to the product
   * @param missing the number of rows without it, or {@code null} if their factor is 1
   */
  public record FieldValueFactor(String field, double factor, Modifier modifier, Double missing)
      implements Source {}

  /** Any number from 0 to below 1, another one in each request. */
  public record RandomScore() implements Source {}

  /**
   * A number that falls with the distance from some origin. It is 1 within the offset of the origin
   * and {@code decay} one scale beyond that; rows without a value have 1.
   *
   * @param field a number, a date or a place
   * @param curve how it falls
   * @param origin the origin, scale and offset
   * @param decay above 0 and below 1
   * @param multiValueMode which of several distances counts
   */
  public record Decay(
      String field, Curve curve, Origin origin, double decay, MultiValueMode multiValueMode)
      implements Source {}

  /** What is done to a number. */
  public enum Modifier {
    /** Nothing. */
    NONE,
    /** log10 v. */
    LOG,
    /** log10 (v + 1). */
    LOG1P,
    /** log10 (v + 2). */
    LOG2P,
    /** ln v. */
    LN,
    /** ln (v + 1). */
    LN1P,
    /** ln (v + 2). */
    LN2P,
    /** v². */
    SQUARE,
    /** √v. */
    SQRT,
    /** 1 / v. */
    RECIPROCAL
  }

  /** How a decay falls. */
  public enum Curve {
    /** As a bell. */
    GAUSS,
    /** Steeply first. */
    EXP,
    /** Evenly, to 0. */
    LINEAR
  }

  /** Which of several distances counts. */
  public enum MultiValueMode {
    /** The largest. */
    MAX,
    /** The smallest; the default. */
    MIN,
    /** Their sum. */
    SUM,
    /** Their mean. */
    AVG
  }

  /** What a decay measures from, and in which steps. */
  public sealed interface Origin permits NumberOrigin, DateOrigin, GeoOrigin {}

  /**
   * For numbers.
   *
   * @param origin where from
   * @param scale above 0
   * @param offset not negative
   */
  public record NumberOrigin(double origin, double scale, double offset) implements Origin {}

  /**
   * For dates.
   *
   * @param origin milliseconds since 1970 as an integer, or a string in one of the field's formats
   * @param scale above 0
   * @param offset not negative, or {@code null} for 0
   */
  public record DateOrigin(
      io.tabularium.model.Value origin, DateInterval scale, DateInterval offset)
      implements Origin {}

  /**
   * For places.
   *
   * @param origin where from
   * @param scale metres, above 0
   * @param offset metres, not negative
   */
  public record GeoOrigin(GeoPoint origin, double scale, double offset) implements Origin {}
}
