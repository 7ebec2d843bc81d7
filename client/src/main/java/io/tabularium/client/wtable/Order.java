/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/** The direction of a scan. */
public enum Order {
  /** From the smallest on. */
  ASCENDING,
  /** From the largest on. */
  DESCENDING
}
