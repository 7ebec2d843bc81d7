/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Words.AUTO;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.ReturnType;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
 * The real process, killed again and again in the middle of its work. Each worker is the only
 * writer of its rows and knows what was acknowledged; when the server is back it looks.
 */
class CrashE2eTest {
  private static final int CRASHES = 20;
  private static final String TABLE = "crash";
  private static final String GENERATED = "generated";

  @TempDir Path data;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final AtomicInteger acknowledged = new AtomicInteger();

  /** One client and what it knows. Its methods run on one thread at a time. */
  private abstract static class Worker {
    final int id;
    final Random random;
    TestTable table;
    SyncClient client;

    Worker(int id, long seed) {
      this.id = id;
      this.random = new Random(seed + id);
    }

    void connect(SyncClient newClient) {
      client = newClient;
      table = TestTable.named(newClient, TABLE);
    }

    /** Does one thing; throws {@link ClientException} if the server goes away meanwhile. */
    abstract void work();

    /** Looks whether everything is as it must be, and believes it from now on. */
    abstract void check();
  }

  @Test
  @Tag("slow")
  void whatWasAcknowledgedIsThereAfterEveryCrash() throws Exception {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      workers.add(new SmallRows(i, seed));
    }
    workers.add(new LargeRows(3, seed));
    workers.add(new AtomicRows(4, seed));
    workers.add(new TransactionRows(5, seed));
    workers.add(new GeneratedKeys(6, seed));
    Counters counters = new Counters();
    for (int i = 7; i < 10; i++) {
      workers.add(new Incrementer(i, seed, counters));
    }

