/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/** What became of one key of an operation. */
public abstract class KeyReply {
  private final Key key;
  private final int errCode;
  private final WTableException failure;

  KeyReply(Key key, int errCode, WTableException failure) {
    this.key = key;
    this.errCode = errCode;
    this.failure = failure;
  }

  /** The key. */
  public final Key key() {
    return key;
  }

  /**
   * The protocol's result code for this key: 0 if it succeeded, 1 if there is no such record, and
   * negative if it failed. A key that was lost on the way, with its part of a large operation, has
   * the code of a temporary failure, -2.
   */
  public final int errCode() {
    return errCode;
  }

  /** Whether it failed. That there is no such record is no failure. */
  public final boolean failed() {
    return errCode < 0;
  }

  /** Why it failed, or {@code null}. */
  public final WTableException failure() {
    return failure == null && errCode < 0 ? WTableException.ofServer(errCode) : failure;
  }

  @Override
  public String toString() {
    return key + " (" + errCode + ")";
  }
}
