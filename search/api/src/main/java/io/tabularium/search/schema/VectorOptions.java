/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/**
 * What the vectors of a field are.
 *
 * @param dimension how many numbers each has
 * @param metric how two are compared
 */
public record VectorOptions(int dimension, Metric metric) {
  /** How two vectors are compared; the score of each is between 0 and 1, alike or not. */
  public enum Metric {
    /** 1 / (1 + d²) of the distance d. */
    EUCLIDEAN,
    /** (1 + cos) / 2 of the angle between them. */
    COSINE,
    /** (1 + p) / 2 of the inner product p; for vectors of length 1. */
    DOT_PRODUCT
  }
}
