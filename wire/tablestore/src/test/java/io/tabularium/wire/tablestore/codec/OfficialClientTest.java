/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.PlainBufferBuilder;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCodedInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferConversion;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.alicloud.openservices.tablestore.model.RowDeleteChange;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.RowUpdateChange;
import com.alicloud.openservices.tablestore.model.SimpleRowMatrixBlockParser;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.wire.tablestore.codec.Samples.SampleRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The official client's own encoder and decoder on the other side of each of ours. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class OfficialClientTest {

  @Property(tries = 300)
  void keysOfTheClient(@ForAll PrimaryKey key) throws IOException {
    byte[] theirs = PlainBufferBuilder.buildPrimaryKeyWithHeader(Sdk.key(key));
    assertThat(PlainBufferDecoder.readKey(ByteSlice.of(theirs))).isEqualTo(key);
    assertThat(PlainBufferEncoder.key(key)).isEqualTo(theirs);
  }

  @Property(tries = 300)
  void putsOfTheClient(@ForAll SampleRow row) throws IOException {
    List<Cell> puts =
        row.cells().stream().filter(cell -> cell.operation() == Cell.Operation.PUT).toList();
    RowPutChange change = new RowPutChange("t", Sdk.key(row.key()));
    puts.forEach(cell -> change.addColumn(Sdk.column(cell)));
    byte[] theirs = PlainBufferBuilder.buildRowPutChangeWithHeader(change);
    assertThat(PlainBufferDecoder.decode(ByteSlice.of(theirs)))
        .isEqualTo(new DecodedRow(row.key(), puts, false));
  }

  @Property(tries = 300)
  void updatesOfTheClient(@ForAll SampleRow row) throws IOException {
    RowUpdateChange change = new RowUpdateChange("t", Sdk.key(row.key()));
    Sdk.update(change, row.cells());
    byte[] theirs = PlainBufferBuilder.buildRowUpdateChangeWithHeader(change);
    assertThat(PlainBufferDecoder.decode(ByteSlice.of(theirs)))
        .isEqualTo(new DecodedRow(row.key(), row.cells(), false));
  }

  @Property(tries = 100)
  void deletionsOfTheClient(@ForAll PrimaryKey key) throws IOException {
    byte[] theirs =
        PlainBufferBuilder.buildRowDeleteChangeWithHeader(new RowDeleteChange("t", Sdk.key(key)));
    assertThat(PlainBufferDecoder.decode(ByteSlice.of(theirs)))
        .isEqualTo(new DecodedRow(key, List.of(), true));
  }

  @Property(tries = 300)
  void resultsForTheClient(@ForAll("results") List<SampleRow> rows) throws IOException {
    PlainBufferRowSink sink = new PlainBufferRowSink();
    List<Row> expected = new ArrayList<>();
    for (SampleRow row : rows) {
      EngineRows.send(sink, EngineRows.schemaOf(row.key()), row.key(), row.cells());
      expected.add(new Row(row.key(), row.cells()));
    }
    byte[] bytes = sink.bytes().toByteArray();
    assertThat(bytes.length == 0).isEqualTo(rows.isEmpty());
    List<Row> read = new ArrayList<>();
    if (!rows.isEmpty()) {
      PlainBufferCodedInputStream in =
          new PlainBufferCodedInputStream(new PlainBufferInputStream(bytes));
      for (PlainBufferRow row : in.readRowsWithHeader()) {
        read.add(Sdk.row(PlainBufferConversion.toRow(row, false)));
      }
    }
    assertThat(read).isEqualTo(expected);
  }

  @Property(tries = 200)
  void matricesForTheClient(@ForAll("results") List<SampleRow> samples, @ForAll boolean wholeKey) {
    // All rows of a block have one key shape; take the first row's and let the others differ in
    // their cells.
    PrimaryKey key = samples.isEmpty() ? null : samples.get(0).key();
    if (key == null) {
      return;
    }
    PrimaryKeySchema schema = EngineRows.schemaOf(key);
    List<String> columns = new ArrayList<>();
    columns.add(schema.column(0).name());
    for (SampleRow row : samples) {
      row.cells().forEach(cell -> columns.add(cell.nameText()));
    }
    RowMatrixSink sink = new RowMatrixSink(columns, wholeKey);
    sink.schema(schema);
    List<Map<String, Object>> expected = new ArrayList<>();
    for (SampleRow row : samples) {
      List<Cell> cells =
          row.cells().stream().filter(cell -> schema.indexOf(cell.nameText()) < 0).toList();
      EngineRows.send(sink, schema, key, cells);
      Map<String, Object> newest = new LinkedHashMap<>();
      cells.forEach(cell -> newest.putIfAbsent(cell.nameText(), Sdk.columnValue(cell.value())));
      expected.add(newest);
    }
    SimpleRowMatrixBlockParser parser =
        new SimpleRowMatrixBlockParser(ByteBuffer.wrap(sink.finish().toByteArray()));
    assertThat(parser.getRowCount()).isEqualTo(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      parser.next();
      Map<String, Object> read = new LinkedHashMap<>();
      for (var column : parser.getRow().getColumns()) {
        read.put(column.getName(), column.getValue());
      }
      assertThat(read).isEqualTo(expected.get(i));
    }
    assertThat(parser.hasNext()).isFalse();
  }

  @Provide
  Arbitrary<List<SampleRow>> results() {
    return EngineRows.arbitrary().list().ofMaxSize(4);
  }
}
