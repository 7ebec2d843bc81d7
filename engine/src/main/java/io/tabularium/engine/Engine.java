/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.search.NoSearchEngine;
import io.tabularium.engine.search.SearchIndexes;
import io.tabularium.engine.search.SearchSettings;
import io.tabularium.engine.tunnel.Tunnels;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSelection;
import io.tabularium.model.RowSink;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableOptions;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.search.SearchEngine;
import io.tabularium.storage.Store;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * All semantics, once: the operations of the service as plain method calls. Thread-safe.
 *
 * <p>Every method validates its input completely before anything is written and throws {@link
 * io.tabularium.model.ServiceException} with the code and message the client shall see. Reads
 * answer on the calling thread; writes do their work on the calling thread and complete their
 * future when the write is durable.
 */
public final class Engine implements AutoCloseable {
  /**
   * How long CreateIndex waits for the index to be built before it leaves that to the background.
   */
  private static final long INDEX_PATIENCE_MILLIS = 1_000;

  private final VersionClock versionClock;
  private final Catalog catalog;
  private final Transactions transactions;
  private final ReadOperations reads;
  private final WriteOperations writes;
  private final ChangeFeed feed;
  private final Streams streams;
  private final Tunnels tunnels;
  private final SearchIndexes searchIndexes;
  private final Upkeep upkeep;
  private final IndexBuilder indexBuilder;

  /** Opens the engine over a store, without search indexes. */
  public Engine(Store store, EngineConfig config, Clock clock) {
    this(store, NoSearchEngine.INSTANCE, SearchSettings.DEFAULT, config, clock);
  }

  /**
   * Opens the engine over a store. The engine closes neither the store nor the search engine.
   *
   * @param clock the server's clock, which gives versions and decides what has expired
   */
  public Engine(
      Store store,
      SearchEngine searchEngine,
      SearchSettings searchSettings,
      EngineConfig config,
      Clock clock) {
    versionClock = new VersionClock(store, clock);
    catalog = new Catalog(store, config, clock);
    transactions = new Transactions(catalog, versionClock);
    reads = new ReadOperations(catalog, transactions, versionClock, config);
    writes = new WriteOperations(catalog, transactions, versionClock);
    feed = new ChangeFeed(catalog, versionClock);
    streams = new Streams(catalog);
    tunnels = new Tunnels(store, new TunnelSource(catalog, reads), clock, config.tunnels());
    searchIndexes =
        new SearchIndexes(
            new SearchTables(catalog, feed, versionClock),
            store,
            searchEngine,
            searchSettings,
            clock);
    catalog.guardedBy(
        new TableGuard() {
          @Override
          public void checkOptions(int tableId, TableOptions options) {
            searchIndexes.checkOptions(tableId, options);
          }

          @Override
          public void checkDeletion(int tableId, String tableName) {
            searchIndexes.checkDeletion(tableId, tableName);
          }
        });
    upkeep = new Upkeep(catalog, transactions, versionClock, feed, config.upkeepIntervalMillis());
    indexBuilder = new IndexBuilder(catalog, config.indexBuildRowsPerSecond());
  }

  // ---- tables -----------------------------------------------------------------------------------

  /** Creates a table, usable at once. */
  public void createTable(String instance, TableSpec spec) {
    catalog.create(instance, spec);
  }

  /** The names of an instance's tables in byte order. */
  public List<String> listTables(String instance) {
    return catalog.list(instance);
  }

  /** A table's description. */
  public TableDescription describeTable(String instance, String table) {
    return catalog.describe(instance, table);
  }

  /** Changes what is not {@code null} and answers the description after the change. */
  public TableDescription updateTable(
      String instance,
      String table,
      TableOptionsChange options,
      ReservedThroughput throughput,
      StreamSpec stream) {
    return catalog.update(instance, table, options, throughput, stream);
  }

  /** Deletes a table with everything in it, its indexes and its tunnels. */
  public void deleteTable(String instance, String table) {
    catalog.delete(instance, table);
    // Should this fail, the next start sees to it.
    CompletableFuture<Void> unused = tunnels.tableDeleted(instance, table);
  }

  /** Adds typed attribute columns. */
  public void addDefinedColumns(String instance, String table, List<DefinedColumn> columns) {
    catalog.addDefinedColumns(instance, table, columns);
  }

