/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stretch of a byte array, compared as unsigned bytes with the shorter prefix first. It shares
 * the array it was made from.
 */
public final class ByteSlice implements Comparable<ByteSlice> {
  /** The slice of length zero. */
  public static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteSlice(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A slice over the whole of {@code bytes}. */
  public static ByteSlice of(byte[] bytes) {
    return new ByteSlice(bytes, 0, bytes.length);
  }

  /** A slice over part of {@code bytes}. */
  public static ByteSlice of(byte[] bytes, int offset, int length) {
    if ((offset | length) < 0 || length > bytes.length - offset) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + ", length " + length + " of " + bytes.length + " bytes");
    }
    return new ByteSlice(bytes, offset, length);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static ByteSlice utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The array this slice looks into; shared, not to be changed. */
  public byte[] array() {
    return array;
  }

  /** Where in {@link #array()} the slice begins. */
  public int offset() {
    return offset;
  }

  /** How many bytes the slice has. */
  public int length() {
    return length;
  }

  /** A fresh copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The bytes read as UTF-8. */
  public String toUtf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** Compares with a stretch of another array without making a slice of it. */
  public int compareTo(byte[] other, int otherOffset, int otherLength) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other, otherOffset, otherOffset + otherLength);
  }

  /** Whether a stretch of another array holds the same bytes. */
  public boolean contentEquals(byte[] other, int otherOffset, int otherLength) {
    return length == otherLength
        && Arrays.equals(
            array, offset, offset + length, other, otherOffset, otherOffset + otherLength);
  }

  @Override
  public int compareTo(ByteSlice other) {
    return compareTo(other.array, other.offset, other.length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ByteSlice other && contentEquals(other.array, other.offset, other.length);
  }

  @Override
  public int hashCode() {
    int h = 1;
    for (int i = offset; i < offset + length; i++) {
      h = 31 * h + array[i];
    }
    return h;
  }

  @Override
  public String toString() {
    return toUtf8();
  }
}
