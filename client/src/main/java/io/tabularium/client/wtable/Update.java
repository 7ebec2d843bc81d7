/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/** What to do with a record that was just read. */
public final class Update {
  enum Kind {
    SET,
    DELETE,
    NOTHING
  }

  private static final Update DELETE = new Update(Kind.DELETE, null, 0);
  private static final Update NOTHING = new Update(Kind.NOTHING, null, 0);

  private final Kind kind;
  private final byte[] value;
  private final long score;

  private Update(Kind kind, byte[] value, long score) {
    this.kind = kind;
    this.value = value;
    this.score = score;
  }

  /** Write this instead. */
  public static Update set(byte[] value, long score) {
    return new Update(Kind.SET, value, score);
  }

  /** Write this text instead, as UTF-8. */
  public static Update set(String value, long score) {
    return set(Key.utf8(value), score);
  }

  /** Remove the record. */
  public static Update delete() {
    return DELETE;
  }

  /** Leave everything as it is. */
  public static Update nothing() {
    return NOTHING;
  }

  Kind kind() {
    return kind;
  }

  byte[] value() {
    return value;
  }

  long score() {
    return score;
  }
}