  /** Removes the types of attribute columns; their data stays. */
  public void deleteDefinedColumns(String instance, String table, List<String> columns) {
    catalog.deleteDefinedColumns(instance, table, columns);
  }

  /**
   * Cuts a table into parts of about equal size.
   *
   * @param splitSize size of a part, in units
   * @param unitBytes bytes of a unit, or {@code null} for 100 MB
   * @param limit at most so many points, or {@code null}
   */
  public SplitPoints computeSplitPoints(
      String instance, String table, long splitSize, Long unitBytes, Integer limit) {
    return Splits.compute(catalog, instance, table, splitSize, unitBytes, limit);
  }

  // ---- indexes ----------------------------------------------------------------------------------

  /**
   * Creates an index, which every write from now on keeps. If building it takes longer than a
   * moment, that goes on in the background; until then the index cannot be read.
   *
   * @param baseData whether the rows that are there already come into it
   */
  public void createIndex(String instance, String table, IndexMeta index, boolean baseData) {
    Table created = catalog.createIndex(instance, table, index, baseData);
    if (baseData) {
      indexBuilder.build(created, INDEX_PATIENCE_MILLIS);
    }
  }

  /**
   * Creates a last-point index: for each beginning of the table's key, the row with the greatest
   * rest. Otherwise as {@link #createIndex}.
   *
   * @param keyColumns the names of the columns that the table's key begins with
   */
  public void createLastPointIndex(
      String instance, String table, String index, List<String> keyColumns, boolean baseData) {
    Table created = catalog.createLastPointIndex(instance, table, index, keyColumns, baseData);
    if (baseData) {
      indexBuilder.build(created, INDEX_PATIENCE_MILLIS);
    }
  }

  /** Deletes a last-point index of a table. */
  public void dropLastPointIndex(String instance, String table, String index) {
    catalog.dropLastPointIndex(instance, table, index);
  }

  /** Deletes an index of a table, of whatever kind. */
  public void dropIndex(String instance, String table, String index) {
    catalog.dropIndex(instance, table, index);
  }

  /** The indexes that are being built. */
  public Collection<IndexBuild> indexBuilds() {
    return indexBuilder.builds();
  }

  /** Rows looked at to build indexes since the engine was opened. */
  public long indexRowsBuilt() {
    return indexBuilder.rowsBuilt();
  }

  /** Entries written to build indexes since the engine was opened. */
  public long indexEntriesBuilt() {
    return indexBuilder.entriesBuilt();
  }

  /**
   * Compares indexes with their tables, both ways, while reads and writes go on.
   *
   * @param instance the instance to look in, or {@code null} for all
   * @param table the table to check, or {@code null} for all
   * @param report is told in short sentences how far it is and what differs; it may throw to end
   *     the check
   */
  public IndexCheck.Result checkIndexes(String instance, String table, Consumer<String> report) {
    return IndexCheck.run(catalog, instance, table, versionClock::now, report);
  }

  /**
   * Merges and splits partitions of a table while reads and writes go on.
   *
   * @param report is told what partitions there are then
   * @throws IllegalArgumentException with a sentence for the caller if the table cannot be told
   */
  public void partition(Partitioning.Request request, Consumer<String> report) {
    Partitioning.run(catalog, request, report);
  }

  // ---- reads ------------------------------------------------------------------------------------

  /**
   * Reads one row.
   *
   * @param transactionId the local transaction to read in, or {@code null}
   * @param sink receives the row, if there is one to return
   */
  public ReadResult getRow(
      String instance,
      String table,
      PrimaryKey key,
      RowSelection selection,
      String transactionId,
      RowSink sink) {
    return reads.getRow(instance, table, key, selection, transactionId, sink);
  }

  /**
   * Reads one page of a range.
   *
   * @param transactionId the local transaction to read in, or {@code null}
   * @param sink receives the rows
   */
  public RangeResult getRange(
      String instance, String table, RangeRead range, String transactionId, RowSink sink) {
    return reads.getRange(instance, table, range, transactionId, sink);
  }

  /** Reads many rows; the outcomes mirror the request's tables and keys. */
  public List<List<Outcome<ReadResult>>> batchGetRow(
      String instance, List<TableKeys> tables, BatchSink sink) {
    return reads.batchGetRow(instance, tables, sink);
  }

