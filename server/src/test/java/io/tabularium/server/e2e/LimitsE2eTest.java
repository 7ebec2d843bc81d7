/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.columns;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.text;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sizes and counts of single-row operations, at the limit and one beyond. */
class LimitsE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;
  private static TestTable two;

  private final PrimaryKey key = key("pk", "r" + System.nanoTime());

  @BeforeAll
  static void makeTables() {
    table = TestTable.make(server.client()).key("pk", STRING).create();
    two = TestTable.make(server.client()).key("pk_0", STRING).key("pk_1", BINARY).create();
  }

  @Test
  void aKeyValueIsAtMost1024Bytes() {
    PrimaryKey longest = key("pk_0", text(1024), "pk_1", new byte[1024]);
    two.put(longest, cell("c", 1));
    assertThat(values(two.get(longest))).containsExactly("c=1");
    two.delete(longest);

    String message =
        "The length of primary key column: '%s' exceeds the MaxLength:1024 with"
            + " CurrentLength:%d.";
    PrimaryKey text = key("pk_0", text(1025), "pk_1", new byte[0]);
    PrimaryKey blob = key("pk_0", "", "pk_1", new byte[2000]);
    PrimaryKey chinese = key("pk_0", "中".repeat(342), "pk_1", new byte[0]);
    assertInvalid(() -> two.put(text, cell("c", 1)), message.formatted("pk_0", 1025));
    assertInvalid(() -> two.put(blob, cell("c", 1)), message.formatted("pk_1", 2000));
    assertInvalid(() -> two.put(chinese, cell("c", 1)), message.formatted("pk_0", 1026));
    assertInvalid(() -> two.get(text), message.formatted("pk_0", 1025));
    assertInvalid(() -> two.delete(blob), message.formatted("pk_1", 2000));
    assertInvalid(
        () -> two.updating(text).put(cell("c", 1)).run(), message.formatted("pk_0", 1025));
    assertInvalid(
        () -> two.range(text, key("pk_0", Words.INF_MAX, "pk_1", Words.INF_MAX)).page(),
        message.formatted("pk_0", 1025));
  }

  @Test
  void anAttributeIsAtMostTwoMegabytes() {
    table.put(key, cell("attr", text(2_097_152)));
    assertThat(table.get(key).getColumns()[0].getValue().asString()).hasSize(2_097_152);
    table.put(key, cell("attr", new byte[2_097_152]));
    assertThat(table.get(key).getColumns()[0].getValue().asBinary()).hasSize(2_097_152);

    String message =
        "The length of attribute column: 'attr' exceeds the MaxLength:2097152 with"
            + " CurrentLength:2097153.";
    assertInvalid(() -> table.put(key, cell("attr", text(2_097_153))), message);
    assertInvalid(() -> table.put(key, cell("attr", new byte[2_097_153])), message);
    assertInvalid(() -> table.updating(key).put(cell("attr", text(2_097_153))).run(), message);
  }

  @Test
  void aWriteHasAtMost1024Cells() {
    String message =
        "The number of attribute columns exceeds the limit, limit count: 1024, column count:"
            + " 1025.";
    table.put(key, columns("c", 1024));
    assertInvalid(() -> table.put(key, columns("d", 1025)), message);

    TestTable.Write update = table.updating(key);
    Arrays.stream(columns("e", 512)).forEach(update::put);
    for (int i = 0; i < 511; i++) {
      update.remove("c%04d".formatted(i));
    }
    update.increment("counter", 1).run();
    assertThat(table.get(key).getColumns()).hasSize(1024 - 511 + 512 + 1);
    assertInvalid(() -> update.remove("one more").run(), message);
  }

  @Test
  void aPutIsAtMostFourMegabytes() {
    int around = key.getDataSize() + 2;
    Column first = cell("a", text(2_097_152));
    table.put(key, first, cell("b", text(2_097_152 - around)));
    assertInvalid(
        () -> table.put(key, first, cell("b", text(2_097_152 - around + 1))),
        "The total data size of PutRow request exceeds the limit, limit size: 4194304 , data"
            + " size: 4194305.");
  }

  @Test
  void anUpdateIsAtMostFourMegabytes() {
    int around = key.getDataSize() + 2;
    TestTable.Write fits = table.updating(key).put(cell("a", text(2_097_152)));
    fits.put(cell("b", text(2_097_152 - around))).run();
    TestTable.Write tooLarge = table.updating(key).put(cell("a", text(2_097_152)));
    tooLarge.put(cell("b", text(2_097_152 - around + 1)));
    assertInvalid(
        tooLarge::run,
        "The total data size of UpdateRow request exceeds the limit, limit size: 4194304 , data"
            + " size: 4194305.");
  }

  @Test
  void aBodyIsAtMostFiveMegabytes() {
    RawClient raw = server.raw();
    String message = "The size of POST data is too large.";
    assertRefused(
        raw.call("PutRow", new byte[5 * 1024 * 1024 + 1]), 413, "OTSRequestBodyTooLarge", message);
    assertRefused(
        raw.call("PutRow", new byte[20 * 1024 * 1024]), 413, "OTSRequestBodyTooLarge", message);
    assertInvalid(
        raw.call("PutRow", new byte[5 * 1024 * 1024]), "Parse PBMessage from RawString failed.");
    raw.call("ListTable", new byte[0]).success();
  }

  @Test
  void theSdkIsToldThatABodyIsTooLarge() {
    TestTable.Write[] rows = new TestTable.Write[3];
    for (int i = 0; i < 3; i++) {
      rows[i] = table.putting(key("pk", "large" + i), cell("c", text(2_000_000)));
    }
    assertRefused(
        () -> table.batchWrite(rows),
        413,
        "OTSRequestBodyTooLarge",
        "The size of POST data is too large.");
    assertThat(table.get(key("pk", "large0"))).isNull();
  }

  @Test
  void valuesOfAKeyArePlainValues() {
    for (Object marker : new Object[] {Words.INF_MIN, Words.INF_MAX}) {
      String message =
          (marker == Words.INF_MIN ? "VT_INF_MIN" : "VT_INF_MAX")
              + " is an invalid type for the primary key.";
      PrimaryKey bad = key("pk", marker);
      assertInvalid(() -> table.put(bad, cell("c", 1)), message);
      assertInvalid(() -> table.updating(bad).put(cell("c", 1)).run(), message);
      assertInvalid(() -> table.delete(bad), message);
      assertInvalid(() -> table.get(bad), message);
    }
  }

  @Test
  void aKeyHasOneToFourColumnsEvenBeforeTheTableIsLookedFor() {
    PrimaryKey five = key("a", 1, "b", 2, "c", 3, "d", 4, "e", 5);
    String message = "The number of primary key columns must be in range: [1, 4].";
    TestTable missing = TestTable.named(server.client(), "missing");
    assertInvalid(() -> missing.put(five, cell("c", 1)), message);
    assertInvalid(() -> missing.get(five), message);
    assertInvalid(() -> table.delete(five), message);
  }

  @Test
  void aKeyNamesEachColumnOnce() {
    assertInvalid(
        server
            .raw()
            .call(
                "GetRow",
                OtsInternalApi.GetRowRequest.newBuilder()
                    .setTableName(table.name())
                    .setPrimaryKey(RawRows.key(key("pk", "a", "pk", "b")))
                    .setMaxVersions(1)
                    .build()),
        "Duplicated primary key name: 'pk'.");
  }

  @Test
  void aRowWithoutKeyIsRefused() {
    assertInvalid(
        server
            .raw()
            .call(
                "GetRow",
                OtsInternalApi.GetRowRequest.newBuilder()
                    .setTableName(table.name())
                    .setPrimaryKey(
                        RawRows.encode(
                            new PlainBufferRow(new ArrayList<>(), new ArrayList<>(), false)))
                    .setMaxVersions(1)
                    .build()),
        "Cell data broken, empty PK.");
  }
}
