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
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process under many writers, killed again and again, with three global and two local
 * indexes of which one is dropped and built anew while that goes on. Each writer knows what its
 * rows may hold; each index must hold exactly what the rows say.
 */
class IndexCrashE2eTest {
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

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  @Tag("slow")
  void everyIndexHoldsWhatTheRowsSayAfterEveryCrash() throws Exception {
    Path config = directory.resolve("tabularium.yaml");
    Files.writeString(
        config,
        "engine: {allow-short-time-to-live: true, upkeep-interval: 300ms,"
            + " index-build-rows-per-second: 2000}\n");
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writers.add(new Writer(i, seed));
    }
    for (int crash = 0; crash <= CRASHES; crash++) {
      try (TabulariumProcess process =
          TabulariumProcess.server(data(), "--config", config.toString())) {
        SyncClient client = E2eServer.client(process.endpoint(), "crash");
        if (crash == 0) {
          createTables(client);
        }
        IndexOracle.awaitBuilt(client, TABLE);
        compare(client, writers);
        if (crash < CRASHES) {
          writers.forEach(writer -> writer.connect(client));
          loadUntilKilled(process, client, writers, crash % 2 == 1);
        } else {
          check(0);
          assertThat(process.terminate()).isZero();
        }
      }
    }
    check(0);
    assertThat(acknowledged).as("there was something to lose").hasValueGreaterThan(CRASHES * 100);
  }

  private static void createTables(SyncClient client) {
    TestTable.Maker maker =
        TestTable.make(client)
            .named(TABLE)
            .key("pk", STRING)
            .key("n", INTEGER)
            .defined("s", DefinedColumnType.STRING)
            .defined("i", DefinedColumnType.INTEGER)
            .defined("d", DefinedColumnType.DOUBLE)
            .defined("wide", DefinedColumnType.BINARY)
            .transactions();
    INDEXES.forEach(maker::index);
    maker.create();
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
  private void check(int exitCode) {
    try (TabulariumProcess check = TabulariumProcess.run("check", "--data", data().toString())) {
      assertThat(check.awaitExit()).as(check.output() + check.errors()).isEqualTo(exitCode);
    }
  }

  private void loadUntilKilled(
      TabulariumProcess process, SyncClient client, List<Writer> writers, boolean rebuild)
      throws Exception {
    int enough = acknowledged.get() + 200 + random.nextInt(600);
    ExecutorService pool = Executors.newFixedThreadPool(writers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : writers) {
        running.add(pool.submit(() -> workUntilGone(writer)));
      }
      if (rebuild) {
        IndexMeta index = INDEXES.get(random.nextInt(INDEXES.size()));
        TestTable table = TestTable.named(client, TABLE);
        table.deleteIndex(index.getIndexName());
        table.createIndex(index, true);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> acknowledged.get() >= enough || running.stream().anyMatch(Future::isDone));
      process.kill();
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

  // ---- what must be -----------------------------------------------------------------------------

  private static void compare(SyncClient client, List<Writer> writers) {
    List<Row> rows = IndexOracle.read(client, TABLE);
    writers.forEach(writer -> writer.check(rows));
    IndexOracle.assertIndexesHoldWhatTheRowsSay(client, TABLE);
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
