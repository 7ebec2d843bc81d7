/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.TestTable.covering;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamShard;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that follows a table at once: three global and two local indexes, of which one is
 * dropped and built anew now and then, a reader of the stream, whose shards are split and merged,
 * two workers that share one tunnel, and another that begins with base data in the middle. Many
 * writers write, with all operations there are, and the server is killed again and again. Each
 * writer knows what its rows may hold; every index must hold exactly what the rows say, the stream
 * must replay to exactly the rows, and each tunnel must deliver just what the stream has, in its
 * order for each key, whatever comes twice.
 */
class FollowersCrashE2eTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CRASHES = 4;
  private static final String TABLE = "t";
  private static final String EXPIRING = "expiring";

  private static final List<IndexMeta> INDEXES =
      List.of(
          covering(globalIndex("by_s", "s"), "d"),
          globalIndex("by_i", "i", "n"),
          covering(globalIndex("by_n", "n"), "s", "d", "wide"),
          covering(localIndex("local_i", "pk", "i"), "s"),
          covering(localIndex("local_s", "pk", "s", "i"), "d"));

  @TempDir Path directory;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final AtomicInteger acknowledged = new AtomicInteger();
  private String cutAt = "";
  private final Replica replica = new Replica(1);
  private final List<ShardFollower> followers = new ArrayList<>();
  private final TunnelDeliveries shared = new TunnelDeliveries(true);
  private final TunnelDeliveries late = new TunnelDeliveries(false);

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  @Tag("slow")
  void everyFollowerHasExactlyWhatTheRowsSay() throws Exception {
    Path config = directory.resolve("tabularium.yaml");
    Files.writeString(
        config,
        "engine: {allow-short-time-to-live: true, upkeep-interval: 300ms,"
            + " index-build-rows-per-second: 2000}\n");
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writers.add(new Writer(i, seed));
    }
    int port = E2eServer.freePort();
    TabulariumProcess process = start(port, config);
    SyncClient client = E2eServer.client(process.endpoint(), "crash");
    TunnelClient tunnels = TunnelKit.client(process.endpoint(), "crash");
    try (TunnelWorkers workers = new TunnelWorkers()) {
      createTables(client, process.endpoint());
      TestTable table = TestTable.named(client, TABLE);
      String tunnel = TunnelKit.create(tunnels, table, TunnelType.Stream);
      TunnelWorkers.One leaving = startWorker(workers, tunnels, tunnel, shared);
      startWorker(workers, tunnels, tunnel, shared);
      writers.forEach(writer -> writer.connect(client));
      for (int crash = 0; crash < CRASHES; crash++) {
        compare(client, writers);
        if (crash == 1) {
          String base = TunnelKit.create(tunnels, table, "late", TunnelType.BaseAndStream, null);
          startWorker(workers, tunnels, base, late);
        }
        if (crash == 2) {
          workers.shutdown(leaving);
          startWorker(workers, tunnels, tunnel, shared);
        }
        loadUntilKilled(process, client, writers, crash % 2 == 1);
        process.close();
        process = start(port, config);
        IndexOracle.awaitBuilt(client, TABLE);
      }
      compare(client, writers);
      check();
      compareFollowers(client);
      workers.close();
      assertThat(process.terminate()).isZero();
    } finally {
      tunnels.shutdown();
      process.close();
    }
    check();
    assertThat(acknowledged).as("there was something to lose").hasValueGreaterThan(CRASHES * 100);
  }

  private TabulariumProcess start(int port, Path config) {
    return TabulariumProcess.server(port, data(), "--config", config.toString());
  }

  private static TunnelWorkers.One startWorker(
      TunnelWorkers workers, TunnelClient client, String tunnel, TunnelDeliveries deliveries)
      throws Exception {
    // Its channels outlive any crash: it is the server that goes, not the worker.
    return workers.start(
        client, tunnel, worker -> worker.setHeartbeatTimeoutInSec(3_600), deliveries);
  }

  private static void createTables(SyncClient client, String endpoint) {
    TestTable.Maker maker =
        TestTable.make(client)
            .named(TABLE)
            .key("pk", STRING)
            .key("n", INTEGER)
            .defined("s", DefinedColumnType.STRING)
            .defined("i", DefinedColumnType.INTEGER)
            .defined("d", DefinedColumnType.DOUBLE)
            .defined("wide", DefinedColumnType.BINARY)
            .transactions()
            .stream();
    INDEXES.forEach(maker::index);
    maker.create(new RawClient(endpoint, "crash", TestServer.KEY, TestServer.KEY), "w2", "w4");
    TestTable.make(client)
        .named(EXPIRING)
        .key("pk", STRING)
        .key("n", INTEGER)
        .defined("s", DefinedColumnType.STRING)
        .timeToLive(1)
        .allowUpdate(false)
        .index(globalIndex("expiring_by_s", "s"))
        .index(localIndex("expiring_local", "pk", "s"))
        .create();
  }

  /** The command line's own comparison, by itself or through the server. */
  private void check() {
    try (TabulariumProcess check = TabulariumProcess.run("check", "--data", data().toString())) {
      assertThat(check.awaitExit()).as(check.output() + check.errors()).isZero();
    }
  }

  /** Splits a partition and merges others, so that changes of a row are in several shards. */
  private void cutPartitions() {
    cutAt = cutAt.equals("w1") ? "w3" : "w1";
    for (String[] cut :
        List.of(new String[] {"--split-at", cutAt}, new String[] {"--merge-at", cutAt})) {
      try (TabulariumProcess command =
          TabulariumProcess.run(
              "partitions", "--data", data().toString(), "--table", TABLE, cut[0], cut[1])) {
        assertThat(command.awaitExit()).as(command.output() + command.errors()).isZero();
      }
    }
  }

  private void loadUntilKilled(
      TabulariumProcess process, SyncClient client, List<Writer> writers, boolean rebuild)
      throws Exception {
    int enough = acknowledged.get() + 200 + random.nextInt(600);
    AtomicBoolean killed = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(writers.size() + 1);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : writers) {
        running.add(pool.submit(() -> workUntilGone(writer)));
      }
      running.add(pool.submit(() -> followUntilGone(client, killed)));
      if (rebuild) {
        IndexMeta index = INDEXES.get(random.nextInt(INDEXES.size()));
        TestTable table = TestTable.named(client, TABLE);
        table.deleteIndex(index.getIndexName());
        table.createIndex(index, true);
      }
      if (!rebuild) {
        cutPartitions();
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> acknowledged.get() >= enough || running.stream().anyMatch(Future::isDone));
      process.kill();
      killed.set(true);
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void workUntilGone(Writer writer) {
    try {
      while (true) {
        writer.work();
        acknowledged.incrementAndGet();
      }
    } catch (ClientException expected) {
      // The server is gone; whether it did this last thing is not known.
    }
  }

  private void followUntilGone(SyncClient client, AtomicBoolean killed) {
    try {
      while (!killed.get()) {
        follow(client);
      }
    } catch (ClientException expected) {
      // The server is gone.
    }
  }

  /**
   * Reads every shard as far as it goes, and none before its parents are done; what was read is
   * applied before the next page may fail.
   */
  private void follow(SyncClient client) {
    Set<String> known = new HashSet<>();
    followers.forEach(follower -> known.add(follower.reader.shard().getShardId()));
    for (StreamReader reader : StreamReader.all(client, TABLE)) {
      if (known.add(reader.shard().getShardId())) {
        followers.add(new ShardFollower(reader));
      }
    }
    Set<String> unfinished = new HashSet<>();
    for (ShardFollower follower : followers) {
      StreamShard shard = follower.reader.shard();
      List<StreamRecord> records = null;
      while (!follower.reader.isDone()
          && !unfinished.contains(shard.getParentId())
          && !unfinished.contains(shard.getParentSiblingId())
          && (records == null || !records.isEmpty())) {
        records = follower.reader.page(500).getRecords();
        follower.last = replica.apply(records, follower.last);
      }
      if (!follower.reader.isDone()) {
        unfinished.add(shard.getShardId());
      }
    }
  }

  /** One shard of the stream and how far it was read. */
  private static final class ShardFollower {
    final StreamReader reader;
    long last;

    ShardFollower(StreamReader reader) {
      this.reader = reader;
    }
  }

  // ---- what must be -----------------------------------------------------------------------------

  private static void compare(SyncClient client, List<Writer> writers) {
    List<Row> rows = IndexOracle.read(client, TABLE);
    writers.forEach(writer -> writer.check(rows));
    IndexOracle.assertIndexesHoldWhatTheRowsSay(client, TABLE);
  }

  /** Nobody writes any more. */
  private void compareFollowers(SyncClient client) {
    List<Row> rows = IndexOracle.read(client, TABLE);
    follow(client);
    replica.assertSame(rows);
    assertThat(followers).as("shards, closed ones included").hasSizeGreaterThan(3);
    List<StreamRecord> stream = new ArrayList<>();
    StreamReader.all(client, TABLE).forEach(shard -> stream.addAll(shard.rest()));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              shared.assertDelivered(stream);
              late.assertReplaysTo(rows);
            });
    shared.assertInOrder(stream);
    late.assertInOrder(stream);
    assertThat(late.baseRows()).as("rows of base data").isPositive();
  }

  /** The only writer of its rows. What a row may hold is known by the number in {@code d}. */
  private static final class Writer {
    private static final int ROWS = 12;
    private final int id;
    private final Random random;

    /** What a row tells for certain, or one of two if the last write was not acknowledged. */
    private final double[] known = new double[ROWS];

    private final double[] attempted = new double[ROWS];
    private double number;
    private SyncClient client;
    private TestTable table;
    private TestTable expiring;

    Writer(int id, long seed) {
      this.id = id;
      this.random = new Random(seed + id);
    }

    void connect(SyncClient newClient) {
      client = newClient;
      table = TestTable.named(newClient, TABLE);
      expiring = TestTable.named(newClient, EXPIRING);
    }

    private PrimaryKey at(int row) {
      return key("pk", "w" + id, "n", row);
    }

    private Column[] cells(int row) {
      List<Column> cells = new ArrayList<>();
      cells.add(cell("d", attempted[row]));
      if (random.nextInt(4) > 0) {
        cells.add(cell("s", "s" + random.nextInt(3)));
      }
      if (random.nextInt(4) > 0) {
        cells.add(cell("i", random.nextInt(3)));
      }
      if (random.nextInt(10) == 0) {
        cells.add(cell("wide", new byte[random.nextInt(40_000)]));
      }
      cells.add(cell("free", new byte[random.nextInt(300)]));
      return cells.toArray(Column[]::new);
    }

    /** Decides about a row's next state; 0 is a deletion. */
    private int attempt(boolean mayDelete) {
      int row = random.nextInt(ROWS);
      attempted[row] = mayDelete && random.nextInt(5) == 0 ? 0 : ++number;
      return row;
    }

    private TestTable.Write write(int row) {
      return attempted[row] == 0 ? table.deleting(at(row)) : table.putting(at(row), cells(row));
    }

    private void update(int row, String transaction) {
      TestTable.Write update = table.updating(at(row));
      Arrays.stream(cells(row)).forEach(update::put);
      if (random.nextBoolean()) {
        update.remove("extra");
      }
      if (transaction != null) {
        update.in(transaction);
      }
      update.run();
    }

    void work() {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          int row = attempt(true);
          write(row).run();
          known[row] = attempted[row];
        }
        case 2, 3 -> {
          int row = attempt(false);
          update(row, null);
          known[row] = attempted[row];
        }
        case 4, 5 -> batch();
        case 6 -> transaction();
        default ->
            expiring.put(
                key("pk", "w" + id, "n", random.nextInt(5)), cell("s", "s" + random.nextInt(3)));
      }
    }

    /** Rows written together; atomically or not, each is known once the batch is acknowledged. */
    private void batch() {
      int first = random.nextInt(ROWS - 3);
      TestTable.Write[] writes = new TestTable.Write[4];
      for (int i = 0; i < writes.length; i++) {
        attempted[first + i] = random.nextInt(5) == 0 ? 0 : ++number;
        writes[i] = write(first + i);
      }
      if (random.nextInt(3) == 0) {
        table.bulkImport(writes);
      } else {
        BatchWriteRowRequest request = TestTable.batch(writes);
        request.setAtomic(random.nextBoolean());
        assertThat(client.batchWriteRow(request).isAllSucceed()).isTrue();
      }
      System.arraycopy(attempted, first, known, first, writes.length);
    }

    private void transaction() {
      String transaction =
          client
              .startLocalTransaction(new StartLocalTransactionRequest(TABLE, key("pk", "w" + id)))
              .getTransactionID();
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int row = attempt(false);
        update(row, transaction);
        rows.add(row);
      }
      client.commitTransaction(new CommitTransactionRequest(transaction));
      rows.forEach(row -> known[row] = attempted[row]);
    }

    /** Looks whether every row is as it must be, and believes it from now on. */
    void check(List<Row> rows) {
      TreeMap<Long, Double> told = new TreeMap<>();
      for (Row row : rows) {
        if (row.getPrimaryKey().getPrimaryKeyColumn("pk").getValue().asString().equals("w" + id)) {
          told.put(
              row.getPrimaryKey().getPrimaryKeyColumn("n").getValue().asLong(),
              row.getLatestColumn("d").getValue().asDouble());
        }
      }
      for (int row = 0; row < ROWS; row++) {
        double now = told.getOrDefault((long) row, 0.0);
        assertThat(now).as("row %d of writer %d", row, id).isIn(known[row], attempted[row]);
        known[row] = now;
        attempted[row] = now;
      }
    }
  }
}
