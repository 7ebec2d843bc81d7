/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.alicloud.openservices.tablestore.model.SimpleRowMatrixBlockParser;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowMatrixSinkTest {
  private static final PrimaryKeySchema ONE =
      PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.STRING));
  private static final PrimaryKeySchema THREE =
      PrimaryKeySchema.of(
          KeyColumnSchema.of("PK1", KeyType.INTEGER),
          KeyColumnSchema.of("PK2", KeyType.STRING),
          KeyColumnSchema.of("PK3", KeyType.BINARY));
  private static final PrimaryKey KEY =
      PrimaryKey.of(
          new PrimaryKeyColumn("PK1", Value.integer(1)),
          new PrimaryKeyColumn("PK2", Value.string("two")),
          new PrimaryKeyColumn("PK3", Value.blob(new byte[] {3})));

  @Test
  void vector() {
    RowMatrixSink sink = new RowMatrixSink(List.of("pk", "c1", "c2"), false);
    EngineRows.send(
        sink,
        ONE,
        PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a"))),
        List.of(Cell.put("c1", Value.integer(7), 1)));
    assertThat(sink.finish().toByteArray())
        .isEqualTo(
            RawRow.bytes(
                """
                53524d30 27000000 20000000 01000000 02000000 0200706b 02006331 02006332
                0a01 0301000000
                02 03 01000000 61 00 0700000000000000 06 01 48
                """));
  }

  @Test
  void keyColumnsComeInTheTablesOrderAndAttributesAsAskedFor() {
    RowMatrixSink sink = new RowMatrixSink(List.of("z", "PK3", "a", "PK1", "m"), false);
    EngineRows.send(
        sink,
        THREE,
        KEY,
        List.of(
            Cell.put("a", Value.bool(true), 1),
            Cell.put("m", Value.real(0.5), 1),
            Cell.put("z", Value.string("last"), 1)));
    SimpleRowMatrixBlockParser parser = parse(sink);
    assertThat(parser.parseFieldNames()).containsExactly("PK1", "PK3", "z", "a", "m");
    assertThat(parser.getPkCount()).isEqualTo(2);
    assertThat(parser.hasEntirePrimaryKeys()).isFalse();
    parser.next();
    assertThat(parser.getLong(0)).isEqualTo(1);
    assertThat(parser.getBinary(1)).containsExactly(3);
    assertThat(parser.getString(2)).isEqualTo("last");
    assertThat(parser.getBoolean(3)).isTrue();
    assertThat(parser.getObject(4)).isEqualTo(0.5);
    assertThat(parser.hasNext()).isFalse();
  }

  @Test
  void theWholeKeyIsThereIfAllOfItWasAskedFor() {
    RowMatrixSink asked = new RowMatrixSink(List.of("PK2", "PK1", "PK3"), false);
    EngineRows.send(asked, THREE, KEY, List.of());
    assertThat(parse(asked).hasEntirePrimaryKeys()).isTrue();

    RowMatrixSink always = new RowMatrixSink(List.of("c"), true);
    EngineRows.send(always, THREE, KEY, List.of());
    assertThat(parse(always).parseFieldNames()).containsExactly("PK1", "PK2", "PK3", "c");
    assertThat(parse(always).hasEntirePrimaryKeys()).isTrue();
  }

  @Test
  void columnsAskedForTwiceAreThereOnce() {
    RowMatrixSink sink = new RowMatrixSink(List.of("c", "PK1", "c", "PK1"), false);
    EngineRows.send(sink, THREE, KEY, List.of(Cell.put("c", Value.integer(1), 1)));
    assertThat(parse(sink).parseFieldNames()).containsExactly("PK1", "c");
  }

  @Test
  void theNewestVersionIsTaken() {
    RowMatrixSink sink = new RowMatrixSink(List.of("c", "d"), false);
    EngineRows.send(
        sink,
        THREE,
        KEY,
        List.of(
            Cell.put("c", Value.string("new"), 2),
            Cell.put("c", Value.string("old"), 1),
            Cell.put("d", Value.integer(4), 1)));
    SimpleRowMatrixBlockParser parser = parse(sink);
    parser.next();
    assertThat(parser.getString(0)).isEqualTo("new");
    assertThat(parser.getLong(1)).isEqualTo(4);
  }

  @Test
  void valuesOfOneRowDoNotShowUpInTheNext() {
    RowMatrixSink sink = new RowMatrixSink(List.of("c", "d"), false);
    EngineRows.send(sink, THREE, KEY, List.of(Cell.put("c", Value.integer(1), 1)));
    EngineRows.send(sink, THREE, KEY, List.of(Cell.put("d", Value.integer(2), 1)));
    SimpleRowMatrixBlockParser parser = parse(sink);
    parser.next();
    assertThat(parser.isNull(1)).isTrue();
    parser.next();
    assertThat(parser.isNull(0)).isTrue();
    assertThat(parser.getLong(1)).isEqualTo(2);
  }

  /** Clients cannot do with no bytes here, as they can with rows. */
  @Test
  void noRowsAreACompleteBlock() {
    RowMatrixSink sink = new RowMatrixSink(List.of("c", "PK2"), false);
    sink.schema(THREE);
    SimpleRowMatrixBlockParser parser = parse(sink);
    assertThat(parser.getRowCount()).isZero();
    assertThat(parser.parseFieldNames()).containsExactly("PK2", "c");
    assertThat(parser.hasNext()).isFalse();
  }

  @Test
  void withoutAKeyThereIsNoBlock() {
    RowMatrixSink sink = new RowMatrixSink(List.of("c"), false);
    assertThat(sink.hasSchema()).isFalse();
    assertThatIllegalStateException().isThrownBy(sink::finish);
  }

  private static SimpleRowMatrixBlockParser parse(RowMatrixSink sink) {
    return new SimpleRowMatrixBlockParser(ByteBuffer.wrap(sink.finish().toByteArray()));
  }
}
