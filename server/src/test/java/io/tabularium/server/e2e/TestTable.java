/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.model.BatchGetRowRequest;
import com.alicloud.openservices.tablestore.model.BatchGetRowResponse;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse;
import com.alicloud.openservices.tablestore.model.BulkImportRequest;
import com.alicloud.openservices.tablestore.model.BulkImportResponse;
import com.alicloud.openservices.tablestore.model.CapacityUnit;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.Condition;
import com.alicloud.openservices.tablestore.model.ConsumedCapacity;
import com.alicloud.openservices.tablestore.model.CreateIndexRequest;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteIndexRequest;
import com.alicloud.openservices.tablestore.model.DeleteRowRequest;
import com.alicloud.openservices.tablestore.model.DeleteRowResponse;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableResponse;
import com.alicloud.openservices.tablestore.model.Direction;
import com.alicloud.openservices.tablestore.model.GetRangeRequest;
import com.alicloud.openservices.tablestore.model.GetRangeResponse;
import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.GetRowResponse;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.IndexType;
import com.alicloud.openservices.tablestore.model.IndexUpdateMode;
import com.alicloud.openservices.tablestore.model.MultiRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.PutRowResponse;
import com.alicloud.openservices.tablestore.model.RangeRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.ReturnType;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowChange;
import com.alicloud.openservices.tablestore.model.RowDeleteChange;
import com.alicloud.openservices.tablestore.model.RowExistenceExpectation;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.RowQueryCriteria;
import com.alicloud.openservices.tablestore.model.RowUpdateChange;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.TimeRange;
import com.alicloud.openservices.tablestore.model.UpdateRowRequest;
import com.alicloud.openservices.tablestore.model.UpdateRowResponse;
import com.alicloud.openservices.tablestore.model.condition.ColumnCondition;
import com.alicloud.openservices.tablestore.model.filter.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A table of the server under test and what one does with it. */
final class TestTable {
  /** So large that any version is accepted and none expires. */
  static final long ANY_DEVIATION = Long.MAX_VALUE / 1_000_000;

  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final SyncClient client;
  private final String name;

