/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.timeseries.CreateTimeseriesLastpointIndexRequest;
import com.alicloud.openservices.tablestore.model.timeseries.DeleteTimeseriesLastpointIndexRequest;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * The process killed while it builds one last-point index of a full table and keeps another, with
 * writers at work: when it is back it goes on building, and both hold what the rows say.
 */
class LastPointCrashE2eTest {
  private static final int ROWS = 4_000;
  private static final int CRASHES = 3;
  private static final String TABLE = "t";
  private static final List<String> KEY = List.of("device", "part", "at");

  @TempDir Path directory;

  private final Random random = new Random(System.nanoTime());
  private final AtomicInteger acknowledged = new AtomicInteger();
  private TestTable table;

  private Path data() {
    return directory.resolve("data");
  }

  private TabulariumProcess start() throws Exception {
    Path config = directory.resolve("tabularium.yaml");
    Files.writeString(config, "engine: {index-build-rows-per-second: 1500}\n");
    TabulariumProcess process =
        TabulariumProcess.server(data(), "--durability", "sync", "--config", config.toString());
    table = TestTable.named(E2eServer.client(process.endpoint(), "crash"), TABLE);
    return process;
  }

  private static SyncClient client(TabulariumProcess process) {
    return E2eServer.client(process.endpoint(), "crash");
  }

  private static void create(SyncClient client, String index, int columns) {
    var request = new CreateTimeseriesLastpointIndexRequest(TABLE, index, true);
    request.setCreateOnWideColumnTable(true);
    request.setLastpointIndexPrimaryKeyNames(KEY.subList(0, columns));
    client.asTimeseriesClient().createTimeseriesLastpointIndex(request);
  }

  private static boolean isBuilding(SyncClient client, String index) {
    try {
      LastPointOracle.rows(client, index, 1);
      return false;
    } catch (TableStoreException e) {
      assertThat(e.getMessage()).contains("Disallow read local index");
      return true;
    }
  }

  private static PrimaryKey at(int row) {
    return key("device", "d" + row % 20, "part", row % 3, "at", row);
  }

  private void fill() {
    for (int from = 0; from < ROWS; from += 200) {
      List<TestTable.Write> writes = new ArrayList<>();
      for (int i = from; i < from + 200; i++) {
        writes.add(table.putting(at(i), cell("v", i)));
      }
      assertThat(table.batchWrite(writes.toArray(TestTable.Write[]::new)).isAllSucceed()).isTrue();
    }
  }

  private void work(SyncClient client, Random own) {
    try {
      while (true) {
        switch (own.nextInt(4)) {
          case 0 -> table.put(at(own.nextInt(ROWS + 500)), cell("v", own.nextInt()));
          case 1 -> table.put(at(ROWS - own.nextInt(500)));
          case 2 -> {
            for (Row row : LastPointOracle.rows(client, TABLE, 10)) {
              table.delete(row.getPrimaryKey());
            }
          }
          default -> {
            int row = own.nextInt(ROWS);
            var batch =
                TestTable.batch(
                    table.deleting(at(row)),
                    table.putting(at(row + 60), cell("v", 1)),
                    table.putting(at(row + 120), cell("v", 2)));
            batch.setAtomic(true);
            client.batchWriteRow(batch);
          }
        }
        acknowledged.incrementAndGet();
      }
    } catch (ClientException expected) {
      // The server is gone.
    }
  }

  private void loadUntilKilled(TabulariumProcess process) throws Exception {
    int enough = acknowledged.get() + 50 + random.nextInt(200);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Random own = new Random(random.nextLong());
        running.add(pool.submit(() -> work(client(process), own)));
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

  private void check() {
    try (TabulariumProcess check = TabulariumProcess.run("check", "--data", data().toString())) {
      assertThat(check.awaitExit()).as(check.output() + check.errors()).isZero();
      assertThat(check.output()).contains("index kept:", "index built:");
    }
  }

  @Test
  @Tag("slow")
  void afterEveryCrashBothHoldTheLastRows() throws Exception {
    TabulariumProcess process = start();
    try {
      TestTable.make(client(process))
          .named(TABLE)
          .key("device", STRING)
          .key("part", INTEGER)
          .key("at", INTEGER)
          .allowUpdate(false)
          .create();
      create(client(process), "kept", 2);
      fill();
      for (int crash = 0; crash < CRASHES; crash++) {
        create(client(process), "built", 1);
        assertThat(isBuilding(client(process), "built")).isTrue();
        loadUntilKilled(process);
        process.close();
        check();
        process = start();
        SyncClient client = client(process);
        LastPointOracle.awaitBuilt(client, "built");
        assertThat(LastPointOracle.shown(client, "kept"))
            .isEqualTo(LastPointOracle.expected(client, TABLE, 2));
        assertThat(LastPointOracle.shown(client, "built"))
            .isEqualTo(LastPointOracle.expected(client, TABLE, 1));
        check();
        client
            .asTimeseriesClient()
            .deleteTimeseriesLastpointIndex(
                new DeleteTimeseriesLastpointIndexRequest(TABLE, "built"));
      }
      assertThat(process.terminate()).isZero();
    } finally {
      process.close();
    }
    assertThat(acknowledged).as("there was something to lose").hasValueGreaterThan(CRASHES * 50);
  }
}
