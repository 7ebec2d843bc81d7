/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.columns;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.keys;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rows: written, replaced, read and deleted. */
class PutGetE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeEach
  void makeTable() {
    if (table == null) {
      table = TestTable.simple(server.client());
    }
  }

  static Stream<ColumnValue> everyKindOfValue() {
    return Stream.of(
        ColumnValue.fromLong(0),
        ColumnValue.fromLong(-1),
        ColumnValue.fromLong(Long.MIN_VALUE),
        ColumnValue.fromLong(Long.MAX_VALUE),
        ColumnValue.fromDouble(0.0),
        ColumnValue.fromDouble(-0.0),
        ColumnValue.fromDouble(1e-300),
        ColumnValue.fromDouble(Double.MIN_VALUE),
        ColumnValue.fromDouble(-Double.MAX_VALUE),
        ColumnValue.fromBoolean(true),
        ColumnValue.fromBoolean(false),
        ColumnValue.fromString(""),
        ColumnValue.fromString("text"),
        ColumnValue.fromString("中文 😀 \u0000 \n end"),
        ColumnValue.fromBinary(new byte[0]),
        ColumnValue.fromBinary(everyByte()));
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("everyKindOfValue")
  void aValueComesBackAsItWasWritten(ColumnValue value) {
    table.put(key, new Column("c", value));
    ColumnValue read = table.get(key).getLatestColumn("c").getValue();
    assertThat(read.getType()).isEqualTo(value.getType());
    assertThat(read).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aDoubleIsANumber(double value) {
    assertInvalid(
        () -> table.put(key, cell("c", value)),
        Double.isNaN(value)
            ? "NaN can't be set to double value."
            : "Infinity can't be set to double value.");
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aStringIsUtf8() {
    PlainBufferCell cell = RawRows.put("c", "??");
    cell.setCellValue(ColumnValue.fromString("?", new byte[] {(byte) 0xc3, 0x28}));
    assertInvalid(
        server.raw().call("PutRow", put(RawRows.row(key, cell))),
        "Value of column c must be UTF8 encoding.");
    assertThat(table.get(key)).isNull();
  }

  private static OtsInternalApi.PutRowRequest put(
      com.aliyun.ots.thirdparty.com.google.protobuf.ByteString row) {
    return OtsInternalApi.PutRowRequest.newBuilder()
        .setTableName(table.name())
        .setRow(row)
        .setCondition(
            OtsInternalApi.Condition.newBuilder()
                .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE))
        .build();
  }

  @Test
  void everyKindOfKeyComesBackInOrder() {
    TestTable wide =
        TestTable.make(server.client())
            .key("s", STRING)
            .key("i", INTEGER)
            .key("b", BINARY)
            .key("t", STRING)
            .create();
    List<PrimaryKey> ascending =
        List.of(
            wideKey("", Long.MIN_VALUE, new byte[0], ""),
            wideKey("", -1, new byte[0], ""),
            wideKey("", 0, new byte[0], ""),
            wideKey("", 0, new byte[] {0}, ""),
            wideKey("", 0, new byte[] {0, 0}, "a"),
            wideKey("", 0, new byte[] {0, 0}, "ab"),
            wideKey("", 0, new byte[] {0, 1}, ""),
            wideKey("", 0, new byte[] {1}, ""),
            wideKey("", 0, new byte[] {(byte) 0x80}, ""),
            wideKey("", 0, new byte[] {(byte) 0xff, (byte) 0xff}, ""),
            wideKey("", Long.MAX_VALUE, new byte[0], ""),
            wideKey("\u0000", 0, new byte[0], ""),
            wideKey("\u0000\u0000", 0, new byte[0], ""),
            wideKey("\u0001", 0, new byte[0], ""),
            wideKey("A", 0, new byte[0], ""),
            wideKey("a", 0, new byte[0], "x"),
            wideKey("a", 0, new byte[0], "中"),
            wideKey("aa", 0, new byte[0], ""),
            wideKey("中", 0, new byte[0], ""),
            wideKey("\uffee", 0, new byte[0], ""),
            wideKey("😀", 0, new byte[0], ""));
    for (int i = ascending.size() - 1; i >= 0; i--) {
      wide.put(ascending.get(i), cell("rank", i));
    }
    for (int i = 0; i < ascending.size(); i++) {
      Row row = wide.get(ascending.get(i));
      assertThat(row.getPrimaryKey()).isEqualTo(ascending.get(i));
      assertThat(values(row)).containsExactly("rank=" + i);
    }
    PrimaryKey all = key("s", Words.INF_MIN, "i", Words.INF_MIN, "b", Words.INF_MIN, "t", "");
    PrimaryKey end = key("s", Words.INF_MAX, "i", Words.INF_MIN, "b", Words.INF_MIN, "t", "");
    assertThat(wide.range(all, end).page().getRows())
        .extracting(Row::getPrimaryKey)
        .containsExactlyElementsOf(ascending);
  }

  private static PrimaryKey wideKey(String s, long i, byte[] b, String t) {
    return key("s", s, "i", i, "b", b, "t", t);
  }

  @Test
  void theKeyIsCompleteInTheAnswer() {
    table.put(key, cell("c", 1));
    assertThat(table.get(key).getPrimaryKey()).isEqualTo(key);
    assertThat(Words.names(table.get(key).getPrimaryKey())).containsExactly("pk", "n");
  }

  @Test
  void aMissingRowIsNoRow() {
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aPutReplacesTheWholeRow() {
    table.put(key, cell("a", 1), cell("b", 2));
    table.put(key, cell("b", 3), cell("c", 4));
    assertThat(values(table.get(key))).containsExactly("b=3", "c=4");
  }

  @Test
  void aRowMayBeJustItsKey() {
    table.put(key);
    assertThat(table.get(key).getPrimaryKey()).isEqualTo(key);
    assertThat(table.get(key).getColumns()).isEmpty();
    table.put(key, cell("c", 1));
    table.put(key);
    assertThat(table.get(key).getColumns()).isEmpty();
  }

  @Test
  void aColumnMayChangeItsType() {
    for (Object value : new Object[] {1, "text", 1.5, true, new byte[] {1}}) {
      table.put(key, cell("c", value));
      assertThat(table.get(key).getLatestColumn("c").getValue()).isEqualTo(Words.value(value));
    }
  }

  @Test
  void columnsComeInByteOrderOfTheirNames() {
    table.put(key, cell("b", 1), cell("列", 2), cell("a", 3), cell("B", 4), cell("ab", 5));
    assertThat(wireCells(key)).containsExactly("B", "a", "ab", "b", "列");
  }

  @Test
  void versionsComeNewestFirst() {
    TestTable versioned = TestTable.versioned(server.client(), 9);
    versioned.put(
        key, cell("b", "b2", 2), cell("a", "a1", 1), cell("b", "b3", 3), cell("a", "a7", 7));
    var answer =
        server
            .raw()
            .call(
                "GetRow",
                OtsInternalApi.GetRowRequest.newBuilder()
                    .setTableName(versioned.name())
                    .setPrimaryKey(RawRows.key(key))
                    .setMaxVersions(9)
                    .build());
    assertThat(wire(answer).stream().map(cell -> cell.getCellName() + cell.getCellTimestamp()))
        .containsExactly("a7", "a1", "b3", "b2");
  }

  private static List<String> wireCells(PrimaryKey key) {
    var answer =
        server
            .raw()
            .call(
                "GetRow",
                OtsInternalApi.GetRowRequest.newBuilder()
                    .setTableName(table.name())
                    .setPrimaryKey(RawRows.key(key))
                    .setMaxVersions(1)
                    .build());
    return wire(answer).stream().map(PlainBufferCell::getCellName).toList();
  }

  private static List<PlainBufferCell> wire(RawClient.Answer answer) {
    try {
      var response = OtsInternalApi.GetRowResponse.parseFrom(answer.success());
      assertThat(response.hasNextToken()).isFalse();
      return RawRows.decode(response.getRow()).get(0).getCells();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRowOf1024ColumnsInOneWrite() {
    table.put(key, columns("c", 1024));
    Column[] read = table.get(key).getColumns();
    assertThat(read).hasSize(1024);
    assertThat(read[0].getName()).isEqualTo("c0000");
    assertThat(read[1023].getValue().asLong()).isEqualTo(1023);
  }

  @Test
  void aRowGrowsBeyond1024ColumnsByUpdates() {
    for (int part = 0; part < 4; part++) {
      TestTable.Write update = table.updating(key);
      Arrays.stream(columns("p" + part + "-", 1000)).forEach(update::put);
      update.run();
    }
    assertThat(table.get(key).getColumns()).hasSize(4000);
    assertThat(values(table.reading(key).columns("p0-0000", "p3-0999").row()))
        .containsExactly("p0-0000=0", "p3-0999=999");
  }

  @Test
  void aDeletedRowIsGone() {
    table.put(key, cell("c", 1));
    table.delete(key);
    assertThat(table.get(key)).isNull();
    assertThat(table.range(key, key("pk", key.getPrimaryKeyColumn(0).getValue(), "n", 2)).keys())
        .isEmpty();
  }

  @Test
  void deletingAMissingRowIsFine() {
    table.delete(key);
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aRowComesBackAfterItsDeletion() {
    table.put(key, cell("old", 1));
    table.delete(key);
    table.put(key, cell("new", 2));
    assertThat(values(table.get(key))).containsExactly("new=2");
  }

  @Test
  void rowsOfOnePartitionAreSeparate() {
    PrimaryKey first = key("pk", "shared", "n", 1);
    PrimaryKey second = key("pk", "shared", "n", 2);
    table.put(first, cell("c", 1));
    table.put(second, cell("c", 2));
    table.delete(first);
    assertThat(table.get(first)).isNull();
    assertThat(values(table.get(second))).containsExactly("c=2");
    assertThat(
            keys(
                table
                    .range(
                        key("pk", "shared", "n", Words.INF_MIN),
                        key("pk", "shared", "n", Words.INF_MAX))
                    .page()
                    .getRows()))
        .containsExactly("shared/2");
  }

  @Test
  void everyAnswerHasARequestIdOf36Characters() {
    assertThat(table.put(key, cell("c", 1)).getRequestId()).hasSize(36);
    assertThat(table.reading(key).response().getRequestId()).hasSize(36);
    assertThat(table.delete(key).getRequestId()).hasSize(36);
  }

  @Test
  void anExplicitVersionComesBack() {
    table.put(key, cell("c", "v", 1_700_000_000_000L));
    assertThat(cells(table.get(key))).containsExactly("c=v@1700000000000");
  }

  @Test
  void aPutTakesNoCellOperations() {
    assertInvalid(
        server
            .raw()
            .call(
                "PutRow",
                put(RawRows.row(key, RawRows.operation("c", RawRows.DELETE_ALL_VERSION)))),
        "OpType cannot be given for column name:c in PutRow.");
    assertInvalid(
        server
            .raw()
            .call(
                "PutRow",
                put(RawRows.row(key, RawRows.as(RawRows.put("c", 1), RawRows.INCREMENT)))),
        "OpType cannot be given for column name:c in PutRow.");
    assertThat(table.get(key)).isNull();
  }
}
