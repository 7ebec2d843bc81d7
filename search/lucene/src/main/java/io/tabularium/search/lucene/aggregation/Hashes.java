/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import org.apache.lucene.util.BytesRef;

/** Hashes of 64 bits, all of them as good as random. */
final class Hashes {
  private static final Hasher64 BYTES = Hashing.komihash5_0();

  private Hashes() {}

  /** The hash of bytes. */
  static long of(BytesRef bytes) {
    return BYTES.hashBytesToLong(bytes.bytes, bytes.offset, bytes.length);
  }

  /** The hash of a number; different numbers have different ones. */
  static long mix(long number) {
    // The finaliser of the SplitMix64 generator.
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
