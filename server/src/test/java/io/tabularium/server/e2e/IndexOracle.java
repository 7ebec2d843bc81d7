/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.search.SyncStat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;

/** What the indexes of a table must hold, worked out from its rows as a client reads them. */
final class IndexOracle {
  private IndexOracle() {}

  /** Waits until every index of a table can be read. */
  static void awaitBuilt(SyncClient client, String name) {
    TestTable table = TestTable.named(client, name);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                table.describe().getIndexMeta().stream()
                    .allMatch(index -> index.getIndexSyncPhase() == SyncStat.SyncPhase.INCR));
  }

  /** Every index of a table holds exactly the entries of its rows. Nobody writes meanwhile. */
  static void assertIndexesHoldWhatTheRowsSay(SyncClient client, String name) {
    List<Row> rows = read(client, name);
    List<String> key =
        TestTable.named(client, name).describe().getTableMeta().getPrimaryKeyList().stream()
            .map(PrimaryKeySchema::getName)
            .toList();
    for (IndexMeta index : TestTable.named(client, name).describe().getIndexMeta()) {
      List<String> entries =
          read(client, index.getIndexName()).stream().map(IndexOracle::show).sorted().toList();
      List<String> expected =
          rows.stream()
              .map(row -> entry(index, key, row))
              .filter(Objects::nonNull)
              .map(IndexOracle::show)
              .sorted()
              .toList();
      assertThat(entries).as(index.getIndexName()).isEqualTo(expected);
    }
  }

  private static String show(Row row) {
    return Words.show(row.getPrimaryKey()) + " " + Words.cells(row);
  }

  private static Row entry(IndexMeta index, List<String> tableKey, Row row) {
    List<String> names = new ArrayList<>(index.getPrimaryKeyList());
    tableKey.stream().filter(name -> !names.contains(name)).forEach(names::add);
    PrimaryKeyBuilder key = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    for (String name : names) {
      PrimaryKeyColumn own = row.getPrimaryKey().getPrimaryKeyColumn(name);
      Column cell = row.getLatestColumn(name);
      if (own == null && cell == null) {
        return null;
      }
      key.addPrimaryKeyColumn(
          name, own != null ? own.getValue() : PrimaryKeyValue.fromColumn(cell.getValue()));
    }
    Column[] covered =
        Arrays.stream(row.getColumns())
            .filter(cell -> index.getDefinedColumnsList().contains(cell.getName()))
            .toArray(Column[]::new);
    return new Row(key.build(), covered);
  }

  /** All rows of a table or an index. */
  static List<Row> read(SyncClient client, String name) {
    TestTable table = TestTable.named(client, name);
    PrimaryKeyBuilder from = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    PrimaryKeyBuilder to = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    for (PrimaryKeySchema column : table.describe().getTableMeta().getPrimaryKeyList()) {
      from.addPrimaryKeyColumn(column.getName(), INF_MIN);
      to.addPrimaryKeyColumn(column.getName(), INF_MAX);
    }
    List<Row> rows = new ArrayList<>();
    PrimaryKey next = from.build();
    while (next != null) {
      var page = table.range(next, to.build()).page();
      rows.addAll(page.getRows());
      next = page.getNextStartPrimaryKey();
    }
    return rows;
  }
}
