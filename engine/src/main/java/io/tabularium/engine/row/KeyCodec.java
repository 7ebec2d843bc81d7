/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes primary keys so that unsigned byte order is key order.
 *
 * <p>Columns follow each other in schema order. An INTEGER is eight bytes, big-endian, with the
 * sign bit flipped. A STRING or BINARY is its bytes with each {@code 00} written as {@code 00 FF},
 * closed by {@code 00 01}. Every column ends by itself, so no key of a table is a prefix of
 * another, and the encoding of the first column is the partition key.
 */
public final class KeyCodec {
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private KeyCodec() {}

  /** The encoding of a complete key without markers. */
  public static byte[] encode(PrimaryKey key) {
    int length = 0;
    for (int i = 0; i < key.size(); i++) {
      length += encodedLength(key.value(i));
    }
    byte[] out = new byte[length];
    int pos = 0;
    for (int i = 0; i < key.size(); i++) {
      pos = write(key.value(i), out, pos);
    }
    return out;
  }

  /** The encoding of a partition key alone. */
  public static byte[] encodePartitionKey(Value value) {
    byte[] out = new byte[encodedLength(value)];
    write(value, out, 0);
    return out;
  }

  /** How many bytes the first column takes, and with it the partition key, of an encoded key. */
  public static int partitionKeyLength(Value first) {
    return encodedLength(first);
  }

  /**
   * The first position at or after a range bound: every key ordered at or after the bound is at or
   * after the result. {@code null} means the end of the table.
   */
  public static byte[] positionAt(PrimaryKey bound) {
    return position(bound, false);
  }

  /** The first position after a range bound. {@code null} means the end of the table. */
  public static byte[] positionAfter(PrimaryKey bound) {
    return position(bound, true);
  }

  private static byte[] position(PrimaryKey bound, boolean after) {
    int length = 0;
    int complete = 0;
    while (complete < bound.size() && !isInfinite(bound.value(complete))) {
      length += encodedLength(bound.value(complete));
      complete++;
    }
    boolean all = complete == bound.size();
    // No encoded key is a prefix of another, so one zero byte more is the very next position.
    byte[] out = new byte[all && after ? length + 1 : length];
    int pos = 0;
    for (int i = 0; i < complete; i++) {
      pos = write(bound.value(i), out, pos);
    }
    return !all && bound.value(complete).type() == ValueType.INF_MAX ? successor(out) : out;
  }

  private static boolean isInfinite(Value value) {
    return value.type() == ValueType.INF_MIN || value.type() == ValueType.INF_MAX;
  }