    for (int crash = 0; crash <= CRASHES; crash++) {
      try (TabulariumProcess process = E2eServer.process(data)) {
        SyncClient client = E2eServer.client(process.endpoint(), "crash");
        if (crash == 0) {
          createTables(client);
        }
        for (Worker worker : workers) {
          worker.connect(client);
          worker.check();
        }
        counters.check(TestTable.named(client, TABLE));
        if (crash < CRASHES) {
          loadUntilKilled(process, workers);
        } else {
          assertThat(process.terminate()).as("ends cleanly in the end").isZero();
        }
      }
      if (crash % 4 == 3) {
        killWhileStarting();
      }
    }
    assertThat(acknowledged).as("there was something to lose").hasValueGreaterThan(CRASHES * 100);
  }

  private static void createTables(SyncClient client) {
    TestTable.make(client)
        .named(TABLE)
        .key("pk", STRING)
        .key("n", INTEGER)
        .maxVersions(2)
        .transactions()
        .create();
    TestTable.make(client).named(GENERATED).key("pk", STRING).autoIncrement("id").create();
  }

  /** Lets all workers work and kills the server once enough was acknowledged. */
  private void loadUntilKilled(TabulariumProcess process, List<Worker> workers) throws Exception {
    int enough = acknowledged.get() + 100 + random.nextInt(500);
    ExecutorService pool = Executors.newFixedThreadPool(workers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(
            pool.submit(
                () -> {
                  try {
                    while (true) {
                      worker.work();
                      acknowledged.incrementAndGet();
                    }
                  } catch (ClientException expected) {
                    // The server is gone; whether it did this last thing is not known.
                  }
                }));
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

  /** A crash in the middle of recovery. */
  private void killWhileStarting() throws Exception {
    try (TabulariumProcess process = E2eServer.startingProcess(data)) {
      process.process().waitFor(random.nextInt(900), TimeUnit.MILLISECONDS);
      process.kill();
    }
  }

  /** A row as this test writes it: several columns, all telling the same number. */
  private static Column[] telling(long number, int padding) {
    byte[] padded = new byte[padding + Long.BYTES];
    Arrays.fill(padded, (byte) number);
    return new Column[] {
      cell("a", number), cell("b", number), cell("c", "text " + number), cell("d", padded)
    };
  }

  /** The number all columns of the row tell, or 0 if there is no row; fails if the row is torn. */
  private static long told(Row row) {
    if (row == null) {
      return 0;
    }
    long number = row.getLatestColumn("a").getValue().asLong();
    byte[] padded = row.getLatestColumn("d").getValue().asBinary();
    byte[] expected = new byte[padded.length];
    Arrays.fill(expected, (byte) number);
    assertThat(
            row.getLatestColumn("b").getValue().asLong() == number
                && row.getLatestColumn("c").getValue().asString().equals("text " + number)
                && Arrays.equals(padded, expected))
        .as("row torn: %s", row.getPrimaryKey())
        .isTrue();
    return number;
  }

  /** Rows written one by one and in batches, and deleted. A deleted row tells 0. */
  private static class SmallRows extends Worker {
    private static final int ROWS = 10;

    /** What a row tells for certain, or one of two if the last write was not acknowledged. */
    private final long[] known = new long[ROWS];

    private final long[] attempted = new long[ROWS];
    private long number;

    SmallRows(int id, long seed) {
      super(id, seed);
    }

    int padding() {
      return random.nextInt(100);
    }

    private PrimaryKey at(int row) {
      return key("pk", "worker " + id + " row " + row, "n", row);
    }

    @Override
    void work() {
      int choice = random.nextInt(10);
      if (choice < 3) {
        int row = attempt(random.nextInt(ROWS), false);
        table.put(at(row), telling(attempted[row], padding()));
        known[row] = attempted[row];
      } else if (choice < 6) {
        int row = attempt(random.nextInt(ROWS), false);
        TestTable.Write update = table.updating(at(row));
        Arrays.stream(telling(attempted[row], padding())).forEach(update::put);
        update.run();
        known[row] = attempted[row];
      } else if (choice < 8) {
        int row = attempt(random.nextInt(ROWS), true);
        table.delete(at(row));
        known[row] = attempted[row];
      } else {
        batch();
      }
    }

    private void batch() {
      int first = random.nextInt(ROWS - 3);
      TestTable.Write[] writes = new TestTable.Write[4];
      for (int i = 0; i < writes.length; i++) {
        int row = attempt(first + i, random.nextInt(4) == 0);
        writes[i] =
            attempted[row] == 0
                ? table.deleting(at(row))
                : table.putting(at(row), telling(attempted[row], padding()));
      }
      BatchWriteRowResponse response = client.batchWriteRow(TestTable.batch(writes));
      assertThat(response.isAllSucceed()).isTrue();
      System.arraycopy(attempted, first, known, first, writes.length);
    }

    private int attempt(int row, boolean deletion) {
      attempted[row] = deletion ? 0 : ++number;
      return row;
    }

    @Override
    void check() {
      for (int row = 0; row < ROWS; row++) {
        long told = told(table.get(at(row)));
        assertThat(told)
            .as("%s: acknowledged %d, attempted %d", at(row), known[row], attempted[row])
            .isIn(known[row], attempted[row]);
        known[row] = told;
        attempted[row] = told;
      }
    }
  }

  /** The same with rows that the server keeps in pages. */
  private static final class LargeRows extends SmallRows {
    LargeRows(int id, long seed) {
      super(id, seed);
    }

    @Override
    int padding() {
      return 20_000 + random.nextInt(150_000);
    }
  }

  /** Three rows that are only ever written together. */
  private abstract static class Together extends Worker {
    private long known;
    private long attempted;

    Together(int id, long seed) {
      super(id, seed);
    }

    PrimaryKey at(int row) {
      return key("pk", "together " + id, "n", row);
    }

    abstract void write(long number);

    @Override
    void work() {
      attempted++;
      write(attempted);
      known = attempted;
    }

    @Override
    void check() {
      Set<Long> told = new HashSet<>();
      for (int row = 0; row < 3; row++) {
        told.add(told(table.get(at(row))));
      }
      assertThat(told).as("rows written together").hasSize(1);
      assertThat(told.iterator().next()).isIn(known, attempted);
      known = told.iterator().next();
      attempted = known;
    }
  }

  /** By an atomic batch. */
  private static final class AtomicRows extends Together {
    AtomicRows(int id, long seed) {
      super(id, seed);
    }

    @Override
    void write(long number) {
      BatchWriteRowRequest batch =
          TestTable.batch(
              table.putting(at(0), telling(number, 10)),
              table.putting(at(1), telling(number, 3000)),
              table.putting(at(2), telling(number, 10)));
      batch.setAtomic(true);
      assertThat(client.batchWriteRow(batch).isAllSucceed()).isTrue();
    }
  }

  /** By a local transaction. */
  private static final class TransactionRows extends Together {
    TransactionRows(int id, long seed) {
      super(id, seed);
    }

    @Override
    void write(long number) {
      String transaction =
          client
              .startLocalTransaction(
                  new StartLocalTransactionRequest(TABLE, key("pk", "together " + id)))
              .getTransactionID();
      for (int row = 0; row < 3; row++) {
        table.putting(at(row), telling(number, 100)).in(transaction).run();
      }
      client.commitTransaction(new CommitTransactionRequest(transaction));
    }
  }

  /** Keys made by the server: all that were handed out are there, and none twice. */
  private static final class GeneratedKeys extends Worker {
    private final Set<Long> known = new HashSet<>();
    private long greatest;

    GeneratedKeys(int id, long seed) {
      super(id, seed);
    }

    @Override
    void connect(SyncClient newClient) {
      super.connect(newClient);
      table = TestTable.named(newClient, GENERATED);
    }

    @Override
    void work() {
      Row row =
          table
              .putting(key("pk", "p", "id", AUTO), cell("c", 1))
              .returning(ReturnType.RT_PK)
              .run()
              .row();
      long made = row.getPrimaryKey().getPrimaryKeyColumn("id").getValue().asLong();
      assertThat(made).as("keys rise, across crashes too").isGreaterThan(greatest);
      greatest = made;
      known.add(made);
    }

    @Override
    void check() {
      Set<Long> found = new HashSet<>();
      PrimaryKey next = key("pk", "p", "id", INF_MIN);
      while (next != null) {
        var page = table.range(next, key("pk", "p", "id", INF_MAX)).page();
        for (Row row : page.getRows()) {
          found.add(row.getPrimaryKey().getPrimaryKeyColumn("id").getValue().asLong());
        }
        next = page.getNextStartPrimaryKey();
      }
      assertThat(found).containsAll(known);
      found.forEach(one -> greatest = Math.max(greatest, one));
      known.addAll(found);
    }
  }

  /** Counters that several workers increment. */
  private static final class Counters {
    static final int COUNT = 3;
    final long[] base = new long[COUNT];
    final AtomicInteger[] acknowledged = new AtomicInteger[COUNT];
    final AtomicInteger[] attempted = new AtomicInteger[COUNT];

    Counters() {
      Arrays.setAll(acknowledged, i -> new AtomicInteger());
      Arrays.setAll(attempted, i -> new AtomicInteger());
    }

    static PrimaryKey at(int counter) {
      return key("pk", "counter " + counter, "n", 0);
    }

    void check(TestTable table) {
      for (int i = 0; i < COUNT; i++) {
        Row row = table.get(at(i));
        long value = row == null ? 0 : row.getLatestColumn("c").getValue().asLong();
        assertThat(value)
            .as("counter %d, which was %d", i, base[i])
            .isBetween(base[i] + acknowledged[i].get(), base[i] + attempted[i].get());
        base[i] = value;
        acknowledged[i].set(0);
        attempted[i].set(0);
      }
    }
  }

  /** One of the workers on the counters. */
  private static final class Incrementer extends Worker {
    private final Counters counters;

    Incrementer(int id, long seed, Counters counters) {
      super(id, seed);
      this.counters = counters;
    }

    @Override
    void work() {
      int counter = random.nextInt(Counters.COUNT);
      counters.attempted[counter].incrementAndGet();
      table.updating(Counters.at(counter)).increment("c", 1).run();
      counters.acknowledged[counter].incrementAndGet();
    }

    @Override
    void check() {
      // The counters are checked once for all workers.
    }
  }
}
