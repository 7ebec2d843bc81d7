/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** What a last-point index must hold, worked out from its table's rows as a client reads them. */
final class LastPointOracle {
  private LastPointOracle() {}

  /** Waits until an index can be read. */
  static void awaitBuilt(SyncClient client, String index) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              try {
                rows(client, index, 1);
                return true;
              } catch (TableStoreException e) {
                if (e.getMessage().contains("Disallow read local index")) {
                  return false;
                }
                throw e;
              }
            });
  }

  /** Some rows from the end of a table. */
  static List<Row> rows(SyncClient client, String name, int limit) {
    TestTable table = TestTable.named(client, name);
    PrimaryKeyBuilder from = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    PrimaryKeyBuilder to = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    for (PrimaryKeySchema column : table.describe().getTableMeta().getPrimaryKeyList()) {
      from.addPrimaryKeyColumn(column.getName(), INF_MAX);
      to.addPrimaryKeyColumn(column.getName(), INF_MIN);
    }
    return table.range(from.build(), to.build()).backward().limit(limit).page().getRows();
  }

  /** Every row of an index as text. */
  static List<String> shown(SyncClient client, String index) {
    List<String> shown = new ArrayList<>();
    for (Row row : IndexOracle.read(client, index)) {
      Map<String, String> cells = new LinkedHashMap<>();
      for (Column cell : row.getColumns()) {
        cells.put(cell.getName(), Words.show(cell.getValue()));
      }
      shown.add(Words.show(row.getPrimaryKey()) + " " + cells);
    }
    return shown;
  }

  /** What {@link #shown} must be of an index whose key is so many columns of its table's. */
  static List<String> expected(SyncClient client, String table, int columns) {
    Map<String, String> last = new LinkedHashMap<>();
    for (Row row : IndexOracle.read(client, table)) {
      if (row.getColumns().length == 0) {
        continue;
      }
      PrimaryKeyBuilder key = PrimaryKeyBuilder.createPrimaryKeyBuilder();
      Map<String, String> cells = new TreeMap<>();
      int place = 0;
      for (PrimaryKeyColumn column : row.getPrimaryKey().getPrimaryKeyColumns()) {
        if (place++ < columns) {
          key.addPrimaryKeyColumn(column);
        } else {
          cells.put(
              column.getName(),
              Words.show(
                  switch (column.getValue().getType()) {
                    case INTEGER -> Words.value(column.getValue().asLong());
                    case STRING -> Words.value(column.getValue().asString());
                    default -> Words.value(column.getValue().asBinary());
                  }));
        }
      }
      for (Column cell : row.getColumns()) {
        cells.put(cell.getName(), Words.show(cell.getValue()));
      }
      String shown = Words.show(key.build());
      last.put(shown, shown + " " + cells); // rows come in order, so the last stays
    }
    return List.copyOf(last.values());
  }
}
