/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.AddDefinedColumnRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of tables and columns, good and bad. */
class NamesE2eTest {
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SyncClient client;
  private static RawClient raw;
  private static TestTable table;

  @BeforeAll
  static void makeTable() {
    client = server.client();
    raw = server.raw();
    table = TestTable.make(client).key("pk", STRING).create();
  }

  static Stream<String> goodTableNames() {
    return Stream.of("_", "_0", "_T", "A0", "z", "CamelCase_9", "T".repeat(255));
  }

  static Stream<String> badTableNames() {
    return Stream.of("0", "#", "中文", "T#", "T中文", "3t", "-", "a-b", "a.b", "a b", "T".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("goodTableNames")
  void aGoodTableName(String name) {
    TestTable good = TestTable.make(client).named(name).key("pk", STRING).create();
    good.put(KEY, cell("c", "v"));
    assertThat(values(good.get(KEY))).containsExactly("c=v");
    assertThat(good.describe().getTableMeta().getTableName()).isEqualTo(name);
    client.deleteTable(new DeleteTableRequest(name));
  }

  @ParameterizedTest
  @MethodSource("badTableNames")
  void aBadTableNameIsRefusedBeforeTheTableIsLookedFor(String name) {
    String message = "Invalid table name: '" + name + "'.";
    TestTable bad = TestTable.named(client, name);
    assertInvalid(() -> TestTable.make(client).named(name).key("pk", STRING).create(), message);
    assertInvalid(() -> client.describeTable(new DescribeTableRequest(name)), message);
    assertInvalid(() -> client.deleteTable(new DeleteTableRequest(name)), message);
    assertInvalid(() -> bad.put(KEY, cell("c", 1)), message);
    assertInvalid(() -> bad.updating(KEY).put(cell("c", 1)).run(), message);
    assertInvalid(() -> bad.delete(KEY), message);
    assertInvalid(() -> bad.get(KEY), message);
    assertInvalid(
        () -> bad.range(key("pk", Words.INF_MIN), key("pk", Words.INF_MAX)).page(), message);
    assertInvalid(() -> bad.batchGet(KEY), message);
    assertInvalid(() -> bad.batchWrite(bad.putting(KEY, cell("c", 1))), message);
    assertInvalid(() -> bad.bulkImport(bad.putting(KEY, cell("c", 1))), message);
  }

  @Test
  void theEmptyTableNameIsRefused() {
    assertInvalid(
        raw.call(
            "DescribeTable",
            OtsInternalApi.DescribeTableRequest.newBuilder().setTableName("").build()),
        "Invalid table name: ''.");
    assertInvalid(
        raw.call(
            "GetRow",
            OtsInternalApi.GetRowRequest.newBuilder()
                .setTableName("")
                .setPrimaryKey(RawRows.key(KEY))
                .build()),
        "Invalid table name: ''.");
  }

  static Stream<String> goodColumnNames() {
    return Stream.of(
        "a",
        "列",
        "two words",
        "dots.and:colons",
        "'\"$&*()/\\",
        "line\nbreak",
        "0",
        "-",
        "a#",
        "😀",
        "c".repeat(255),
        "列".repeat(85));
  }

  static Stream<String> badColumnNames() {
    return Stream.of("#", "#a", "c".repeat(256), "列".repeat(86));
  }

  @ParameterizedTest
  @MethodSource("goodColumnNames")
  void aGoodColumnName(String name) {
    PrimaryKey row = key("pk", "good " + name);
    table.put(row, cell(name, "put"));
    assertThat(table.get(row).getLatestColumn(name).getValue().asString()).isEqualTo("put");
    table.updating(row).put(cell(name, "updated")).run();
    assertThat(table.reading(row).columns(name).row().getLatestColumn(name).getValue().asString())
        .isEqualTo("updated");
    assertThat(table.reading(row).filter(equalsText(name, "updated")).row()).isNotNull();
    assertThat(table.reading(row).filter(equalsText(name, "put")).row()).isNull();
    table.updating(row).remove(name).run();
    assertThat(table.get(row).getColumns()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("badColumnNames")
  void aBadColumnNameIsRefusedWhereverItStands(String name) {
    String message = "Invalid column name: '" + name + "'.";
    assertInvalid(() -> table.put(KEY, cell(name, 1)), message);
    assertInvalid(() -> table.updating(KEY).put(cell(name, 1)).run(), message);
    assertInvalid(() -> table.updating(KEY).remove(name).run(), message);
    assertInvalid(() -> table.updating(KEY).increment(name, 1).run(), message);
    assertInvalid(() -> table.reading(KEY).columns(name).row(), message);
    assertInvalid(() -> table.reading(KEY).filter(equalsText(name, "x")).row(), message);
    assertInvalid(
        () ->
            table
                .putting(KEY, cell("c", 1))
                .when(
                    new SingleColumnValueCondition(
                        name, SingleColumnValueCondition.CompareOperator.EQUAL, Words.value("x")))
                .run(),
        message);
    AddDefinedColumnRequest defined = new AddDefinedColumnRequest();
    defined.setTableName(table.name());
    defined.addDefinedColumn(name, DefinedColumnType.STRING);
    assertInvalid(() -> client.addDefinedColumn(defined), message);
    assertInvalid(() -> TestTable.make(client).key(name, STRING).create(), message);
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void theEmptyColumnNameIsRefused() {
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(KEY))
            .setMaxVersions(1)
            .addColumnsToGet("");
    assertInvalid(raw.call("GetRow", get.build()), "Invalid column name: ''.");
  }

  @Test
  void anAttributeIsNotNamedLikeAKeyColumn() {
    String message = "Duplicated attribute column name with primary key column: pk.";
    assertInvalid(() -> table.put(KEY, cell("pk", 1)), message);
    assertInvalid(() -> table.updating(KEY).put(cell("pk", 1)).run(), message);
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() {
    byte[] body =
        OtsInternalApi.DescribeTableRequest.newBuilder()
            .setTableNameBytes(ByteString.copyFrom(new byte[] {'a', (byte) 0xff}))
            .build()
            .toByteArray();
    assertInvalid(raw.call("DescribeTable", body));
  }

  private static SingleColumnValueFilter equalsText(String column, String text) {
    return new SingleColumnValueFilter(
        column, SingleColumnValueFilter.CompareOperator.EQUAL, Words.value(text));
  }
}
