/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.TableSpace.Cursor;

/** Steps over nothing: what there is to see of a dropped table. */
enum EmptyCursor implements Cursor {
  INSTANCE;

  private static final byte[] NOTHING = {};

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public byte[] keyArray() {
    return NOTHING;
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return 0;
  }

  @Override
  public byte[] valueArray() {
    return NOTHING;
  }

  @Override
  public int valueLength() {
    return 0;
  }

  @Override
  public void close() {}
}
