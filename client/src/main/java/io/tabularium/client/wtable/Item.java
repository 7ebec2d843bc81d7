/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.ColumnSpace;

/**
 * A record of a page. Arrays are shared, not copied.
 *
 * @param key its key
 * @param space where it was found: {@link ColumnSpace#DEFAULT}, or one of the orders of the Z space
 * @param value its value, perhaps of no bytes
 * @param score its score
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Item(Key key, ColumnSpace space, byte[] value, long score) {
  /** The value as UTF-8. */
  public String text() {
    return Key.text(value);
  }
}
