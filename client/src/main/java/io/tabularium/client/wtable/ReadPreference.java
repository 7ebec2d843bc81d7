/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/** Who may answer reads that do not say so themselves (with a {@link Cas}). */
public enum ReadPreference {
  /** Any server that has the data. It may lag behind by a moment. */
  ANY,
  /** The master: a read sees every write that was acknowledged before. */
  MASTER
}
