/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Vector;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;

/**
 * YCSB binding for HBase: one connection for all threads, no buffering of writes in the client, so
 * that every operation is acknowledged by the server like the other side's.
 *
 * <p>The connection is configured by the {@code hbase-site.xml} on the class path; property {@code
 * table} names the table, which is created if it is missing, with one family.
 */
public final class HBaseClient extends DB {
  private static final byte[] FAMILY = bytes("f");
  private static final Object SHARED = new Object();
  private static Connection sharedConnection;
  private static int users;

  private Table table;

  @Override
  public void init() throws DBException {
    Properties properties = getProperties();
    TableName name = TableName.valueOf(properties.getProperty("table"));
    synchronized (SHARED) {
      try {
        if (users++ == 0) {
          Configuration configuration = HBaseConfiguration.create();
          sharedConnection = ConnectionFactory.createConnection(configuration);
        }
        try (Admin admin = sharedConnection.getAdmin()) {
          if (!admin.tableExists(name)) {
            admin.createTable(
                TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                    .build());
          }
        }
        table = sharedConnection.getTable(name);
      } catch (IOException e) {
        throw new DBException(e);
      }
    }
  }

  @Override
  public void cleanup() throws DBException {
    synchronized (SHARED) {
      try {
        table.close();
        if (--users == 0) {
          sharedConnection.close();
          sharedConnection = null;
        }
      } catch (IOException e) {
        throw new DBException(e);
      }
    }
  }

  @Override
  public Status read(
      String tableName, String key, Set<String> fields, Map<String, ByteIterator> result) {
    Get get = new Get(bytes(key));
    if (fields == null) {
      get.addFamily(FAMILY);
    } else {
      fields.forEach(field -> get.addColumn(FAMILY, bytes(field)));
    }
    try {
      Result row = table.get(get);
      if (row.isEmpty()) {
        return Status.NOT_FOUND;
      }
      copy(row, result);
      return Status.OK;
    } catch (IOException e) {
      return failed(e);
    }
  }

  @Override
  public Status scan(
      String tableName,
      String startKey,
      int rows,
      Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    Scan scan = new Scan().withStartRow(bytes(startKey)).setLimit(rows).setCaching(rows);
    if (fields == null) {
      scan.addFamily(FAMILY);
    } else {
      fields.forEach(field -> scan.addColumn(FAMILY, bytes(field)));
    }
    try (ResultScanner scanner = table.getScanner(scan)) {
      for (Result row = scanner.next(); row != null; row = scanner.next()) {
        HashMap<String, ByteIterator> values = new HashMap<>();
        copy(row, values);
        result.add(values);
      }
      return Status.OK;
    } catch (IOException e) {
      return failed(e);
    }
  }

  private static void copy(Result row, Map<String, ByteIterator> result) {
    for (Cell cell : row.rawCells()) {
      result.put(
          new String(
              cell.getQualifierArray(),
              cell.getQualifierOffset(),
              cell.getQualifierLength(),
              StandardCharsets.UTF_8),
          new ByteArrayByteIterator(CellUtil.cloneValue(cell)));
    }
  }

  @Override
  public Status update(String tableName, String key, Map<String, ByteIterator> values) {
    Put put = new Put(bytes(key));
    values.forEach((name, value) -> put.addColumn(FAMILY, bytes(name), value.toArray()));
    try {
      table.put(put);
      return Status.OK;
    } catch (IOException e) {
      return failed(e);
    }
  }

  @Override
  public Status insert(String tableName, String key, Map<String, ByteIterator> values) {
    return update(tableName, key, values);
  }

  @Override
  public Status delete(String tableName, String key) {
    try {
      table.delete(new Delete(bytes(key)));
      return Status.OK;
    } catch (IOException e) {
      return failed(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Status failed(IOException e) {
    return new Status("ERROR", e.toString());
  }
}
