/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.Errors;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables there are. Thread-safe; looking a table up takes two hash lookups and never waits,
 * while changes go one at a time.
 *
 * <p>Facts in the store, keys in ASCII:
 *
 * <pre>
 * table/&lt;id, 8 hex digits&gt;     a table or an index, a {@link TableStateFormat}
 * dropped/&lt;id, 8 hex digits&gt;   a deleted table whose rows may not all be gone yet
 * next-table-id               the next id, decimal
 * </pre>
 *
 * <p>Every change is one {@link Store#changeFacts}, so a crash leaves either the old catalogue or
 * the new one. A deleted table is emptied twice: at once, and again when every write that had
 * looked the table up before its deletion has long ended; only then is its dropped fact removed.
 * After a restart no such write can exist, so dropped tables are emptied once more on opening.
 */
final class Catalog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private static final String TABLE = "table/";
  private static final String DROPPED = "dropped/";
  private static final byte[] NEXT_ID = ascii("next-table-id");

  /** How long a write may be under way: more than a request or a local transaction can last. */
  private static final Duration LATE_WRITES = Duration.ofMinutes(2);

  /** Deleted tables that wait for their second emptying; past this the oldest waits no longer. */
  private static final int PENDING_DROPS = 10_000;

  private final Store store;
  private final EngineConfig config;
  private final Clock clock;
  private final long lateWritesNanos;

  private final Map<String, Map<String, Table>> instances = new ConcurrentHashMap<>();

  /** Held by whoever changes the catalogue; guards {@link #nextId}. */
  private final Object ddl = new Object();

  private int nextId;

  /** A table that was emptied and will be once more. */
  private record Drop(int tableId, long emptiedNanos) {}

  /** In order of deletion; guarded by itself. */
  private final Queue<Drop> drops = new ArrayDeque<>();

  private final ScheduledThreadPoolExecutor upkeep;

  /** What else has a say about changes of tables; settled before the first request. */
  private volatile TableGuard guard = TableGuard.NONE;

  /** Opens the catalogue in a store. */
  Catalog(Store store, EngineConfig config, Clock clock) {
    this(store, config, clock, LATE_WRITES);
  }

  /**
   * Opens the catalogue in a store.
   *
   * @param lateWrites when a deleted table is emptied for the second time
   */
  Catalog(Store store, EngineConfig config, Clock clock, Duration lateWrites) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.lateWritesNanos = lateWrites.toNanos();
    load();
    upkeep =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tabularium-drop");
              thread.setDaemon(true);
              return thread;
            });
    upkeep.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    upkeep.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  private void load() {
    int highest = 0;
    Map<Integer, Table> tables = new HashMap<>();
    SortedMap<Integer, TableState> indexes = new TreeMap<>();
    for (Map.Entry<byte[], byte[]> fact : store.facts(ascii(TABLE))) {
      int id = id(fact.getKey(), TABLE);
      TableState state = TableStateFormat.decode(fact.getValue());
      if (state.index() == null) {
        Table table = new Table(id, state, store.table(id));
        tables.put(id, table);
        load(table);
        if (state.partitions().isClosing()) {
          // No write survived the process it was under way in.
          alter(table, state.withPartitions(closed(table, shard -> true)));
        }
      } else {
        indexes.put(id, state);
      }
      highest = Math.max(highest, id);
    }
    indexes.forEach(
        (id, state) -> {
          Table main = tables.get(state.index().tableId());
          if (main == null) {
            throw new StorageException(
                StorageException.Kind.CORRUPT,
                "The catalogue holds an index of a table that is not there: " + state.meta().name(),
                null);
          }
          load(new Table(id, state, store.table(id), main));
        });
    tables.values().forEach(this::keepIndexes);
    List<Map.Entry<byte[], byte[]>> pending = store.facts(ascii(DROPPED));
    for (Map.Entry<byte[], byte[]> fact : pending) {
      highest = Math.max(highest, id(fact.getKey(), DROPPED));
    }
    byte[] counter = store.getFact(NEXT_ID);
    nextId = counter == null ? 1 : number(counter, 0, 10);
    if (nextId <= highest) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "The catalogue would use the table id " + nextId + " again",
          null);
    }
    finishDrops(pending);
  }

  private void load(Table table) {
    Table twin = tablesOf(table.instance()).put(table.name(), table);
    if (twin != null) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "The catalogue holds two tables of one name: " + twin + " and " + table,
          null);
    }
  }

  private void finishDrops(List<Map.Entry<byte[], byte[]>> pending) {
    List<Map.Entry<byte[], byte[]>> finished = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> fact : pending) {
      store.dropTable(id(fact.getKey(), DROPPED));
      finished.add(change(fact.getKey(), null));
    }
    if (!finished.isEmpty()) {
      store.changeFacts(finished);
    }
  }

  // ---- looking up -------------------------------------------------------------------------------

  /** The table with this name, or {@code null}. */
  Table find(String instance, String name) {
    Map<String, Table> tables = instances.get(instance);
    return tables == null ? null : tables.get(name);
  }

  /** The table with this name; {@link Errors#tableNotExist} if there is none. */
  Table table(String instance, String name) {
    Table table = find(instance, name);
    if (table == null) {
      // Only now, because a name that is found is a valid one.
      Validation.tableName(name);
      throw Errors.tableNotExist();
    }
    return table;
  }

  /** The table with this name, to be read: an index only once it holds what it should. */
  Table readable(String instance, String name) {
    Table table = table(instance, name);
    if (table.main() != null && !table.index().built()) {
      throw Errors.indexBuilding(table.index().local());
    }
    return table;
  }

  /** The table with this name, to be written to, which an index is not. */
  Table writable(String instance, String name) {
    Table table = table(instance, name);
    if (table.main() != null) {
      throw Errors.indexWrite();
    }
    return table;
  }

  /** The table with this name, to be changed or deleted as such, which an index is not. */
  private Table alterable(String instance, String name) {
    Table table = table(instance, name);
    if (table.main() != null) {
      throw Errors.indexAsTable(name);
    }
    return table;
  }

  /**
   * How many columns a key may have: more than usual if the name is an index's. Whether there is
   * such a table is not said here, as that is checked later than keys are.
   */
  int keyColumns(String instance, String name, PrimaryKey key) {
    if (key.size() <= Limits.PRIMARY_KEY_COLUMNS) {
      return Limits.PRIMARY_KEY_COLUMNS; // without looking
    }
    Map<String, Table> tables = instances.get(instance);
    Table table = tables == null ? null : tables.get(name);
    return table == null || table.main() == null
        ? Limits.PRIMARY_KEY_COLUMNS
        : Limits.INDEX_KEY_COLUMNS;
  }

  /** All tables of all instances, indexes included. */
  List<Table> tables() {
    List<Table> all = new ArrayList<>();
    instances.values().forEach(tables -> all.addAll(tables.values()));
    return all;
  }

  /** The names of an instance's tables in byte order. */
  List<String> list(String instance) {
    Map<String, Table> tables = instances.get(instance);
    // Names are ASCII, so the order of characters is the order of bytes.
    return tables == null ? List.of() : tables.keySet().stream().sorted().toList();
  }

  /** A table as DescribeTable shows it. */
  TableDescription describe(String instance, String name) {
    return table(instance, name).description();
  }

  // ---- changing ---------------------------------------------------------------------------------

  /** From now on this has a say about changes of tables. */
  void guardedBy(TableGuard newGuard) {
    guard = newGuard;
  }

  /** Does something while no table is created, changed or deleted. */
  <T> T exclusively(Supplier<T> change) {
    synchronized (ddl) {
      return change.get();
    }
  }

  /** Creates a table, usable at once. */
  void create(String instance, TableSpec spec) {
    TableRules.create(spec, config);
    TableMeta meta = spec.meta();
    Set<String> names = new HashSet<>(Set.of(meta.name()));
    for (IndexMeta index : spec.indexes()) {
      if (!names.add(index.name())) {
        throw Errors.tableAlreadyExists();
      }
    }
    synchronized (ddl) {
      checkRoom(instance, names);
      long now = nowMicros();
      TableState state =
          new TableState(
              instance,
              meta,
              TableRules.initialOptions(spec.options()),
              new TableState.Throughput(spec.throughput(), seconds(now), null),
              stream(
                  meta.name(), new TableState.Stream(StreamDetails.DISABLED, 0), spec.stream(), 0),
              Partitions.of(TableRules.splitPoints(spec.partitions())),
              encryption(spec.encryption()),
              now,
              spec.localTransactions(),
              false,
              List.of(),
              null);
      List<TableState> states = new ArrayList<>(List.of(state));
      for (IndexMeta index : spec.indexes()) {
        // There are no rows yet, so it holds all that there are.
        states.add(indexState(state, nextId, index, true, true, false, now));
      }
      int id = store(states);
      Table table = new Table(id, state, store.table(id));
      Map<String, Table> tables = tablesOf(instance);
      for (int i = 1; i < states.size(); i++) {
        Table index = new Table(id + i, states.get(i), store.table(id + i), table);
        tables.put(index.name(), index);
      }
      keepIndexes(table);
      tables.put(meta.name(), table);
    }
  }

  /** Refuses tables whose names are taken, or that are too many. */
  private void checkRoom(String instance, Set<String> names) {
    Map<String, Table> tables = instances.getOrDefault(instance, Map.of());
    if (names.stream().anyMatch(tables::containsKey)) {
      throw Errors.tableAlreadyExists();
    }
    if (tables.size() + names.size() > config.tablesPerInstance()) {
      throw Errors.tooManyTables(config.tablesPerInstance());
    }
  }

  /**
   * Writes new tables down, in one change.
   *
   * @return the number of the first; those of the others follow
   */
  private int store(List<TableState> states) {
    int id = nextId;
    List<Map.Entry<byte[], byte[]>> changes = new ArrayList<>();
    for (TableState state : states) {
      changes.add(change(tableKey(id++), TableStateFormat.encode(state)));
    }
    changes.add(change(NEXT_ID, ascii(Integer.toString(id))));
    // If this fails the ids stay free for the next attempt: should the failed change have reached
    // the disk after all, that attempt overwrites it, and no two facts ever claim one name.
    store.changeFacts(changes);
    int first = nextId;
    nextId = id;
    return first;
  }

  /** Changes what is not {@code null} and answers the description after the change. */
  TableDescription update(
      String instance,
      String name,
      TableOptionsChange options,
      ReservedThroughput throughput,
      StreamSpec stream) {
    Validation.tableName(name);
    TableRules.update(options, throughput, stream, config);
    Table table;
    WritePlan before;
    TableDescription described;
    synchronized (ddl) {
      table = alterable(instance, name);
      before = table.plan();
      TableState state = table.state();
      if (options != null) {
        state = state.withOptions(TableRules.changed(state.options(), options));
        TableRules.indexedOptions(state.options(), table.indexes());
        guard.checkOptions(table.id(), state.options());
      }
      if (throughput != null) {
        state = state.withThroughput(adjusted(state.throughput(), throughput));
      }
      if (stream != null) {
        state = state.withStream(stream(name, state.stream(), stream, feedEnd(table)));
      }
      alter(table, state);
      described = table.description();
    }
    if (!table.follows(before)) {
      settle(table);
    }
    return described;
  }

  /** A position after every change recorded so far in any shard. */
  private static long feedEnd(Table table) {
    return ChangeFeed.ends(table).values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * Remembers durably that something follows a table.
   *
   * @return the ends of the shards before that; nothing at or after them is removed any more
   */
  SortedMap<Integer, Long> attachConsumer(Table table, String consumer) {
    // Under the lock, so that no end of another consumer can remove what comes after them.
    synchronized (ddl) {
      requirePresent(table);
      SortedMap<Integer, Long> ends = ChangeFeed.ends(table);
      List<String> consumers = new ArrayList<>(table.state().feedConsumers());
      if (!consumers.contains(consumer)) {
        consumers.add(consumer);
        alter(table, table.state().withFeedConsumers(consumers));
      }
      return ends;
    }
  }

  /** Forgets durably that something follows a table. */
  void detachConsumer(Table table, String consumer) {
    synchronized (ddl) {
      if (!table.isDeleted()) {
        List<String> consumers = new ArrayList<>(table.state().feedConsumers());
        consumers.remove(consumer);
        alter(table, table.state().withFeedConsumers(consumers));
      }
    }
  }

  private static void requirePresent(Table table) {
    if (table.isDeleted()) {
      throw Errors.tableNotExist();
    }
  }

  /**
   * Waits until nobody writes by an old plan, closes the shards nothing can be added to any more,
   * and removes a log that nobody follows any more.
   */
  void settle(Table table) {
    List<Partitions.Shard> before = ChangeFeed.shards(table);
    // Outside the lock: a write under way may want it for markPagedRows.
    table.space().barrier();
    synchronized (ddl) {
      if (table.isDeleted()) {
        return;
      }
      Partitions partitions = closed(table, before::contains);
      if (!table.plan().isLogged()) {
        for (Partitions.Shard shard : partitions.shards()) {
          table.space().trimLog(shard.number(), Long.MAX_VALUE);
        }
        partitions = partitions.without(shard -> true);
      }
      alter(table, table.state().withPartitions(partitions));
    }
  }

  // ---- partitions -------------------------------------------------------------------------------

  /** Cuts the partition that holds a partition-key value, in front of it. */
  void split(Table table, Value at) {
    TableRules.partitionPoint(at, table.schema().column(0).type());
    cut(table, partitions -> partitions.split(at, shard -> endByNow(table, shard)));
  }

  /** Joins the two partitions that meet at a partition-key value. */
  void merge(Table table, Value at) {
    cut(table, partitions -> partitions.merge(at, shard -> endByNow(table, shard)));
  }

  private void cut(Table table, UnaryOperator<Partitions> cut) {
    synchronized (ddl) {
      requirePresent(table);
      alter(table, table.state().withPartitions(cut.apply(table.state().partitions())));
    }
    settle(table);
  }

  /** Forgets closed shards. */
  void forgetShards(Table table, Set<Integer> numbers) {
    synchronized (ddl) {
      if (!table.isDeleted()) {
        Partitions fewer =
            table.state().partitions().without(shard -> numbers.contains(shard.number()));
        alter(table, table.state().withPartitions(fewer));
      }
    }
  }

  /** The partitions with those shards closed that were closing. */
  private Partitions closed(Table table, Predicate<Partitions.Shard> which) {
    return table.state().partitions().closed(which, shard -> endByNow(table, shard));
  }

  /** A position after everything in a shard, and not before now. */
  private long endByNow(Table table, int shard) {
    return Math.max(nowMicros(), ChangeFeed.end(table, shard));
  }

  /** Deletes a table with everything in it, its indexes included. */
  void delete(String instance, String name) {
    Validation.tableName(name);
    List<Table> deleted = new ArrayList<>();
    synchronized (ddl) {
      Table table = alterable(instance, name);
      guard.checkDeletion(table.id(), name);
      deleted.add(table);
      deleted.addAll(indexesOf(table));
      remove(deleted);
    }
    empty(deleted);
  }

  /** Takes tables out of the catalogue. */
  private void remove(List<Table> deleted) {
    List<Map.Entry<byte[], byte[]>> changes = new ArrayList<>();
    for (Table table : deleted) {
      changes.add(change(tableKey(table.id()), null));
      changes.add(change(droppedKey(table.id()), ascii("1")));
    }
    store.changeFacts(changes);
    for (Table table : deleted) {
      Map<String, Table> tables = instances.get(table.instance());
      tables.remove(table.name());
      if (tables.isEmpty()) {
        instances.remove(table.instance());
      }
      table.markDeleted();
    }
  }

  /**
   * Empties deleted tables. Outside the lock: emptying may take its time, and a write under way may
   * want the lock for markPagedRows.
   */
  private void empty(List<Table> deleted) {
    for (Table table : deleted) {
      try {
        store.dropTable(table.id());
      } finally {
        dropAgainLater(table.id());
      }
    }
  }

  // ---- indexes ----------------------------------------------------------------------------------

  /**
   * Creates an index, which writes keep from now on.
   *
   * @param baseData whether it is to hold the rows that are there already
   * @return the index; unless it is {@linkplain TableState.IndexState#built built} somebody has to
   *     build it
   */
  Table createIndex(String instance, String name, IndexMeta meta, boolean baseData) {
    Validation.tableName(name);
    TableRules.indexShape(meta);
    synchronized (ddl) {
      Table table = indexable(instance, name);
      TableRules.indexColumns(meta, table.state().meta());
      TableRules.indexedOptions(table.options());
      return addIndex(table, meta, baseData, false);
    }
  }

  /**
   * Creates a last-point index, as {@link #createIndex}.
   *
   * @param keyColumns what its table's key begins with
   */
  Table createLastPointIndex(
      String instance, String name, String indexName, List<String> keyColumns, boolean baseData) {
    Validation.tableName(name);
    TableRules.lastPointShape(indexName, keyColumns);
    synchronized (ddl) {
      Table table = indexable(instance, name);
      TableRules.lastPointColumns(keyColumns, table.state().meta());
      TableRules.lastPointOptions(table.options());
      return addIndex(
          table, new IndexMeta(indexName, keyColumns, List.of(), true, false), baseData, true);
    }
  }

  /** The table with this name, to be given one more index. */
  private Table indexable(String instance, String name) {
    Table table = table(instance, name);
    if (table.main() != null) {
      throw Errors.indexOnIndex();
    }
    TableRules.indexCount(indexesOf(table).size() + 1);
    return table;
  }

  private Table addIndex(Table table, IndexMeta meta, boolean baseData, boolean lastPoint) {
    checkRoom(table.instance(), Set.of(meta.name()));
    TableState state =
        indexState(table.state(), table.id(), meta, baseData, !baseData, lastPoint, nowMicros());
    int id = store(List.of(state));
    Table index = new Table(id, state, store.table(id), table);
    tablesOf(table.instance()).put(index.name(), index);
    keepIndexes(table);
    return index;
  }

  /** Deletes an index of either kind. */
  void dropIndex(String instance, String name, String indexName) {
    dropIndex(instance, name, indexName, index -> true);
  }

  /** Deletes a last-point index. */
  void dropLastPointIndex(String instance, String name, String indexName) {
    dropIndex(instance, name, indexName, index -> index.index().lastPoint());
  }

  private void dropIndex(String instance, String name, String indexName, Predicate<Table> isMeant) {
    Validation.tableName(name);
    Validation.tableName(indexName);
    Table index;
    synchronized (ddl) {
      Table table = table(instance, name);
      index = table(instance, indexName);
      if (index.main() != table || !isMeant.test(index)) {
        throw Errors.tableNotExist();
      }
      remove(List.of(index));
      keepIndexes(table);
    }
    empty(List.of(index));
  }

  /** Notes down how far an index is built, unless it is gone. */
  void noteBuiltTo(Table index, byte[] rowKey) {
    synchronized (ddl) {
      if (!index.isDeleted()) {
        alter(index, index.state().withIndex(index.index().withBuiltTo(ByteSlice.of(rowKey))));
      }
    }
  }

  /** Opens an index to readers, unless it is gone. */
  void finishBuild(Table index) {
    synchronized (ddl) {
      if (!index.isDeleted()) {
        alter(index, index.state().withIndex(index.index().asBuilt()));
        keepIndexes(index.main());
      }
    }
  }

  /** Has a table's writes keep the indexes it has now. */
  private void keepIndexes(Table table) {
    table.keepIndexes(TableIndexes.of(table, indexesOf(table)));
  }

  /** A table's indexes in the order of their creation. */
  private List<Table> indexesOf(Table table) {
    return instances.get(table.instance()).values().stream()
        .filter(index -> index.main() == table)
        .sorted(Comparator.comparingInt(Table::id))
        .toList();
  }

  private static TableState indexState(
      TableState main,
      int mainId,
      IndexMeta index,
      boolean baseData,
      boolean built,
      boolean lastPoint,
      long now) {
    return new TableState(
        main.instance(),
        lastPoint
            ? LastPointIndex.metaOf(main.meta(), index.name(), index.keyColumns().size())
            : TableIndex.metaOf(
                main.meta(), index.name(), index.keyColumns(), index.attributeColumns()),
        main.options(),
        new TableState.Throughput(new ReservedThroughput(0, 0), seconds(now), null),
        new TableState.Stream(StreamDetails.DISABLED, 0),
        Partitions.of(List.of()),
        null,
        now,
        false,
        false,
        List.of(),
        new TableState.IndexState(
            mainId,
            index.keyColumns(),
            index.attributeColumns(),
            index.local(),
            baseData,
            built,
            lastPoint,
            ByteSlice.EMPTY));
  }

  // ---- defined columns --------------------------------------------------------------------------

  /** Adds typed attribute columns. */
  void addDefinedColumns(String instance, String name, List<DefinedColumn> columns) {
    Validation.tableName(name);
    TableRules.definedColumns(columns);
    synchronized (ddl) {
      Table table = alterable(instance, name);
      TableState state = table.state();
      alter(table, state.withDefinedColumns(TableRules.withColumns(state.meta(), columns)));
    }
  }

  /** Removes the types of attribute columns. */
  void deleteDefinedColumns(String instance, String name, List<String> columns) {
    Validation.tableName(name);
    if (columns.isEmpty()) {
      throw Errors.noDefinedColumn();
    }
    columns.forEach(Validation::columnName);
    synchronized (ddl) {
      Table table = alterable(instance, name);
      TableState state = table.state();
      List<DefinedColumn> left = TableRules.withoutColumns(state.meta(), columns);
      TableIndexes indexes = table.indexes();
      for (String column : columns) {
        String index = indexes == null ? null : indexes.indexOn(column);
        if (index != null) {
          throw Errors.definedColumnIndexed(column, index);
        }
      }
      alter(table, state.withDefinedColumns(left));
    }
  }

  /** Remembers durably that a table may have rows in pages. Cheap when it is known already. */
  void markPagedRows(Table table) {
    if (table.hasPagedRows()) {
      return;
    }
    synchronized (ddl) {
      if (table.isDeleted()) {
        // Nothing to remember, and storing the fact would bring the table back.
        table.become(table.state().withPagedRows());
      } else {
        alter(table, table.state().withPagedRows());
      }
    }
  }

  private void alter(Table table, TableState state) {
    if (!state.equals(table.state())) {
      store.changeFacts(List.of(change(tableKey(table.id()), TableStateFormat.encode(state))));
      table.become(state);
    }
  }

  private TableState.Throughput adjusted(TableState.Throughput before, ReservedThroughput asked) {
    ReservedThroughput old = before.reserved();
    int read = asked.read() == null ? old.read() : asked.read();
    int write = asked.write() == null ? old.write() : asked.write();
    long now = seconds(nowMicros());
    boolean raised = read > old.read() || write > old.write();
    boolean lowered = read < old.read() || write < old.write();
    return new TableState.Throughput(
        new ReservedThroughput(read, write),
        raised ? now : before.lastIncreaseSeconds(),
        lowered ? (Long) now : before.lastDecreaseSeconds());
  }

  /**
   * The stream after a change.
   *
   * @param feedEnd a position after everything recorded so far: a new stream begins later
   */
  private TableState.Stream stream(
      String table, TableState.Stream before, StreamSpec asked, long feedEnd) {
    if (asked == null) {
      return before;
    }
    if (!asked.enabled()) {
      return new TableState.Stream(StreamDetails.DISABLED, before.lastMicros());
    }
    StreamDetails old = before.details();
    if (!old.enabled()) {
      if (asked.expirationHours() == null) {
        throw Errors.streamExpirationMissing();
      }
      long micros = Math.max(Math.max(nowMicros(), feedEnd), before.lastMicros() + 1);
      return new TableState.Stream(
          new StreamDetails(
              true,
              table + "_" + digits(micros),
              asked.expirationHours(),
              micros,
              distinct(asked.originColumns())),
          micros);
    }
    List<String> columns = new ArrayList<>(old.originColumns());
    columns.addAll(asked.originColumns());
    List<String> distinct = distinct(columns);
    TableRules.originColumnCount(distinct.size());
    return new TableState.Stream(
        new StreamDetails(
            true,
            old.streamId(),
            asked.expirationHours() == null ? old.expirationHours() : asked.expirationHours(),
            old.lastEnableTimeMicros(),
            distinct),
        before.lastMicros());
  }

  private static List<String> distinct(List<String> columns) {
    Set<String> distinct = new LinkedHashSet<>(columns);
    return List.copyOf(distinct);
  }

  /** Sixteen digits at least, which every moment since the year 2001 has by itself. */
  private static String digits(long micros) {
    String digits = Long.toString(micros);
    return "0".repeat(Math.max(0, 16 - digits.length())) + digits;
  }

  private static EncryptionSpec encryption(EncryptionSpec asked) {
    return asked == null || asked.enabled() ? asked : new EncryptionSpec(false, null, null, null);
  }

  // ---- emptying deleted tables ------------------------------------------------------------------

  private void dropAgainLater(int tableId) {
    Drop overdue = null;
    synchronized (drops) {
      if (drops.size() >= PENDING_DROPS) {
        overdue = drops.remove();
      }
      drops.add(new Drop(tableId, System.nanoTime()));
      if (drops.size() == 1) {
        schedule(lateWritesNanos);
      }
    }
    if (overdue != null) {
      dropAgain(overdue.tableId);
    }
  }

  private void schedule(long delayNanos) {
    // Ignored while the catalogue is closing, which is as good: the next start empties.
    ScheduledFuture<?> unused =
        upkeep.schedule(this::dropOverdue, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void dropOverdue() {
    while (!upkeep.isShutdown()) {
      Drop drop;
      synchronized (drops) {
        drop = drops.peek();
        if (drop == null) {
          return;
        }
        long left = drop.emptiedNanos + lateWritesNanos - System.nanoTime();
        if (left > 0) {
          schedule(left);
          return;
        }
        drops.remove();
      }
      dropAgain(drop.tableId);
    }
  }

  private void dropAgain(int tableId) {
    try {
      store.dropTable(tableId);
      store.changeFacts(List.of(change(droppedKey(tableId), null)));
    } catch (StorageException e) {
      // Its dropped fact stays, so the next start empties it.
      LOG.warn("Deleted table {} could not be emptied again", tableId, e);
    }
  }

  /** Stops background work. Deleted tables still to be emptied are emptied at the next start. */
  @Override
  public void close() {
    upkeep.shutdown();
    try {
      if (!upkeep.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("A deleted table is still being emptied");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private Map<String, Table> tablesOf(String instance) {
    return instances.computeIfAbsent(instance, name -> new ConcurrentHashMap<>());
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private static long seconds(long micros) {
    return Math.floorDiv(micros, 1_000_000L);
  }

  private static byte[] tableKey(int id) {
    return ascii(String.format("%s%08x", TABLE, id));
  }

  private static byte[] droppedKey(int id) {
    return ascii(String.format("%s%08x", DROPPED, id));
  }

  private static int id(byte[] key, String prefix) {
    return number(key, prefix.length(), 16);
  }

  private static int number(byte[] text, int from, int radix) {
    String digits = new String(text, StandardCharsets.US_ASCII).substring(from);
    try {
      return Integer.parseInt(digits, radix);
    } catch (NumberFormatException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "The catalogue has no number in: " + digits, e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Map.Entry<byte[], byte[]> change(byte[] key, byte[] value) {
    // Map.entry would refuse null, which stands for removal.
    return new AbstractMap.SimpleImmutableEntry<>(key, value);
  }
}