  /** The first position after every key with this prefix, or {@code null} if that is the end. */
  public static byte[] successor(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] out = Arrays.copyOf(prefix, last + 1);
    out[last]++;
    return out;
  }

  /** Reads the partition key of an encoded key. */
  public static Value decodePartitionKey(PrimaryKeySchema schema, byte[] key) {
    return readValue(schema.column(0).type(), key, 0, endOf(schema.column(0).type(), key, 0));
  }

  /** Reads a complete key. */
  public static PrimaryKey decode(PrimaryKeySchema schema, byte[] key, int offset) {
    PrimaryKeyColumn[] columns = new PrimaryKeyColumn[schema.size()];
    int pos = offset;
    for (int i = 0; i < columns.length; i++) {
      KeyType type = schema.column(i).type();
      int end = endOf(type, key, pos);
      columns[i] = new PrimaryKeyColumn(schema.column(i).name(), readValue(type, key, pos, end));
      pos = end;
    }
    return PrimaryKey.of(columns);
  }

  /** Hands the columns of an encoded key to a sink and returns their logical size. */
  public static int emit(PrimaryKeySchema schema, byte[] key, int offset, RowSink sink) {
    int pos = offset;
    int size = 0;
    for (int i = 0; i < schema.size(); i++) {
      KeyType type = schema.column(i).type();
      int end = endOf(type, key, pos);
      if (type == KeyType.INTEGER) {
        sink.keyInteger(i, (long) LONG_BE.get(key, pos) ^ Long.MIN_VALUE);
        size += 8;
      } else {
        int length = end - 2 - pos;
        if (hasEscape(key, pos, end - 2)) {
          byte[] plain = unescape(key, pos, end - 2);
          sink.keyBytes(i, plain, 0, plain.length);
          size += plain.length;
        } else {
          sink.keyBytes(i, key, pos, length);
          size += length;
        }
      }
      pos = end;
    }
    return size;
  }

  /** The logical size of an encoded key's values. */
  public static int valueSize(PrimaryKeySchema schema, byte[] key, int offset) {
    int pos = offset;
    int size = 0;
    for (int i = 0; i < schema.size(); i++) {
      KeyType type = schema.column(i).type();
      int end = endOf(type, key, pos);
      if (type == KeyType.INTEGER) {
        size += 8;
      } else {
        for (int p = pos; p < end - 2; p++, size++) {
          if (key[p] == 0) {
            p++;
          }
        }
      }
      pos = end;
    }
    return size;
  }

  /**
   * Where the columns of an encoded key end.
   *
   * @return for each column the index after its last byte
   */
  public static int[] columnEnds(PrimaryKeySchema schema, byte[] key) {
    int[] ends = new int[schema.size()];
    int pos = 0;
    for (int i = 0; i < ends.length; i++) {
      pos = endOf(schema.column(i).type(), key, pos);
      ends[i] = pos;
    }
    return ends;
  }

  /** How many bytes a column with this value takes. */
  public static int encodedLength(Value value) {
    switch (value.type()) {
      case INTEGER:
        return 8;
      case STRING:
      case BLOB:
        ByteSlice bytes = value.asBytes();
        int zeros = 0;
        byte[] array = bytes.array();
        for (int i = bytes.offset(), end = i + bytes.length(); i < end; i++) {
          if (array[i] == 0) {
            zeros++;
          }
        }
        return bytes.length() + zeros + 2;
      default:
        throw new IllegalArgumentException("not a key value: " + value.type());
    }
  }

  /**
   * Writes one column.
   *
   * @return the index after its last byte
   */
  public static int write(Value value, byte[] out, int at) {
    if (value.type() == ValueType.INTEGER) {
      LONG_BE.set(out, at, value.asLong() ^ Long.MIN_VALUE);
      return at + 8;
    }
    return writeEscaped(value.asBytes(), out, at);
  }

  private static int writeEscaped(ByteSlice bytes, byte[] out, int at) {
    int pos = at;
    byte[] array = bytes.array();
    for (int i = bytes.offset(), end = i + bytes.length(); i < end; i++) {
      out[pos++] = array[i];
      if (array[i] == 0) {
        out[pos++] = (byte) 0xff;
      }
    }
    out[pos++] = 0;
    out[pos++] = 1;
    return pos;
  }

  private static int endOf(KeyType type, byte[] key, int pos) {
    if (type == KeyType.INTEGER) {
      return pos + 8;
    }
    int i = pos;
    while (true) {
      if (key[i] == 0) {
        if (key[i + 1] == 1) {
          return i + 2;
        }
        i++;
      }
      i++;
    }
  }

  private static Value readValue(KeyType type, byte[] key, int pos, int end) {
    if (type == KeyType.INTEGER) {
      return Value.integer((long) LONG_BE.get(key, pos) ^ Long.MIN_VALUE);
    }
    byte[] plain =
        hasEscape(key, pos, end - 2)
            ? unescape(key, pos, end - 2)
            : Arrays.copyOfRange(key, pos, end - 2);
    return type == KeyType.STRING ? Value.string(ByteSlice.of(plain)) : Value.blob(plain);
  }

  private static boolean hasEscape(byte[] key, int from, int to) {
    for (int i = from; i < to; i++) {
      if (key[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static byte[] unescape(byte[] key, int from, int to) {
    byte[] out = new byte[to - from];
    int n = 0;
    for (int i = from; i < to; i++) {
      out[n++] = key[i];
      if (key[i] == 0) {
        i++;
      }
    }
    return Arrays.copyOf(out, n);
  }
}
