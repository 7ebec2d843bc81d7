/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.wire.tablestore.codec.Samples.SampleRow;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** What is written is read back. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class PlainBufferRoundTripTest {

  @Property(tries = 500)
  void rows(@ForAll SampleRow row) {
    byte[] bytes = PlainBufferEncoder.encode(row.key(), row.cells(), row.deleted());
    DecodedRow decoded = PlainBufferDecoder.decode(ByteSlice.of(bytes));
    assertThat(decoded).isEqualTo(new DecodedRow(row.key(), row.cells(), row.deleted()));
    for (int i = 0; i < row.cells().size(); i++) {
      assertThat(decoded.cells().get(i).contentCrc()).isEqualTo(row.cells().get(i).contentCrc());
    }
  }

  /** Requests hold rows somewhere in the middle; nothing around a row belongs to it. */
  @Property(tries = 200)
  void rowsInTheMiddleOfAnArray(@ForAll SampleRow row, @ForAll byte[] around) {
    byte[] bytes = PlainBufferEncoder.encode(row.key(), row.cells(), row.deleted());
    byte[] array = Arrays.copyOf(around, around.length + bytes.length + around.length);
    System.arraycopy(bytes, 0, array, around.length, bytes.length);
    System.arraycopy(around, 0, array, around.length + bytes.length, around.length);
    DecodedRow decoded =
        PlainBufferDecoder.decode(ByteSlice.of(array, around.length, bytes.length));
    assertThat(decoded).isEqualTo(new DecodedRow(row.key(), row.cells(), row.deleted()));
  }

  @Property(tries = 200)
  void aCutOffRowIsRefused(@ForAll SampleRow row, @ForAll int cut) {
    byte[] bytes = PlainBufferEncoder.encode(row.key(), row.cells(), row.deleted());
    int length = Math.floorMod(cut, bytes.length);
    assertThat(Refusals.of(() -> PlainBufferDecoder.decode(ByteSlice.of(bytes, 0, length))))
        .isNotNull();
  }

  /** One flipped bit anywhere is noticed: that is what the checksums are for. */
  @Property(tries = 500)
  void aFlippedBitIsNoticed(@ForAll SampleRow row, @ForAll int where) {
    byte[] bytes = PlainBufferEncoder.encode(row.key(), row.cells(), row.deleted());
    int bit = Math.floorMod(where, bytes.length * 8);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    assertThat(Refusals.of(() -> PlainBufferDecoder.decode(ByteSlice.of(bytes)))).isNotNull();
  }

  /** The engine's sink and the encoder for objects write the same bytes. */
  @Property(tries = 300)
  void sinkAndEncoderAgree(@ForAll("resultRows") List<SampleRow> rows) {
    PlainBufferRowSink sink = new PlainBufferRowSink();
    WireBuffer expected = new WireBuffer();
    for (SampleRow row : rows) {
      PrimaryKeySchema schema = EngineRows.schemaOf(row.key());
      EngineRows.send(sink, schema, row.key(), row.cells());
      byte[] one = PlainBufferEncoder.encode(row.key(), row.cells(), false);
      boolean first = expected.size() == 0;
      expected.putBytes(one, first ? 0 : 4, one.length - (first ? 0 : 4));
    }
    assertThat(sink.bytes().toByteArray()).isEqualTo(expected.toByteArray());
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<List<SampleRow>> resultRows() {
    return EngineRows.arbitrary().list().ofMaxSize(5);
  }

  @Property(tries = 300)
  void keys(@ForAll PrimaryKey key) {
    assertThat(PlainBufferDecoder.readKey(ByteSlice.of(PlainBufferEncoder.key(key))))
        .isEqualTo(key);
  }

  @Property(tries = 100)
  void cellsAreSlicesOfTheRequest(@ForAll SampleRow row) {
    byte[] bytes = PlainBufferEncoder.encode(row.key(), row.cells(), row.deleted());
    for (Cell cell : PlainBufferDecoder.decode(ByteSlice.of(bytes)).cells()) {
      assertThat(cell.name().array()).isSameAs(bytes);
      if (cell.value() != null && cell.value().type().isBytes()) {
        assertThat(cell.value().asBytes().array()).isSameAs(bytes);
      }
    }
  }
}
