/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/**
 * A score to be changed.
 *
 * @param key the record's key; a record that is not there counts as one with score 0
 * @param by what to add, perhaps negative
 * @param cas {@link Cas#NONE}, or the number to insist on
 */
public record IncrArgs(Key key, long by, Cas cas) {
  /** Adds in any case. */
  public static IncrArgs of(Key key, long by) {
    return new IncrArgs(key, by, Cas.NONE);
  }
}
