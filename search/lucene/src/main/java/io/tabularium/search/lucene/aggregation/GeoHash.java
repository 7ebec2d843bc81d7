/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.query.GeoPoint;

/**
 * A grid of geohash cells. A geohash halves the longitudes, then the latitudes, and so on, and
 * writes five halvings as a character. Lucene's integers are the same halvings, 32 of each, so
 * their leading bits are the cell.
 */
final class GeoHash {
  private static final String CHARACTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int BITS_PER_CHARACTER = 5;

  private final int precision;
  private final int longitudeBits;
  private final int latitudeBits;

  /**
   * A grid.
   *
   * @param precision characters of a cell's name, 1 to 12
   */
  GeoHash(int precision) {
    this.precision = precision;
    int bits = precision * BITS_PER_CHARACTER;
    this.longitudeBits = (bits + 1) / 2;
    this.latitudeBits = bits / 2;
  }

  /** The cell of a place, given as Lucene's two integers in one; cells order like their names. */
  long cell(long place) {
    long latitude = leading((int) (place >>> Integer.SIZE), latitudeBits);
    long longitude = leading((int) place, longitudeBits);
    long cell = 0;
    for (int bit = longitudeBits - 1; bit >= 0; bit--) {
      cell = cell << 1 | (longitude >>> bit & 1);
      // With an odd number of bits the longitude has one more, and the last word.
      int other = bit - (longitudeBits - latitudeBits);
      if (other >= 0) {
        cell = cell << 1 | (latitude >>> other & 1);
      }
    }
    return cell;
  }

  private static long leading(int encoded, int bits) {
    return Integer.toUnsignedLong(encoded ^ Integer.MIN_VALUE) >>> (Integer.SIZE - bits);
  }

  /** The name of a cell. */
  String name(long cell) {
    char[] name = new char[precision];
    long rest = cell;
    for (int i = precision - 1; i >= 0; i--) {
      name[i] = CHARACTERS.charAt((int) rest & (CHARACTERS.length() - 1));
      rest >>>= BITS_PER_CHARACTER;
    }
    return new String(name);
  }

  /** The north-western corner of a cell. */
  GeoPoint topLeft(long cell) {
    return new GeoPoint(latitude(cell, 1), longitude(cell, 0));
  }

  /** The south-eastern corner of a cell. */
  GeoPoint bottomRight(long cell) {
    return new GeoPoint(latitude(cell, 0), longitude(cell, 1));
  }

  private double latitude(long cell, int beyond) {
    int first = (longitudeBits + latitudeBits) % 2 == 0 ? 0 : 1;
    return -90 + (everySecond(cell, first, latitudeBits) + beyond) * (180.0 / (1L << latitudeBits));
  }

  private double longitude(long cell, int beyond) {
    int first = (longitudeBits + latitudeBits) % 2 == 0 ? 1 : 0;
    return -180
        + (everySecond(cell, first, longitudeBits) + beyond) * (360.0 / (1L << longitudeBits));
  }

  private static long everySecond(long cell, int first, int count) {
    long bits = 0;
    for (int i = count - 1; i >= 0; i--) {
      bits = bits << 1 | (cell >>> (first + 2 * i) & 1);
    }
    return bits;
  }
}
