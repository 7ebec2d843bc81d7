/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short ways to write down keys, values and what a scan returned. */
public final class Bytes {
  private Bytes() {}

  /** The bytes of a text of Latin-1 characters, so that {@code "\u00ff"} is the byte ff. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What {@link #bytes} was given, or {@code null} for {@code null}. */
  public static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A mutation that sets a value; the partition key is the first character of the key. */
  public static Mutation put(Keyspace keyspace, String key, String value) {
    return mutation(Mutation.Kind.PUT, keyspace, key, bytes(value));
  }

  /** A mutation that appends; the partition key is the first character of the key. */
  public static Mutation append(Keyspace keyspace, String key, String suffix) {
    return mutation(Mutation.Kind.APPEND, keyspace, key, bytes(suffix));
  }

  /** A mutation that deletes; the partition key is the first character of the key. */
  public static Mutation delete(Keyspace keyspace, String key) {
    return mutation(Mutation.Kind.DELETE, keyspace, key, null);
  }

  private static Mutation mutation(
      Mutation.Kind kind, Keyspace keyspace, String key, byte[] value) {
    return new Mutation(kind, keyspace, bytes(key.substring(0, 1)), bytes(key), value);
  }

  /** Everything a cursor still returns, each as {@code key=value}; the cursor is closed. */
  public static List<String> drain(Cursor cursor) {
    List<String> entries = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        int from = cursor.keyOffset();
        byte[] key = Arrays.copyOfRange(cursor.keyArray(), from, from + cursor.keyLength());
        byte[] value = Arrays.copyOf(cursor.valueArray(), cursor.valueLength());
        entries.add(text(key) + "=" + text(value));
      }
    }
    return entries;
  }

  /** Everything in a keyspace of a table, in order, each as {@code key=value}. */
  public static List<String> contents(TableSpace table, Keyspace keyspace) {
    try (ReadView view = table.view()) {
      return drain(view.scan(keyspace, null, null, false));
    }
  }
}
