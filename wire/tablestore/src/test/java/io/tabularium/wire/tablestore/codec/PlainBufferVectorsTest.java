/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows whose bytes are known: the first ones are what official encoders write. */
class PlainBufferVectorsTest {
  private static final String PUT_HEAD =
      """
      75000000 01 03 04 03000000 706b31 05 0a000000 03 05000000 69616d706b 0a 98
                  03 04 03000000 706b32 05 09000000 00 6400000000000000       0a 05
               02 03 04 07000000 636f6c756d6e31 05 08000000 03 03000000 626164 07 e903000000000000 0a 30
                  03 04 07000000 636f6c756d6e32 05 09000000 00 8000000000000000 07 ea03000000000000 0a 69
                  03 04 07000000 636f6c756d6e33 05 09000000 01 9a99999999194140 07 eb03000000000000 0a cf
      """;

  private static final String KEY_A =
      "75000000 01 03 04 02000000 706b 05 06000000 03 01000000 61 0a d4";

  private static final PrimaryKey TWO_COLUMN_KEY =
      PrimaryKey.of(
          new PrimaryKeyColumn("pk1", Value.string("iampk")),
          new PrimaryKeyColumn("pk2", Value.integer(100)));

  private static final PrimaryKey KEY =
      PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a")));

  private static List<Cell> putCells() {
    return new ArrayList<>(
        List.of(
            Cell.put("column1", Value.string("bad"), 1001),
            Cell.put("column2", Value.integer(128), 1002),
            Cell.put("column3", Value.real(34.2), 1003)));
  }

  @Test
  void put() {
    assertBothWays(PUT_HEAD + "09 a8", TWO_COLUMN_KEY, putCells(), false);
  }

  @Test
  void updateWithDeletionOfAColumn() {
    List<Cell> cells = putCells();
    cells.add(Cell.deleteAll("column4"));
    assertBothWays(
        PUT_HEAD + "03 04 07000000 636f6c756d6e34 06 01 0a a7 09 22", TWO_COLUMN_KEY, cells, false);
  }

  @Test
  void deletion() {
    assertBothWays(KEY_A + "08 09 e9", KEY, List.of(), true);
  }

  /** The bytes of the Node.js SDK, which counts one too many for each infinity. */
  @Test
  void zerosBehindTheRow() {
    String vector =
        """
        75000000 01 03 04 01000000 61 05 01000000 09 0a df
                    03 04 01000000 62 05 01000000 09 0a e0 09 2b
        """;
    for (String padding : List.of("", "00", "0000", "00 00000000 00000000")) {
      assertThat(PlainBufferDecoder.readKey(ByteSlice.of(RawRow.bytes(vector + padding))))
          .isEqualTo(
              PrimaryKey.of(
                  new PrimaryKeyColumn("a", Value.INF_MIN),
                  new PrimaryKeyColumn("b", Value.INF_MIN)));
    }
  }

  /** Timestamp and type stand in one order and are summed in the other. */
  @Test
  void updateWithDeletionOfAVersion() {
    assertBothWays(
        KEY_A + "02 03 04 01000000 63 06 03 07 0098f73e5d010000 0a 6e 09 a7",
        KEY,
        List.of(Cell.deleteOne("c", 1_500_000_000_000L)),
        false);
  }

  @Test
  void result() {
    String vector =
        KEY_A
            + "02 03 04 01000000 63 05 09000000 00 0700000000000000 07 0098f73e5d010000 0a a3 09 a3";
    assertBothWays(
        vector, KEY, List.of(Cell.put("c", Value.integer(7), 1_500_000_000_000L)), false);

    PlainBufferRowSink sink = new PlainBufferRowSink();
    sink.schema(PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.STRING)));
    sink.beginRow();
    sink.keyBytes(0, new byte[] {'x', 'a', 'y'}, 1, 1);
    byte[] name = {'-', 'c'};
    Cell cell = Cell.put("c", Value.integer(7));
    int crc = Crc8.updateLong(cell.contentCrc(), 1_500_000_000_000L);
    sink.cell(name, 1, 1, ValueType.INTEGER, 7, 1_500_000_000_000L, crc);
    sink.endRow();
    assertThat(sink.bytes().toByteArray()).isEqualTo(RawRow.bytes(vector));
  }

  /** A stream's record carries an extension, which a request may too and which means nothing. */
  @Test
  void rowWithExtension() {
    String vector =
        KEY_A
            + "02 03 04 01000000 63 05 09000000 00 0100000000000000 0a ce"
            + "0b 18000000 0c 13000000 0d 00000000 0e 00c029f73d540500 0f 03000000 09 bf";
    DecodedRow row = PlainBufferDecoder.decode(ByteSlice.of(RawRow.bytes(vector)));
    assertThat(row.key()).isEqualTo(KEY);
    assertThat(row.cells()).containsExactly(Cell.put("c", Value.integer(1)));
  }

  private static void assertBothWays(
      String hex, PrimaryKey key, List<Cell> cells, boolean deleted) {
    byte[] expected = RawRow.bytes(hex);
    DecodedRow row = PlainBufferDecoder.decode(ByteSlice.of(expected));
    assertThat(row.key()).isEqualTo(key);
    assertThat(row.cells()).isEqualTo(cells);
    assertThat(row.deleteMarker()).isEqualTo(deleted);
    for (int i = 0; i < cells.size(); i++) {
      assertThat(row.cells().get(i).contentCrc()).isEqualTo(cells.get(i).contentCrc());
    }
    assertThat(PlainBufferEncoder.encode(key, cells, deleted)).isEqualTo(expected);
  }
}