  /**
   * Reads one page of a range for export: forward, newest versions, capacity in bytes. The range's
   * direction and limit and its selection's versions are not used.
   */
  public RangeResult bulkExport(String instance, String table, RangeRead range, RowSink sink) {
    return reads.bulkExport(instance, table, range, sink);
  }

  // ---- writes -----------------------------------------------------------------------------------

  /** PutRow, UpdateRow or DeleteRow. */
  public CompletableFuture<WriteResult> write(
      String instance, String table, RowChange change, String transactionId) {
    return writes.write(instance, table, change, transactionId);
  }

  /**
   * BatchWriteRow; the outcomes mirror the request's tables and rows.
   *
   * @param atomic whether all rows, of one partition key, are written together or not at all
   */
  public CompletableFuture<List<List<Outcome<WriteResult>>>> batchWriteRow(
      String instance, List<TableChanges> tables, String transactionId, boolean atomic) {
    return writes.batchWriteRow(instance, tables, transactionId, atomic);
  }

  /** BulkImport: unconditional writes to one table, capacity in bytes. */
  public CompletableFuture<List<Outcome<WriteResult>>> bulkImport(
      String instance, TableChanges changes) {
    return writes.bulkImport(instance, changes);
  }

  // ---- local transactions -----------------------------------------------------------------------

  /**
   * Locks one partition key and opens a transaction on it.
   *
   * @param key the partition-key column alone
   * @return the transaction's id, once everything written before the lock is safe from a crash
   */
  public CompletableFuture<String> startLocalTransaction(
      String instance, String table, PrimaryKey key) {
    return transactions.start(instance, table, key);
  }

  /** Makes the transaction's writes visible together. */
  public CompletableFuture<Void> commitTransaction(String instance, String transactionId) {
    return transactions.commit(instance, transactionId);
  }

  /** Discards the transaction's writes. */
  public void abortTransaction(String instance, String transactionId) {
    transactions.abort(instance, transactionId);
  }

  // ---- streams ----------------------------------------------------------------------------------

  /**
   * The streams of a table, or of all tables of an instance.
   *
   * @param table the table, or {@code null}; a missing one has no streams
   */
  public List<StreamInfo> listStreams(String instance, String table) {
    return streams.list(instance, table);
  }

  /** The name of the table in a stream's id; refuses what can be no id. */
  public static String tableOfStream(String streamId) {
    return Streams.tableOfStream(streamId);
  }

  /** The name of the table in a shard iterator; refuses what was never given out. */
  public static String tableOfShardIterator(String iterator) {
    return ShardIterator.decode(iterator).table();
  }

  /**
   * A stream's description.
   *
   * @param fromShard the first shard to show, or {@code null} or empty for the very first
   * @param limit at most so many shards, or {@code null} for all
   */
  public StreamDescription describeStream(
      String instance, String streamId, String fromShard, Integer limit) {
    return streams.describe(instance, streamId, fromShard, limit);
  }

  /**
   * Where to begin to read a shard of a stream.
   *
   * @param timestampMicros begin with the first change committed then or later, in microseconds; or
   *     {@code null} for the oldest there is
   */
  public String shardIterator(
      String instance, String streamId, String shardId, Long timestampMicros) {
    return streams.iterator(instance, streamId, shardId, timestampMicros);
  }

  /**
   * Reads changes of one shard of a stream.
   *
   * @param limit at most so many; {@code null} for as many as one page holds
   */
  public StreamPage readStream(String instance, String iterator, Integer limit) {
    return streams.read(instance, iterator, limit);
  }

  /** What follows the changes of tables reads this. */
  ChangeFeed feed() {
    return feed;
  }

  /** The tables there are. */
  Catalog catalog() {
    return catalog;
  }

  // ---- tunnels ----------------------------------------------------------------------------------

  /** The tunnel service. */
  public Tunnels tunnels() {
    return tunnels;
  }

  // ---- search -----------------------------------------------------------------------------------

  /** The search indexes of all tables. */
  public SearchIndexes searchIndexes() {
    return searchIndexes;
  }

  // ---- upkeep -----------------------------------------------------------------------------------

  /** Looks once for expired cells and changes now instead of at the next interval. */
  public void reclaimExpired() {
    upkeep.sweep();
    upkeep.trimFeeds();
  }

  /** Stops background work. */
  @Override
  public void close() {
    searchIndexes.close();
    indexBuilder.close();
    tunnels.close();
    upkeep.close();
    catalog.close();
    versionClock.rememberNow();
  }
}
