/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/** What a client wants to be kept about the words of a field. Told back, otherwise of no effect. */
public enum IndexOptions {
  /** Which rows. */
  DOCS,
  /** How often. */
  FREQS,
  /** Where, counted in words. */
  POSITIONS,
  /** Where, counted in characters. */
  OFFSETS
}
