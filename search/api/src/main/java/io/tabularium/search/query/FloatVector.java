/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import java.util.Arrays;

/** A point of a many-dimensional space; immutable. */
public final class FloatVector {
  private final float[] numbers;

  private FloatVector(float[] numbers) {
    this.numbers = numbers;
  }

  /** A copy of these numbers. */
  public static FloatVector of(float... numbers) {
    return new FloatVector(numbers.clone());
  }

  /** How many numbers it has. */
  public int dimension() {
    return numbers.length;
  }

  /** One of the numbers. */
  public float get(int index) {
    return numbers[index];
  }

  /** A fresh copy of the numbers. */
  public float[] toArray() {
    return numbers.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FloatVector other && Arrays.equals(numbers, other.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  @Override
  public String toString() {
    return Arrays.toString(numbers);
  }
}
