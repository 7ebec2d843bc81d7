/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/**
 * What a read asks for, and what a write insists on.
 *
 * <p>A read with {@link #LOCK} returns a number, also if there is no such record. A write that
 * gives the number back is carried out only if nobody has written the record in between; otherwise
 * it fails with {@link CasMismatchException} and changes nothing. A number lives for some seconds,
 * five at least. It belongs to one record in one space; it says nothing about versions and must not
 * be kept.
 */
public final class Cas {
  /** A read may be answered by any server that has the data; a write is carried out in any case. */
  public static final Cas NONE = new Cas(0);

  /** A read is answered by the master, and so sees every write that was acknowledged before. */
  public static final Cas MASTER = new Cas(1);

  /** A read is answered by the master and returns a number. */
  public static final Cas LOCK = new Cas(2);

  private final int number;

  private Cas(int number) {
    this.number = number;
  }

  static Cas of(int number) {
    return switch (number) {
      case 0 -> NONE;
      case 1 -> MASTER;
      case 2 -> LOCK;
      default -> new Cas(number);
    };
  }

  /** The number on the wire; unsigned. */
  int number() {
    return number;
  }

  /** Whether this came from a read with {@link #LOCK}, so that a write may give it back. */
  public boolean isNumber() {
    return number != 0 && number != 1 && number != 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cas that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "NONE";
      case 1 -> "MASTER";
      case 2 -> "LOCK";
      default -> Integer.toUnsignedString(number);
    };
  }
}
