/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows on the wire that are broken, or that say what their request cannot mean. */
class PlainBufferE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;
  private static TestTable vectors;

  private PrimaryKey key;

  @BeforeAll
  static void makeTables() {
    table = TestTable.simple(server.client());
    vectors =
        TestTable.make(server.client())
            .key("pk", com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING)
            .maxVersions(5)
            .create();
  }

  @BeforeEach
  void freshKey() {
    key = key("pk", "r" + System.nanoTime(), "n", 1);
  }

  private static OtsInternalApi.Condition ignore() {
    return OtsInternalApi.Condition.newBuilder()
        .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE)
        .build();
  }

  private static RawClient.Answer put(TestTable into, ByteString row) {
    return server
        .raw()
        .call(
            "PutRow",
            OtsInternalApi.PutRowRequest.newBuilder()
                .setTableName(into.name())
                .setRow(row)
                .setCondition(ignore())
                .build());
  }

  private static RawClient.Answer update(TestTable in, ByteString row) {
    return server
        .raw()
        .call(
            "UpdateRow",
            OtsInternalApi.UpdateRowRequest.newBuilder()
                .setTableName(in.name())
                .setRowChange(row)
                .setCondition(ignore())
                .build());
  }

  private static RawClient.Answer delete(TestTable from, ByteString row) {
    return server
        .raw()
        .call(
            "DeleteRow",
            OtsInternalApi.DeleteRowRequest.newBuilder()
                .setTableName(from.name())
                .setPrimaryKey(row)
                .setCondition(ignore())
                .build());
  }

  private static RawClient.Answer get(TestTable from, ByteString row) {
    return server
        .raw()
        .call(
            "GetRow",
            OtsInternalApi.GetRowRequest.newBuilder()
                .setTableName(from.name())
                .setPrimaryKey(row)
                .setMaxVersions(5)
                .build());
  }

  private static ByteString hex(String text) {
    return ByteString.copyFrom(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
  }

  @Test
  void theVectorsOfTheProtocolAreUnderstood() throws Exception {
    ByteString written =
        hex(
            "75000000 01 03 04 02000000 706b 05 06000000 03 01000000 61 0a d4 02 03 04 01000000 63"
                + " 05 09000000 00 0700000000000000 07 0098f73e5d010000 0a a3 09 a3");
    vectors.put(key("pk", "a"), cell("c", 7, 1_500_000_000_000L));
    var read =
        OtsInternalApi.GetRowResponse.parseFrom(
            get(vectors, RawRows.key(key("pk", "a"))).success());
    assertThat(read.getRow()).as("byte for byte").isEqualTo(written);

    ByteString deleteVersion =
        hex(
            "75000000 01 03 04 02000000 706b 05 06000000 03 01000000 61 0a d4 02 03 04 01000000 63"
                + " 06 03 07 0098f73e5d010000 0a 6e 09 a7");
    update(vectors, deleteVersion).success();
    assertThat(vectors.get(key("pk", "a")).getColumns()).isEmpty();

    ByteString deleteRow =
        hex("75000000 01 03 04 02000000 706b 05 06000000 03 01000000 61 0a d4 08 09 e9");
    delete(vectors, deleteRow).success();
    assertThat(vectors.get(key("pk", "a"))).isNull();

    put(vectors, written).success();
    assertThat(Words.cells(vectors.get(key("pk", "a")))).containsExactly("c=7@1500000000000");
  }

  @Test
  void theHeaderComesFirst() {
    byte[] row = RawRows.row(key, RawRows.put("c", 1)).toByteArray();
    row[0] = 0x76;
    RawClient.Answer answer = put(table, ByteString.copyFrom(row));
    assertInvalid(answer);
    assertThat(answer.error().getMessage())
        .startsWith("Cell data broken, mismatch header, actual: ");
  }

  @Test
  void checksumsAreChecked() {
    byte[] row = RawRows.row(key, RawRows.put("c", "value")).toByteArray();
    // The last byte is the row's checksum; two before it stands the last cell's.
    for (int at : new int[] {row.length - 1, row.length - 3}) {
      byte[] broken = row.clone();
      broken[at] ^= 0x10;
      RawClient.Answer answer = put(table, ByteString.copyFrom(broken));
      assertInvalid(answer);
      assertThat(answer.error().getMessage())
          .startsWith("Cell data broken, checksum is mismatch, ");
    }
    byte[] otherValue = row.clone();
    otherValue[row.length - 5] ^= 1;
    assertInvalid(put(table, ByteString.copyFrom(otherValue)));
    assertThat(table.get(key)).isNull();
  }

  @Test
  void everyCutIsNoticed() {
    byte[] row = RawRows.row(key, RawRows.put("c", "value")).toByteArray();
    for (int length = 0; length < row.length; length++) {
      assertInvalid(put(table, ByteString.copyFrom(row, 0, length)));
    }
    assertThat(table.get(key)).isNull();
  }

  @Test
  void nothingMayFollowButZeros() {
    ByteString row = RawRows.row(key, RawRows.put("c", "value"));
    assertInvalid(put(table, row.concat(ByteString.copyFrom(new byte[] {1}))));
    assertInvalid(put(table, row.concat(row)));
    assertThat(table.get(key)).isNull();
    put(table, row.concat(ByteString.copyFrom(new byte[3]))).success(); // as Node.js clients do
    assertThat(values(table.get(key))).containsExactly("c=value");
  }

  @Test
  void aKeyColumnIsJustAValue() {
    assertInvalid(
        put(table, withKeyCell(cell -> cell.setCellType(RawRows.DELETE_ALL_VERSION))),
        "OpType cannot be given for primary key name :n.");
    assertInvalid(
        put(table, withKeyCell(cell -> cell.setCellTimestamp(5))),
        "Timestamp cannot be given for primary key name:n.");
    assertThat(table.get(key)).isNull();
  }

  private ByteString withKeyCell(Consumer<PlainBufferCell> change) {
    List<PlainBufferCell> cells = new ArrayList<>();
    for (var column : key.getPrimaryKeyColumns()) {
      PlainBufferCell cell = new PlainBufferCell();
      cell.setCellName(column.getName());
      cell.setPkCellValue(column.getValue());
      if (column.getName().equals("n")) {
        change.accept(cell);
      }
      cells.add(cell);
    }
    return RawRows.encode(
        new PlainBufferRow(cells, new ArrayList<>(List.of(RawRows.put("c", 1))), false));
  }

  @Test
  void aPutHasValues() {
    PlainBufferCell empty = new PlainBufferCell();
    empty.setCellName("c");
    assertInvalid(
        put(table, RawRows.row(key, empty)),
        "Invalid request of put row: find cells without values.");
  }

  @Test
  void onlyADeletionHasTheMarker() {
    ByteString marked = RawRows.row(key, List.of(RawRows.put("c", 1)), true);
    assertInvalid(
        put(table, marked), "Invalid request of put row: unexpected RowDeleteMarker in request.");
    assertInvalid(
        update(table, marked),
        "Invalid request of update row: unexpected RowDeleteMarker in request.");
    assertInvalid(get(table, RawRows.row(key, List.of(), true)), "Delete marker cannot be given.");
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aDeletionHasNoCells() {
    table.put(key, cell("c", 1));
    assertInvalid(
        delete(table, RawRows.row(key, List.of(RawRows.put("c", 1)), true)),
        "Invalid delete row request: unexpected cells in request.");
    assertThat(values(table.get(key))).containsExactly("c=1");
  }

  @Test
  void aDeletionWithoutMarkerIsUnderstood() {
    table.put(key, cell("c", 1));
    delete(table, RawRows.key(key)).success();
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aReadHasNoAttributes() {
    assertInvalid(
        get(table, RawRows.row(key, RawRows.put("c", 1))),
        "Attribute column cannot be given while reading data.");
  }
}
