/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows of a table with the key (PK1 integer, PK2 string). */
public final class Rows {
  /** The key. */
  public static final PrimaryKeySchema KEY =
      PrimaryKeySchema.of(
          KeyColumnSchema.of("PK1", KeyType.INTEGER), KeyColumnSchema.of("PK2", KeyType.STRING));

  /** The timestamp of every cell. */
  public static final long TIME = 1_600_000_000_000L;

  private Rows() {}

  /** Bytes that order like the keys. */
  public static ByteSlice rowKey(long pk1, String pk2) {
    byte[] text = pk2.getBytes(StandardCharsets.UTF_8);
    return ByteSlice.of(
        ByteBuffer.allocate(Long.BYTES + text.length)
            .putLong(pk1 ^ Long.MIN_VALUE)
            .put(text)
            .array());
  }

  /** A key. */
  public static PrimaryKey key(long pk1, String pk2) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("PK1", Value.integer(pk1)),
        new PrimaryKeyColumn("PK2", Value.string(pk2)));
  }

  /** A cell. */
  public static Cell cell(String name, Value value) {
    return Cell.put(name, value, TIME);
  }

  /** A cell with text. */
  public static Cell cell(String name, String text) {
    return cell(name, Value.string(text));
  }

  /** A cell with an integer. */
  public static Cell cell(String name, long number) {
    return cell(name, Value.integer(number));
  }

  /** A row, whatever the order of its cells. */
  public static Document row(long pk1, String pk2, Cell... cells) {
    List<Cell> ordered = new ArrayList<>(List.of(cells));
    ordered.sort(Comparator.comparing(Cell::name));
    return new Document(rowKey(pk1, pk2), key(pk1, pk2), ordered);
  }

  /** A row whose second key column is empty. */
  public static Document row(long pk1, Cell... cells) {
    return row(pk1, "", cells);
  }

  /** The row is there. */
  public static DocumentChange put(Document row) {
    return new DocumentChange.Upsert(row);
  }

  /** The row is gone. */
  public static DocumentChange delete(long pk1) {
    return new DocumentChange.Delete(rowKey(pk1, ""));
  }
}
