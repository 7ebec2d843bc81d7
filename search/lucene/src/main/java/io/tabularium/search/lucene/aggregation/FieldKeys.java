/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.schema.FieldType;
import java.net.InetAddress;
import java.util.Arrays;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** The values of a field as keys. */
abstract class FieldKeys {
  /** Where the keys of documents come from. */
  abstract Loader source();

  /** Orders keys: numbers by value, strings by bytes. */
  abstract int compare(long a, long b);

  /** A key as the answer has it. */
  abstract String text(long key);

  /** The strings behind the keys, or {@code null} if they are numbers. */
  TermValues terms() {
    return null;
  }

  /** The keys of a LONG, DOUBLE or DATE. */
  static FieldKeys of(NumberValues values, FieldType type, Scratch scratch) {
    return new FieldKeys() {
      @Override
      Loader source() {
        return KeySources.numbers(values, scratch);
      }

      @Override
      int compare(long a, long b) {
        return Long.compare(a, b);
      }

      @Override
      String text(long key) {
        return type == FieldType.DOUBLE
            ? Double.toString(NumericUtils.sortableLongToDouble(key))
            : Long.toString(key);
      }
    };
  }

  /** The keys of a KEYWORD, BOOLEAN or IP. */
  static FieldKeys of(TermValues values, FieldType type) {
    return new FieldKeys() {
      @Override
      Loader source() {
        return values;
      }

      @Override
      TermValues terms() {
        return values;
      }

      @Override
      int compare(long a, long b) {
        return values.compare(a, b);
      }

      @Override
      String text(long key) {
        BytesRef string = values.string(key);
        return type == FieldType.IP ? address(string) : string.utf8ToString();
      }
    };
  }

  private static String address(BytesRef bytes) {
    InetAddress address =
        InetAddressPoint.decode(
            Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
    return IpText.of(address);
  }
}
