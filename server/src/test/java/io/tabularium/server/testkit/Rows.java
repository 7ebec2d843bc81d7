/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.testkit;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import java.util.List;

/**
 * The least an official client does: tables with a string key {@code id} and a column {@code v}.
 */
public final class Rows {
  private Rows() {}

  /** Creates a table. */
  public static void createTable(SyncClient client, String table) {
    TableMeta meta = new TableMeta(table);
    meta.addPrimaryKeyColumn("id", PrimaryKeyType.STRING);
    client.createTable(new CreateTableRequest(meta, new TableOptions(-1, 1)));
  }

  /** Writes a row. */
  public static void put(SyncClient client, String table, String id, String value) {
    RowPutChange put = new RowPutChange(table, key(id));
    put.addColumn("v", ColumnValue.fromString(value));
    client.putRow(new PutRowRequest(put));
  }

  /** Reads a row's value, {@code null} if there is no row. */
  public static String get(SyncClient client, String table, String id) {
    SingleRowQueryCriteria criteria = new SingleRowQueryCriteria(table, key(id));
    criteria.setMaxVersions(1);
    Row row = client.getRow(new GetRowRequest(criteria)).getRow();
    return row == null ? null : row.getLatestColumn("v").getValue().asString();
  }

  private static PrimaryKey key(String id) {
    return new PrimaryKey(List.of(new PrimaryKeyColumn("id", PrimaryKeyValue.fromString(id))));
  }
}
