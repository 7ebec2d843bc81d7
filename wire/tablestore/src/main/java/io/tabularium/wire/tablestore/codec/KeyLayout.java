/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.Crc8;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ValueType;
import java.nio.charset.StandardCharsets;

/**
 * What is the same in the key cells of every row of a table: for each column the bytes up to the
 * value's length, and the checksum over name and type.
 */
final class KeyLayout {
  /** Of a request's few tables the layouts are remembered per thread; more only cost time. */
  private static final int CACHED = 16;

  private static final ThreadLocal<KeyLayout[]> CACHE =
      ThreadLocal.withInitial(() -> new KeyLayout[CACHED]);

  private final PrimaryKeySchema schema;
  final byte[][] cellHeads;
  final int[] crcs;
  final byte[] typeCodes;

  private KeyLayout(PrimaryKeySchema schema) {
    this.schema = schema;
    int columns = schema.size();
    cellHeads = new byte[columns][];
    crcs = new int[columns];
    typeCodes = new byte[columns];
    for (int i = 0; i < columns; i++) {
      KeyColumnSchema column = schema.column(i);
      byte[] name = column.name().getBytes(StandardCharsets.UTF_8);
      ValueType type = column.type().valueType();
      WireBuffer head = new WireBuffer(name.length + 7);
      head.putByte(PlainBuffer.CELL);
      head.putByte(PlainBuffer.CELL_NAME);
      head.putInt(name.length);
      head.putBytes(name);
      head.putByte(PlainBuffer.CELL_VALUE);
      cellHeads[i] = head.toByteArray();
      typeCodes[i] = (byte) type.code();
      crcs[i] = Crc8.update(Crc8.update(0, name, 0, name.length), typeCodes[i]);
    }
  }

  /** The layout for a schema. Schemas are recognised by identity: the engine hands out its own. */
  @SuppressWarnings("ReferenceEquality")
  static KeyLayout of(PrimaryKeySchema schema) {
    KeyLayout[] cache = CACHE.get();
    int slot = System.identityHashCode(schema) & (CACHED - 1);
    KeyLayout layout = cache[slot];
    if (layout == null || layout.schema != schema) {
      layout = new KeyLayout(schema);
      cache[slot] = layout;
    }
    return layout;
  }
}