  private TestTable(SyncClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** A table to be made, under a name nobody else has. */
  static Maker make(SyncClient client) {
    return new Maker(client, "T" + SERIAL.incrementAndGet());
  }

  /** A table with the key columns {@code pk} (string) and {@code n} (integer), one version. */
  static TestTable simple(SyncClient client) {
    return make(client).key("pk", PrimaryKeyType.STRING).key("n", PrimaryKeyType.INTEGER).create();
  }

  /** As {@link #simple} with so many versions. */
  static TestTable versioned(SyncClient client, int maxVersions) {
    return make(client)
        .key("pk", PrimaryKeyType.STRING)
        .key("n", PrimaryKeyType.INTEGER)
        .maxVersions(maxVersions)
        .create();
  }

  /** The same table through another client, or one that does not exist. */
  static TestTable named(SyncClient client, String name) {
    return new TestTable(client, name);
  }

  String name() {
    return name;
  }

  /** A global index to be declared; covered columns are added with {@link IndexMeta}'s methods. */
  static IndexMeta globalIndex(String name, String... key) {
    IndexMeta index = new IndexMeta(name);
    for (String column : key) {
      index.addPrimaryKeyColumn(column);
    }
    return index;
  }

  /** A local index to be declared. */
  static IndexMeta localIndex(String name, String... key) {
    IndexMeta index = globalIndex(name, key);
    index.setIndexType(IndexType.IT_LOCAL_INDEX);
    index.setIndexUpdateMode(IndexUpdateMode.IUM_SYNC_INDEX);
    return index;
  }

  /** The same index with covered columns. */
  static IndexMeta covering(IndexMeta index, String... columns) {
    for (String column : columns) {
      index.addDefinedColumn(column);
    }
    return index;
  }

  /** Creates an index of this table and answers it as a table. */
  TestTable createIndex(IndexMeta index, boolean baseData) {
    client.createIndex(new CreateIndexRequest(name, index, baseData));
    return new TestTable(client, index.getIndexName());
  }

  void deleteIndex(String index) {
    client.deleteIndex(new DeleteIndexRequest(name, index));
  }

  /** An index of this table as a table. */
  TestTable index(String index) {
    return new TestTable(client, index);
  }

  DescribeTableResponse describe() {
    return client.describeTable(new DescribeTableRequest(name));
  }

  // ---- writes -----------------------------------------------------------------------------------

  PutRowResponse put(PrimaryKey key, Column... cells) {
    return client.putRow(new PutRowRequest(change(key, cells)));
  }

  DeleteRowResponse delete(PrimaryKey key) {
    return client.deleteRow(new DeleteRowRequest(new RowDeleteChange(name, key)));
  }

  /** A put to be refined and run. */
  Write putting(PrimaryKey key, Column... cells) {
    return new Write(change(key, cells));
  }

  /** An update to be filled and run. */
  Write updating(PrimaryKey key) {
    return new Write(new RowUpdateChange(name, key));
  }

  /** A deletion to be refined and run. */
  Write deleting(PrimaryKey key) {
    return new Write(new RowDeleteChange(name, key));
  }

  private RowPutChange change(PrimaryKey key, Column... cells) {
    return new RowPutChange(name, key).addColumns(cells);
  }

  /** Writes many rows in one request. */
  BatchWriteRowResponse batchWrite(Write... writes) {
    return client.batchWriteRow(batch(writes));
  }

  /** Many rows as one request. */
  static BatchWriteRowRequest batch(Write... writes) {
    BatchWriteRowRequest request = new BatchWriteRowRequest();
    for (Write write : writes) {
      request.addRowChange(write.change());
    }
    return request;
  }

  BulkImportResponse bulkImport(Write... writes) {
    BulkImportRequest request = new BulkImportRequest(name);
    for (Write write : writes) {
      request.addRowChange(write.change());
    }
    return client.bulkImport(request);
  }

  // ---- reads ------------------------------------------------------------------------------------

  /** The newest version of every column, or {@code null}. */
  Row get(PrimaryKey key) {
    return reading(key).row();
  }

  /** Every version of every column, or {@code null}. */
  Row versions(PrimaryKey key) {
    return reading(key).maxVersions(Integer.MAX_VALUE).row();
  }

  Read reading(PrimaryKey key) {
    return new Read(key);
  }

  Range range(PrimaryKey from, PrimaryKey to) {
    return new Range(from, to);
  }

  List<BatchGetRowResponse.RowResult> batchGet(PrimaryKey... keys) {
    BatchGetRowRequest request = new BatchGetRowRequest();
    request.addMultiRowQueryCriteria(criteria(keys));
    return client.batchGetRow(request).getBatchGetRowResult(name);
  }

  /** Keys with the newest version of every column. */
  MultiRowQueryCriteria criteria(PrimaryKey... keys) {
    MultiRowQueryCriteria criteria = new MultiRowQueryCriteria(name);
    for (PrimaryKey key : keys) {
      criteria.addRow(key);
    }
    criteria.setMaxVersions(1);
    return criteria;
  }

  /** A table to be made. One version and any timestamp unless said otherwise. */
  static final class Maker {
    private final SyncClient client;
    private TableMeta meta;
    private final TableOptions options = new TableOptions(-1, 1, ANY_DEVIATION);
    private final List<IndexMeta> indexes = new ArrayList<>();
    private boolean transactions;
    private boolean stream;

    private Maker(SyncClient client, String name) {
      this.client = client;
      this.meta = new TableMeta(name);
    }

    Maker named(String name) {
      TableMeta renamed = new TableMeta(name);
      meta.getPrimaryKeyList().forEach(renamed::addPrimaryKeyColumn);
      meta = renamed;
      return this;
    }

    Maker key(String name, PrimaryKeyType type) {
      meta.addPrimaryKeyColumn(name, type);
      return this;
    }

    Maker autoIncrement(String name) {
      meta.addAutoIncrementPrimaryKeyColumn(name);
      return this;
    }

    Maker defined(String name, DefinedColumnType type) {
      meta.addDefinedColumn(name, type);
      return this;
    }

    Maker maxVersions(int n) {
      options.setMaxVersions(n);
      return this;
    }

    Maker timeToLive(int seconds) {
      options.setTimeToLive(seconds);
      return this;
    }

    Maker deviation(long seconds) {
      options.setMaxTimeDeviation(seconds);
      return this;
    }

    Maker allowUpdate(boolean allow) {
      options.setAllowUpdate(allow);
      return this;
    }

    Maker updateFullRow(boolean full) {
      options.setUpdateFullRow(full);
      return this;
    }

    Maker index(IndexMeta index) {
      indexes.add(index);
      return this;
    }

    Maker transactions() {
      transactions = true;
      return this;
    }

    /** With a stream. */
    Maker stream() {
      stream = true;
      return this;
    }

    CreateTableRequest request() {
      CreateTableRequest request = new CreateTableRequest(meta, options);
      indexes.forEach(request::addIndex);
      if (transactions) {
        request.setLocalTxnEnabled(true);
      }
      if (stream) {
        request.setStreamSpecification(new StreamSpecification(true, 24));
      }
      return request;
    }

    TestTable create() {
      client.createTable(request());
      return new TestTable(client, meta.getTableName());
    }

    /** Creates it in partitions divided at these points, which the client cannot say. */
    TestTable create(RawClient raw, Object... points) {
      var request = OTSProtocolBuilder.buildCreateTableRequest(request()).toBuilder();
      if (points.length > 0) {
        OTSProtocolBuilder.buildPartitionRanges(
            request, Arrays.stream(points).map(Words::keyValue).toList());
      }
      raw.call("CreateTable", request.build()).success();
      return new TestTable(client, meta.getTableName());
    }
  }

  /** What a single-row write answered. */
  record Written(Row row, ConsumedCapacity consumed) {
    /** {@code (read, write)} capacity units. */
    CapacityUnit units() {
      return consumed.getCapacityUnit();
    }
  }

  /** One row's change. */
  final class Write {
    private final RowChange change;
    private final Condition condition = new Condition(RowExistenceExpectation.IGNORE);
    private String transaction;

    private Write(RowChange change) {
      this.change = change;
    }

    Write put(Column cell) {
      ((RowUpdateChange) change).put(cell);
      return this;
    }

    Write remove(String column) {
      ((RowUpdateChange) change).deleteColumns(column);
      return this;
    }

    Write removeVersion(String column, long timestamp) {
      ((RowUpdateChange) change).deleteColumn(column, timestamp);
      return this;
    }

    Write increment(String column, long by) {
      ((RowUpdateChange) change).increment(Words.cell(column, by));
      return this;
    }

    Write when(RowExistenceExpectation expectation) {
      condition.setRowExistenceExpectation(expectation);
      return this;
    }

    Write when(ColumnCondition columns) {
      condition.setColumnCondition(columns);
      return this;
    }

    Write returning(ReturnType type, String... columns) {
      change.setReturnType(type);
      for (String column : columns) {
        change.addReturnColumn(column);
      }
      return this;
    }

    Write in(String transactionId) {
      transaction = transactionId;
      return this;
    }

    RowChange change() {
      change.setCondition(condition);
      return change;
    }

    Written run() {
      RowChange finished = change();
      if (finished instanceof RowPutChange put) {
        PutRowRequest request = new PutRowRequest(put);
        if (transaction != null) {
          request.setTransactionId(transaction);
        }
        PutRowResponse response = client.putRow(request);
        return new Written(response.getRow(), response.getConsumedCapacity());
      }
      if (finished instanceof RowUpdateChange update) {
        UpdateRowRequest request = new UpdateRowRequest(update);
        if (transaction != null) {
          request.setTransactionId(transaction);
        }
        UpdateRowResponse response = client.updateRow(request);
        return new Written(response.getRow(), response.getConsumedCapacity());
      }
      DeleteRowRequest request = new DeleteRowRequest((RowDeleteChange) finished);
      if (transaction != null) {
        request.setTransactionId(transaction);
      }
      DeleteRowResponse response = client.deleteRow(request);
      return new Written(response.getRow(), response.getConsumedCapacity());
    }
  }

  /** What to read of a row; the newest version of every column unless said otherwise. */
  abstract static class Selection<S> {
    private final RowQueryCriteria criteria;
    String transaction;

    private Selection(RowQueryCriteria criteria) {
      this.criteria = criteria;
    }

    abstract S self();

    void finish() {
      if (!criteria.hasSetMaxVersions() && !criteria.hasSetTimeRange()) {
        criteria.setMaxVersions(1);
      }
    }

    S columns(String... names) {
      criteria.addColumnsToGet(names);
      return self();
    }

    S maxVersions(int n) {
      criteria.setMaxVersions(n);
      return self();
    }

    S times(long fromInclusive, long toExclusive) {
      criteria.setTimeRange(new TimeRange(fromInclusive, toExclusive));
      return self();
    }

    S at(long timestamp) {
      criteria.setTimestamp(timestamp);
      return self();
    }

    S filter(Filter filter) {
      criteria.setFilter(filter);
      return self();
    }

    S startColumn(String name) {
      criteria.setStartColumn(name);
      return self();
    }

    S endColumn(String name) {
      criteria.setEndColumn(name);
      return self();
    }

    S in(String transactionId) {
      transaction = transactionId;
      return self();
    }
  }

  /** A read of one row. */
  final class Read extends Selection<Read> {
    private final SingleRowQueryCriteria criteria;

    private Read(PrimaryKey key) {
      this(new SingleRowQueryCriteria(name, key));
    }

    private Read(SingleRowQueryCriteria criteria) {
      super(criteria);
      this.criteria = criteria;
    }

    @Override
    Read self() {
      return this;
    }

    GetRowRequest request() {
      finish();
      GetRowRequest request = new GetRowRequest(criteria);
      if (transaction != null) {
        request.setTransactionId(transaction);
      }
      return request;
    }

    GetRowResponse response() {
      return client.getRow(request());
    }

    /** The row, or {@code null}. */
    Row row() {
      return response().getRow();
    }
  }

  /** A read of a range. */
  final class Range extends Selection<Range> {
    private final RangeRowQueryCriteria criteria;

    private Range(PrimaryKey from, PrimaryKey to) {
      this(new RangeRowQueryCriteria(name));
      criteria.setInclusiveStartPrimaryKey(from);
      criteria.setExclusiveEndPrimaryKey(to);
    }

    private Range(RangeRowQueryCriteria criteria) {
      super(criteria);
      this.criteria = criteria;
    }

    @Override
    Range self() {
      return this;
    }

    Range backward() {
      criteria.setDirection(Direction.BACKWARD);
      return this;
    }

    Range limit(int rows) {
      criteria.setLimit(rows);
      return this;
    }

    RangeRowQueryCriteria criteria() {
      finish();
      return criteria;
    }

    GetRangeRequest request() {
      finish();
      GetRangeRequest request = new GetRangeRequest(criteria);
      if (transaction != null) {
        request.setTransactionId(transaction);
      }
      return request;
    }

    GetRangeResponse page() {
      return client.getRange(request());
    }

    /** The keys of one page that must be the last. */
    List<String> keys() {
      GetRangeResponse page = page();
      if (page.getNextStartPrimaryKey() != null) {
        throw new AssertionError("there is more: " + page.getNextStartPrimaryKey());
      }
      return Words.keys(page.getRows());
    }
  }
}
