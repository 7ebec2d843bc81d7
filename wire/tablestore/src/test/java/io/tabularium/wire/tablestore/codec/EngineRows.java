/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.Samples.SampleRow;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Plays the engine's part before a sink. */
public final class EngineRows {
  private static final Comparator<Cell> RESULT_ORDER =
      Comparator.comparing(Cell::name)
          .thenComparing(Comparator.comparingLong(Cell::timestamp).reversed());

  private EngineRows() {}

  /** The schema a key fits. */
  public static PrimaryKeySchema schemaOf(PrimaryKey key) {
    return new PrimaryKeySchema(
        key.columns().stream()
            .map(
                column ->
                    KeyColumnSchema.of(
                        column.name(),
                        switch (column.value().type()) {
                          case INTEGER -> KeyType.INTEGER;
                          case STRING -> KeyType.STRING;
                          default -> KeyType.BINARY;
                        }))
            .toList());
  }

  /** Sends one row. */
  public static void send(RowSink sink, PrimaryKeySchema schema, PrimaryKey key, List<Cell> cells) {
    sink.schema(schema);
    sink.beginRow();
    for (int i = 0; i < key.size(); i++) {
      Value value = key.value(i);
      ByteSlice bytes = value.asBytes();
      if (schema.column(i).type() == KeyType.INTEGER) {
        sink.keyInteger(i, value.asLong());
      } else {
        sink.keyBytes(i, bytes.array(), bytes.offset(), bytes.length());
      }
    }
    for (Cell cell : cells) {
      ByteSlice name = cell.name();
      Value value = cell.value();
      int crc = Crc8.updateLong(cell.contentCrc(), cell.timestamp());
      if (value.type().isBytes()) {
        ByteSlice bytes = value.asBytes();
        sink.cell(
            name.array(),
            name.offset(),
            name.length(),
            value.type(),
            bytes.array(),
            bytes.offset(),
            bytes.length(),
            cell.timestamp(),
            crc);
      } else {
        sink.cell(
            name.array(),
            name.offset(),
            name.length(),
            value.type(),
            value.rawBits(),
            cell.timestamp(),
            crc);
      }
    }
    sink.endRow();
  }

  /** Random rows as a read returns them: no markers, every cell a put with a version, in order. */
  static Arbitrary<SampleRow> arbitrary() {
    Arbitrary<List<Cell>> cells =
        Combinators.combine(Samples.names(), Samples.attributeValues(), Samples.timestamps())
            .as(
                (name, value, timestamp) ->
                    Cell.of(ByteSlice.utf8(name), Cell.Operation.PUT, value, timestamp))
            .list()
            .ofMaxSize(8)
            .map(list -> list.stream().sorted(RESULT_ORDER).toList());
    return Combinators.combine(Samples.keys(Samples.keyValues()), cells, Arbitraries.just(false))
        .as(SampleRow::new);
  }
}
