/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

/** Values cut into steps. A step is told by a number that orders like its beginning. */
abstract class Axis {
  /** The step of a value, as {@link NumberValues} has it. */
  abstract long step(long value);

  /** Whether a step lies in the range that is asked about. */
  abstract boolean holds(long step);

  /** The step after this one; itself if there is none. */
  abstract long next(long step);

  /** The first step of the range, or {@code null} if it has no beginning. */
  abstract Long first();

  /** Whether the range has an end. */
  abstract boolean ends();

  /** The beginning of a step as text. */
  abstract String text(long step);
}
