/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.CapacityUnit;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DeleteRowRequest;
import com.alicloud.openservices.tablestore.model.GetRangeRequest;
import com.alicloud.openservices.tablestore.model.GetRangeResponse;
import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.RangeRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.ReservedThroughput;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowDeleteChange;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.RowUpdateChange;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateRowRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Vector;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * YCSB binding for anything that speaks the Tablestore protocol, on the official Java SDK with its
 * default settings. All threads share one client, as the SDK is meant to be used.
 *
 * <p>Properties: {@code tablestore.endpoint}, {@code tablestore.instance}, {@code
 * tablestore.accessKeyId}, {@code tablestore.accessKeySecret}, {@code table}. The table is created
 * if it is missing, with one STRING key column {@code id} and one version; fields are BLOB columns.
 */
public final class TablestoreClient extends DB {
  /** The key column. */
  public static final String KEY_COLUMN = "id";

  private static final Object SHARED = new Object();
  private static SyncClient sharedClient;
  private static int users;

  private SyncClient client;

  @Override
  public void init() throws DBException {
    Properties p = getProperties();
    synchronized (SHARED) {
      if (users++ == 0) {
        sharedClient =
            new SyncClient(
                p.getProperty("tablestore.endpoint"),
                p.getProperty("tablestore.accessKeyId"),
                p.getProperty("tablestore.accessKeySecret"),
                p.getProperty("tablestore.instance"));
      }
      client = sharedClient;
      try {
        createIfMissing(client, p.getProperty("table"));
      } catch (TableStoreException | ClientException e) {
        throw new DBException("cannot create the table", e);
      }
    }
  }

  /** Creates the table of the workloads unless it exists. */
  public static void createIfMissing(SyncClient client, String table) {
    if (client.listTable().getTableNames().contains(table)) {
      return;
    }
    TableMeta meta = new TableMeta(table);
    meta.addPrimaryKeyColumn(KEY_COLUMN, PrimaryKeyType.STRING);
    client.createTable(
        new CreateTableRequest(
            meta, new TableOptions(-1, 1), new ReservedThroughput(new CapacityUnit(0, 0))));
  }

  @Override
  public void cleanup() {
    synchronized (SHARED) {
      if (--users == 0) {
        sharedClient.shutdown();
        sharedClient = null;
      }
    }
  }

  private static PrimaryKey key(String key) {
    return PrimaryKeyBuilder.createPrimaryKeyBuilder()
        .addPrimaryKeyColumn(KEY_COLUMN, PrimaryKeyValue.fromString(key))
        .build();
  }

  @Override
  public Status read(
      String table, String key, Set<String> fields, Map<String, ByteIterator> result) {
    SingleRowQueryCriteria criteria = new SingleRowQueryCriteria(table, key(key));
    criteria.setMaxVersions(1);
    if (fields != null) {
      criteria.addColumnsToGet(fields);
    }
    try {
      Row row = client.getRow(new GetRowRequest(criteria)).getRow();
      if (row == null) {
        return Status.NOT_FOUND;
      }
      copy(row, result);
      return Status.OK;
    } catch (TableStoreException | ClientException e) {
      return failed(e);
    }
  }

  @Override
  public Status scan(
      String table,
      String startKey,
      int rows,
      Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    RangeRowQueryCriteria criteria = new RangeRowQueryCriteria(table);
    criteria.setMaxVersions(1);
    criteria.setExclusiveEndPrimaryKey(
        PrimaryKeyBuilder.createPrimaryKeyBuilder()
            .addPrimaryKeyColumn(KEY_COLUMN, PrimaryKeyValue.INF_MAX)
            .build());
    if (fields != null) {
      criteria.addColumnsToGet(fields);
    }
    try {
      PrimaryKey next = key(startKey);
      while (next != null && result.size() < rows) {
        criteria.setInclusiveStartPrimaryKey(next);
        criteria.setLimit(rows - result.size());
        GetRangeResponse page = client.getRange(new GetRangeRequest(criteria));
        for (Row row : page.getRows()) {
          HashMap<String, ByteIterator> values = new HashMap<>();
          copy(row, values);
          result.add(values);
        }
        next = page.getNextStartPrimaryKey();
      }
      return Status.OK;
    } catch (TableStoreException | ClientException e) {
      return failed(e);
    }
  }

  private static void copy(Row row, Map<String, ByteIterator> result) {
    for (Column column : row.getColumns()) {
      result.put(column.getName(), new ByteArrayByteIterator(column.getValue().asBinary()));
    }
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    RowUpdateChange change = new RowUpdateChange(table, key(key));
    values.forEach((name, value) -> change.put(name, ColumnValue.fromBinary(value.toArray())));
    try {
      client.updateRow(new UpdateRowRequest(change));
      return Status.OK;
    } catch (TableStoreException | ClientException e) {
      return failed(e);
    }
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    RowPutChange change = new RowPutChange(table, key(key));
    values.forEach(
        (name, value) -> change.addColumn(name, ColumnValue.fromBinary(value.toArray())));
    try {
      client.putRow(new PutRowRequest(change));
      return Status.OK;
    } catch (TableStoreException | ClientException e) {
      return failed(e);
    }
  }

  @Override
  public Status delete(String table, String key) {
    try {
      client.deleteRow(new DeleteRowRequest(new RowDeleteChange(table, key(key))));
      return Status.OK;
    } catch (TableStoreException | ClientException e) {
      return failed(e);
    }
  }

  private static Status failed(RuntimeException e) {
    return new Status("ERROR", String.valueOf(e));
  }
}
