/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of a stream as rows, against the encoder of rows at hand. */
class ChangeRowsTest {
  private static final PrimaryKey KEY =
      PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a")));

  private final PlainBufferRowSink sink = new PlainBufferRowSink();

  private void begin() {
    sink.schema(PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.STRING)));
    sink.beginRow();
    sink.keyBytes(0, new byte[] {'a'}, 0, 1);
  }

  private byte[] written() {
    return Arrays.copyOf(sink.bytes().array(), sink.bytes().size());
  }

  @Test
  void deletionsLookAsInARequest() {
    ByteSlice c = ByteSlice.utf8("c");
    begin();
    sink.deleteOneVersion(c.array(), c.offset(), c.length(), 1_500_000_000_000L);
    sink.deleteAllVersions(c.array(), c.offset(), c.length());
    sink.endRow();
    assertThat(written())
        .isEqualTo(
            PlainBufferEncoder.encode(
                KEY, List.of(Cell.deleteOne("c", 1_500_000_000_000L), Cell.deleteAll("c")), false));
  }

  @Test
  void thePlaceStandsBetweenCellsAndChecksum() {
    ByteSlice c = ByteSlice.utf8("c");
    begin();
    sink.cell(c.array(), c.offset(), c.length(), ValueType.INTEGER, 1, 7, 0x11);
    byte[] before = written();
    sink.sequence(0, 1_500_000_000_000_000L);
    sink.endRow();
    byte[] after = written();
    assertThat(HexFormat.of().formatHex(after, before.length, after.length - 2))
        .isEqualTo("0b180000000c130000000d000000000e00c029f73d5405000f00000000");
    assertThat(after[after.length - 2]).isEqualTo((byte) PlainBuffer.ROW_CHECKSUM);
  }
}
