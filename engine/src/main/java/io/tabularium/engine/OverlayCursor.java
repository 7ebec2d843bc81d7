/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.storage.TableSpace.Cursor;
import java.util.Arrays;
import java.util.Iterator;

/** Steps over a range of stored rows with a local transaction's own writes laid over them. */
final class OverlayCursor implements Cursor {
  private final Cursor stored;
  private final LocalTransaction transaction;
  private final Iterator<byte[]> written;
  private final boolean descending;
  private boolean storedReady;
  private boolean storedEnded;
  private byte[] nextWritten;
  private byte[] key;
  private byte[] value;

  OverlayCursor(
      Cursor stored, LocalTransaction transaction, byte[] from, byte[] to, boolean descending) {
    this.stored = stored;
    this.transaction = transaction;
    this.written = transaction.written(from, to, descending).keySet().iterator();
    this.descending = descending;
    this.nextWritten = written.hasNext() ? written.next() : null;
  }

  @Override
  public boolean next() {
    while (true) {
      if (!storedReady && !storedEnded) {
        storedReady = stored.next();
        storedEnded = !storedReady;
      }
      if (!storedReady && nextWritten == null) {
        return false;
      }
      int order = order();
      byte[] storedValue = null;
      if (order <= 0) {
        key =
            Arrays.copyOfRange(
                stored.keyArray(), stored.keyOffset(), stored.keyOffset() + stored.keyLength());
        storedValue = Arrays.copyOf(stored.valueArray(), stored.valueLength());
        storedReady = false;
      } else {
        key = nextWritten;
      }
      if (order >= 0) {
        nextWritten = written.hasNext() ? written.next() : null;
      }
      value = transaction.head(key, storedValue);
      if (value != null) {
        return true;
      }
    }
  }

  /** Negative if the stored row comes next, positive if a written one, zero if they are one row. */
  private int order() {
    if (!storedReady) {
      return 1;
    }
    if (nextWritten == null) {
      return -1;
    }
    int order =
        Arrays.compareUnsigned(
            stored.keyArray(),
            stored.keyOffset(),
            stored.keyOffset() + stored.keyLength(),
            nextWritten,
            0,
            nextWritten.length);
    return descending ? -order : order;
  }

  @Override
  public byte[] keyArray() {
    return key;
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return key.length;
  }

  @Override
  public byte[] valueArray() {
    return value;
  }

  @Override
  public int valueLength() {
    return value.length;
  }

  @Override
  public void close() {
    stored.close();
  }
}
