/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.PointValues;

/**
 * About how many points of a segment are one of some numbers.
 *
 * <p>The upper nodes of the tree of points divide them into parts of about the same size. A number
 * that a considerable part of the documents have fills whole parts, so none is overlooked. Of the
 * numbers that share a part with others a few are followed to the leaves, and the rest are taken to
 * be like them. How many nodes are looked at does not depend on how many numbers there are.
 */
final class PointEstimate {
  private final long[] numbers;
  private final long part;
  private final int stride;

  /** Points that are certainly among the numbers. */
  private long certain;

  /** Numbers and points in parts that have others, too. */
  private long openNumbers;

  private long openPoints;

  /** Numbers that were followed, and what they have. */
  private long followed;

  private long followedPoints;

  private PointEstimate(long[] numbers, long part, int stride) {
    this.numbers = numbers;
    this.part = part;
    this.stride = stride;
  }

  /** How many of some numbers are neither below nor above all points. */
  static int within(PointValues points, long[] sorted) throws IOException {
    long least = number(points.getMinPackedValue());
    long most = number(points.getMaxPackedValue());
    return behind(sorted, 0, sorted.length, most) - at(sorted, 0, sorted.length, least);
  }

  /**
   * Estimates.
   *
   * @param sorted numbers, each once, the smallest first
   * @param part a part of no more points is not divided
   * @param samples about so many numbers are followed to the end
   */
  static long of(PointValues points, long[] sorted, long part, int samples) throws IOException {
    int stride = Math.max(1, within(points, sorted) / samples);
    PointEstimate estimate = new PointEstimate(sorted, part, stride);
    estimate.add(points.getPointTree(), 0, sorted.length);
    return estimate.sum();
  }

  private long sum() {
    double open = followed == 0 ? 0 : (double) followedPoints / followed * openNumbers;
    return certain + (long) Math.min(openPoints, Math.ceil(open));
  }

  /** Adds the points below a node, of which only some of the numbers can be. */
  private void add(PointValues.PointTree node, int from, int to) throws IOException {
    long least = number(node.getMinPackedValue());
    long most = number(node.getMaxPackedValue());
    int first = at(numbers, from, to, least);
    int end = behind(numbers, first, to, most);
    if (first == end) {
      return;
    }
    if (least == most) {
      certain += node.size();
    } else if (node.size() > part && node.moveToChild()) {
      do {
        add(node, first, end);
      } while (node.moveToSibling());
      node.moveToParent();
    } else {
      sample(node, first, end);
    }
  }

  /** Follows each number whose turn it is. */
  private void sample(PointValues.PointTree node, int first, int end) throws IOException {
    for (int i = first + Math.floorMod(-openNumbers, stride); i < end; i += stride) {
      followed++;
      followedPoints += points(node, numbers[i]);
    }
    openNumbers += end - first;
    openPoints += node.size();
  }

  /**
   * About how many points below a node are a number. In a leaf that has others, too, they are half
   * of it: looking would cost more, and so will finding them, however few they are.
   */
  private static long points(PointValues.PointTree node, long number) throws IOException {
    long least = number(node.getMinPackedValue());
    long most = number(node.getMaxPackedValue());
    if (number < least || number > most) {
      return 0;
    }
    if (least == most) {
      return node.size();
    }
    if (!node.moveToChild()) {
      return (node.size() + 1) / 2;
    }
    long found = 0;
    do {
      found += points(node, number);
    } while (node.moveToSibling());
    node.moveToParent();
    return found;
  }

  private static long number(byte[] packed) {
    return LongPoint.decodeDimension(packed, 0);
  }

  /** Where the numbers from a least one on begin. */
  private static int at(long[] sorted, int from, int to, long least) {
    int found = Arrays.binarySearch(sorted, from, to, least);
    return found < 0 ? -found - 1 : found;
  }

  /** Where the numbers up to a greatest one end. */
  private static int behind(long[] sorted, int from, int to, long most) {
    int found = Arrays.binarySearch(sorted, from, to, most);
    return found < 0 ? -found - 1 : found + 1;
  }
}
