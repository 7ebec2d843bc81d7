/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that do not fit the table: first the number of columns, then name by name, type by type. */
class KeySchemaE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void makeTable() {
    table =
        TestTable.make(server.client())
            .key("PK1", STRING)
            .key("PK2", INTEGER)
            .key("PK3", BINARY)
            .create();
  }

  @Test
  void number() {
    assertNoFit(key("PK1", "a"), "Validate PK size fail. Input: 1, Meta: 3.");
    assertNoFit(
        key("PK1", "a", "PK2", 1, "PK3", new byte[0], "PK4", 1),
        "Validate PK size fail. Input: 4, Meta: 3.");
    assertNoFit(key("wrong", 1), "Validate PK size fail. Input: 1, Meta: 3.");
  }

  @Test
  void names() {
    assertNoFit(
        key("PK2", 1, "PK1", "a", "PK3", new byte[0]),
        "Validate PK name fail. Input: PK2, Meta: PK1.");
    assertNoFit(
        key("PK1", "a", "pk2", 1, "PK3", new byte[0]),
        "Validate PK name fail. Input: pk2, Meta: PK2.");
  }

  @Test
  void types() {
    assertNoFit(
        key("PK1", 1, "PK2", 1, "PK3", new byte[0]),
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertNoFit(
        key("PK1", "a", "PK2", new byte[0], "PK3", new byte[0]),
        "Validate PK type fail. Input: VT_BLOB, Meta: VT_INTEGER.");
    assertNoFit(
        key("PK1", "a", "PK2", 1, "PK3", "text"),
        "Validate PK type fail. Input: VT_STRING, Meta: VT_BLOB.");
  }

  @Test
  void columnByColumn() {
    assertNoFit(
        key("PK1", 1, "wrong", 1, "PK3", new byte[0]),
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
  }

  private static void assertNoFit(PrimaryKey key, String message) {
    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> table.put(key, cell("c", 1)),
          () -> table.updating(key).put(cell("c", 1)).run(),
          () -> table.delete(key),
          () -> table.get(key)
        }) {
      assertRefused(call, 400, "OTSInvalidPK", message);
    }
  }
}
