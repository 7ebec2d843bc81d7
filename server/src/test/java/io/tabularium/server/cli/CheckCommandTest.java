/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;
import io.tabularium.server.DataDirectory;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.testkit.CommandResult;
import io.tabularium.server.testkit.TestServer;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes compared with their tables by the command line. */
final class CheckCommandTest {
  /** The first table made in a new directory, and its index. */
  private static final int TABLE_ID = 1;

  private static final int INDEX_ID = 2;

  @TempDir Path data;

  private CommandResult check(String... options) {
    return CommandResult.of("check", data, options);
  }

  private static void createTable(SyncClient client) {
    TableMeta meta = new TableMeta("people");
    meta.addPrimaryKeyColumn("id", PrimaryKeyType.STRING);
    meta.addDefinedColumn("city", DefinedColumnType.STRING);
    IndexMeta index = new IndexMeta("people_by_city");
    index.addPrimaryKeyColumn("city");
    CreateTableRequest request = new CreateTableRequest(meta, new TableOptions(-1, 1));
    request.addIndex(index);
    client.createTable(request);
    for (String id : List.of("a", "b", "c")) {
      PrimaryKey key =
          PrimaryKeyBuilder.createPrimaryKeyBuilder()
              .addPrimaryKeyColumn("id", PrimaryKeyValue.fromString(id))
              .build();
      client.putRow(
          new PutRowRequest(
              new RowPutChange("people", key)
                  .addColumn(new Column("city", ColumnValue.fromString("Rome")))));
    }
  }

  private static byte[] entryKey(String city, String id) {
    return KeyCodec.encode(
        io.tabularium.model.PrimaryKey.of(
            new PrimaryKeyColumn("city", Value.string(city)),
            new PrimaryKeyColumn("id", Value.string(id))));
  }

  /** Does to the index what no server does: one entry too few, one too many, one that is wrong. */
  private void spoil() throws Exception {
    DataDirectory directory = new DataDirectory(data);
    try (Closeable lock = directory.lock();
        Store store = directory.openStore(ServerSettings.defaults().withData(data))) {
      store
          .table(TABLE_ID)
          .transact(
              new byte[] {1},
              transaction -> {
                transaction.deleteBeside(INDEX_ID, Keyspace.ROWS, entryKey("Rome", "a"));
                byte[] other = RowCodec.encodeBase(List.of(Cell.put("x", Value.integer(1))), 1, 1);
                transaction.putBeside(INDEX_ID, Keyspace.ROWS, entryKey("Rome", "b"), other);
                transaction.putBeside(INDEX_ID, Keyspace.ROWS, entryKey("Bari", "c"), other);
                return null;
              })
          .join();
    }
  }

  @Test
  void differencesArePrintedAndToldByTheExitCode() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      SyncClient client = server.client("demo");
      createTable(client);
      client.shutdown();
      CommandResult online = check("--table", "people", "--instance", "demo");
      assertThat(online.exit()).as(online.errors()).isZero();
      assertThat(online.lines())
          .containsExactly(
              "demo/people, index people_by_city: 3 rows, 3 entries, no difference.",
              "Every index holds what its table says.");
      CommandResult missing = check("--table", "nobody");
      assertThat(missing.exit()).isEqualTo(1);
      assertThat(missing.errors()).isEqualTo("tabularium: There is no table nobody.");
    }
    assertThat(check().exit()).isZero();
    assertThat(check("--table", "people", "--instance", "other").exit()).isEqualTo(1);

    spoil();
    CommandResult offline = check("--table", "people");
    assertThat(offline.exit()).isEqualTo(CheckCommand.DIFFERENT);
    assertThat(offline.lines())
        .containsExactlyInAnyOrder(
            "demo/people, index people_by_city: the entry (city=Rome, id=a) is missing.",
            "demo/people, index people_by_city: the entry (city=Rome, id=b) does not hold what its"
                + " row does.",
            "demo/people, index people_by_city: the entry (city=Bari, id=c) is of no row.",
            "demo/people, index people_by_city: 3 rows, 3 entries, 3 differences.",
            "Differences found: 3.");
    try (TestServer server = TestServer.start(data)) {
      CommandResult online = check();
      assertThat(online.exit()).isEqualTo(CheckCommand.DIFFERENT);
      assertThat(online.lines()).hasSize(5).contains("Differences found: 3.");
    }
  }
}
