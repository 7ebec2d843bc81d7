/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.AddDefinedColumnRequest;
import com.alicloud.openservices.tablestore.model.CreateIndexRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.IndexType;
import com.alicloud.openservices.tablestore.model.IndexUpdateMode;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.wire.tablestore.Development;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Prepares the workloads' tables for generators that do not. */
public final class Tables {
  private Tables() {}

  /** Creates tables that do not exist yet. */
  public static void create(TabulariumServer server, String... tables) {
    withClient(
        server,
        client -> {
          for (String table : tables) {
            TablestoreClient.createIfMissing(client, table);
          }
        });
  }

  /** Gives a table a stream. */
  public static void enableStream(TabulariumServer server, String table) {
    UpdateTableRequest request = new UpdateTableRequest(table);
    request.setStreamSpecification(new StreamSpecification(true, 24));
    withClient(server, client -> client.updateTable(request));
  }

  /** Gives a table a global index on {@code field0} and a local one on {@code field1}. */
  public static void createIndexes(TabulariumServer server, String table) {
    AddDefinedColumnRequest columns = new AddDefinedColumnRequest();
    columns.setTableName(table);
    columns.addDefinedColumn("field0", DefinedColumnType.STRING);
    columns.addDefinedColumn("field1", DefinedColumnType.STRING);
    IndexMeta global = new IndexMeta(table + "_global");
    global.addPrimaryKeyColumn("field0");
    IndexMeta local = new IndexMeta(table + "_local");
    local.setIndexType(IndexType.IT_LOCAL_INDEX);
    local.setIndexUpdateMode(IndexUpdateMode.IUM_SYNC_INDEX);
    local.addPrimaryKeyColumn(TablestoreClient.KEY_COLUMN);
    local.addPrimaryKeyColumn("field1");
    withClient(
        server,
        client -> {
          client.addDefinedColumn(columns);
          client.createIndex(new CreateIndexRequest(table, global, false));
          client.createIndex(new CreateIndexRequest(table, local, false));
        });
  }

  /** Gives a table a search index of all fields, each as a keyword. */
  public static void createSearchIndex(TabulariumServer server, String table, String index) {
    IndexSchema schema = new IndexSchema();
    for (int field = 0; field < WorkloadMix.FIELDS; field++) {
      schema.addFieldSchema(new FieldSchema("field" + field, FieldType.KEYWORD));
    }
    CreateSearchIndexRequest request = new CreateSearchIndexRequest(table, index);
    request.setIndexSchema(schema);
    withClient(server, client -> client.createSearchIndex(request));
  }

  /** Waits until a search index has everything that was written before. */
  public static void awaitSearchIndex(
      TabulariumServer server, String table, String index, Duration patience) {
    DescribeSearchIndexRequest request = new DescribeSearchIndexRequest();
    request.setTableName(table);
    request.setIndexName(index);
    request.setIncludeSyncStat(true);
    long wanted = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    long end = System.nanoTime() + patience.toNanos();
    withClient(
        server,
        client -> {
          while (client.describeSearchIndex(request).getSyncStat().getCurrentSyncTimestamp()
              < wanted) {
            if (System.nanoTime() > end) {
              throw new IllegalStateException("the search index does not catch up");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
          }
        });
  }

  private static void withClient(TabulariumServer server, Consumer<SyncClient> action) {
    SyncClient client =
        new SyncClient(
            server.endpoint().toString(),
            Development.KEY,
            Development.KEY,
            TabulariumServer.INSTANCE);
    try {
      action.accept(client);
    } finally {
      client.shutdown();
    }
  }
}
