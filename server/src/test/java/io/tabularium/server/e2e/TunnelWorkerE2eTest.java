/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.model.RecordColumn;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamRecord.RecordType;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelInfo;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelStatus;
import com.alicloud.openservices.tablestore.model.tunnel.DeleteTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelStage;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import com.alicloud.openservices.tablestore.model.tunnel.internal.ShutdownTunnelRequest;
import com.alicloud.openservices.tablestore.tunnel.worker.TunnelWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The official worker, unchanged. Its heartbeats are five seconds apart at least, which these tests
 * cannot do without; where the interval does not matter they make it one second.
 */
@Execution(ExecutionMode.CONCURRENT)
class TunnelWorkerE2eTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TunnelClient client;

  private final TunnelWorkers workers = new TunnelWorkers();

  @BeforeAll
  static void connect() {
    client = TunnelKit.client(server.endpoint(), server.instance());
  }

  @AfterAll
  static void disconnect() {
    client.shutdown();
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  private static void fill(TestTable table, int rows) {
    for (int row = 0; row < rows; row += 200) {
      TestTable.Write[] writes = new TestTable.Write[Math.min(200, rows - row)];
      for (int i = 0; i < writes.length; i++) {
        writes[i] = table.putting(key("pk", row + i), cell("c", row + i));
      }
      assertThat(table.batchWrite(writes).isAllSucceed()).isTrue();
    }
  }

  private static TunnelStage stage(TestTable table) {
    return TunnelKit.describe(client, table).getTunnelInfo().getStage();
  }

  private static long pk(StreamRecord record) {
    return record.getPrimaryKey().getPrimaryKeyColumn("pk").getValue().asLong();
  }

  private static long openChannels(TestTable table, String clientId) {
    return TunnelKit.channels(client, table).stream()
        .filter(c -> c.getChannelStatus() == ChannelStatus.OPEN && c.getClientId().equals(clientId))
        .count();
  }

  /** How many open channels each connected client has, fewest first. */
  private static List<Long> loads(TestTable table) {
    Map<String, Long> loads = new HashMap<>();
    for (ChannelInfo channel : TunnelKit.channels(client, table)) {
      if (channel.getChannelStatus() == ChannelStatus.OPEN) {
        loads.merge(channel.getClientId(), 1L, Long::sum);
      }
    }
    return loads.values().stream().sorted().toList();
  }

  // 4, 7, 10
  @Test
  void withTheWorkersOwnTimes() throws Exception {
    TestTable full = TunnelKit.table(server);
    fill(full, 5_000);
    TestTable idle = TunnelKit.table(server);
    String fullId = TunnelKit.create(client, full, TunnelType.BaseData);
    String idleId = TunnelKit.create(client, idle, TunnelType.Stream);
    long began = System.nanoTime();
    AtomicBoolean movedOnTooEarly = new AtomicBoolean();
    TunnelWorkers.One base =
        workers.start(
            client,
            fullId,
            config -> {},
            input -> {
              if (stage(full) == TunnelStage.ProcessStream) {
                movedOnTooEarly.set(true);
              }
            });
    TunnelWorkers.One tail =
        workers.start(
            client, idleId, config -> config.setMaxRetryIntervalInMillis(1_000), input -> {});

    await().atMost(PATIENCE).until(() -> stage(full) == TunnelStage.ProcessStream);
    assertThat(base.records).as("each row exactly once").hasSize(5_000);
    assertThat(base.records.stream().map(TunnelWorkerE2eTest::pk)).doesNotHaveDuplicates();
    assertThat(movedOnTooEarly).as("the stage moves on after the last callback").isFalse();

    await().atMost(PATIENCE).until(() -> tail.roundsAtNanos.size() >= 6);
    long first = TimeUnit.NANOSECONDS.toMillis(tail.roundsAtNanos.get(0) - began);
    assertThat(first)
        .as("the first round comes with the second heartbeat")
        .isBetween(5_000L, 9_000L);
    long pause =
        TimeUnit.NANOSECONDS.toMillis(tail.roundsAtNanos.get(5) - tail.roundsAtNanos.get(4));
    assertThat(pause).as("pauses grow to what is configured").isBetween(600L, 3_000L);

    workers.shutdown(base);
    client.deleteTunnel(new DeleteTunnelRequest(full.name(), "tunnel"));
    String again = TunnelKit.create(client, full, TunnelType.BaseData);
    TunnelWorkers.One second = workers.startQuick(client, again, input -> {});
    await().atMost(PATIENCE).until(() -> stage(full) == TunnelStage.ProcessStream);
    assertThat(second.records).hasSize(5_000);
  }

  // 5, 11
  @Test
  void fourTunnelsFourWorkersEachReadingInItsOwnWay() throws Exception {
    TestTable table = TunnelKit.table(server);
    fill(table, 3_000);
    int[] times = {1, 3, 10, 1};
    int[] megabytes = {4, 8, 54, 4};
    List<TunnelWorkers.One> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int which = i;
      String id = TunnelKit.create(client, table, "tunnel" + i, TunnelType.BaseData, null);
      all.add(
          workers.start(
              client,
              id,
              config -> {
                config.setReadMaxTimesPerRound(times[which]);
                config.setReadMaxBytesPerRound(megabytes[which] << 20);
                if (which == 3) {
                  config.setMaxChannelParallel(1);
                }
              },
              input -> {}));
    }
    for (int i = 0; i < 4; i++) {
      String name = "tunnel" + i;
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  TunnelKit.describe(client, table, name).getTunnelInfo().getStage()
                      == TunnelStage.ProcessStream);
      assertThat(all.get(i).records).as(name).hasSize(3_000);
    }
  }

  // 6
  @Test
  void changesRightAfterTheStartAreDelivered() throws Exception {
    TestTable table = TunnelKit.table(server);
    TunnelKit.enableStream(server, table, "col1");
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    TunnelWorkers.One worker = workers.startQuick(client, id, input -> {});
    table.put(key("pk", 1), cell("col1", "a"));
    table.updating(key("pk", 1)).put(cell("col1", "b")).run();
    await().atMost(PATIENCE).until(() -> worker.records.size() >= 2);
    assertThat(worker.records).hasSize(2);
    assertThat(worker.records.get(0).getRecordType()).isEqualTo(RecordType.PUT);
    assertThat(worker.records.get(0).getOriginColumns()).isNullOrEmpty();
    assertThat(worker.records.get(1).getRecordType()).isEqualTo(RecordType.UPDATE);
    assertThat(worker.records.get(1).getOriginColumns().get(0).getColumn().getValue().asString())
        .isEqualTo("a");
  }

  // 12, 14: a processor that fails
  @Test
  void aFailingProcessorIsGivenTheSameAgain() throws Exception {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    TunnelWorkers.OrderCheck order = new TunnelWorkers.OrderCheck();
    TunnelWorkers.One worker = workers.startQuick(client, id, order);
    worker.failures.set(2);
    for (int i = 1; i <= 3; i++) {
      table.put(key("pk", 7), cell("c", i));
    }
    await().atMost(PATIENCE).until(() -> order.seen().equals(Map.of(7L, 3L)));
    assertThat(order.faults()).isEmpty();
    assertThat(worker.failures).hasValue(0);
  }

  // 21
  @Test
  void workersShareChannelsAndTakeOverFromEachOther() throws Exception {
    TestTable table = TunnelKit.table(server, 10, 20, 30);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    TunnelWorkers.OrderCheck order = new TunnelWorkers.OrderCheck();
    TunnelKit.Cuttable mortal = new TunnelKit.Cuttable(client);
    Map<Long, Long> written = new HashMap<>();
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer =
          pool.submit(
              () -> {
                Random random = new Random(7);
                while (writing.get()) {
                  long pk = random.nextInt(40);
                  table.put(key("pk", pk), cell("c", written.merge(pk, 1L, Long::sum)));
                  TimeUnit.MILLISECONDS.sleep(1);
                }
                return null;
              });
      TunnelWorkers.One dying = workers.startQuick(mortal.client, id, order);
      TunnelWorkers.One leaving = workers.startQuick(client, id, order);
      await().atMost(PATIENCE).until(() -> loads(table).equals(List.of(2L, 2L)));
      workers.startQuick(client, id, order);
      await().atMost(PATIENCE).until(() -> loads(table).equals(List.of(1L, 1L, 2L)));

      workers.shutdown(leaving);
      await().atMost(PATIENCE).until(() -> loads(table).equals(List.of(2L, 2L)));
      assertThat(dying.channels).isNotEmpty();
      mortal.cut.set(true);
      await().atMost(PATIENCE).until(() -> loads(table).equals(List.of(4L)));
      writing.set(false);
      writer.get(10, TimeUnit.SECONDS);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(order.seen()).isEqualTo(written));
      assertThat(order.faults()).isEmpty();
    } finally {
      writing.set(false);
      pool.shutdownNow();
    }
  }

  // 22, 26
  @Test
  void rowsAndThenChangesLeadToTheTableAsItIs() throws Exception {
    TestTable table = TunnelKit.table(server, 20);
    fill(table, 40);
    Map<Long, Map<String, Long>> replica = new TreeMap<>();
    String id = TunnelKit.create(client, table, TunnelType.BaseAndStream);
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer = pool.submit(() -> scribble(table, writing));
      assertThat(TunnelKit.describe(client, table).getTunnelConsumePoint().getTime()).isZero();
      workers.startQuick(
          client,
          id,
          input -> {
            synchronized (replica) {
              input.getRecords().forEach(record -> replay(record, replica));
            }
          });
      await().atMost(PATIENCE).until(() -> stage(table) == TunnelStage.ProcessStream);
      TimeUnit.MILLISECONDS.sleep(500);
      writing.set(false);
      writer.get(10, TimeUnit.SECONDS);
    } finally {
      writing.set(false);
      pool.shutdownNow();
    }
    // As a copy of a table ends: when everything up to a moment has been consumed, though nothing
    // is written any more.
    long moment = System.currentTimeMillis();
    await()
        .atMost(PATIENCE)
        .until(() -> TunnelKit.describe(client, table).getTunnelConsumePoint().getTime() > moment);
    Map<Long, Map<String, Long>> actual = new TreeMap<>();
    for (long pk = 0; pk < 60; pk++) {
      var row = table.get(key("pk", pk));
      if (row != null) {
        Map<String, Long> cells = new TreeMap<>();
        for (var column : row.getColumns()) {
          cells.put(column.getName(), column.getValue().asLong());
        }
        actual.put(pk, cells);
      }
    }
    synchronized (replica) {
      assertThat(replica).isEqualTo(actual);
    }
  }

  private static Object scribble(TestTable table, AtomicBoolean writing) throws Exception {
    Random random = new Random(11);
    for (long n = 0; writing.get(); n++) {
      var at = key("pk", random.nextInt(60));
      switch (random.nextInt(5)) {
        case 0 -> table.put(at, cell("c", n), cell("d", n));
        case 1 -> table.delete(at);
        case 2 -> table.updating(at).put(cell("e", n)).remove("d").run();
        default -> table.updating(at).put(cell("c", n)).put(cell("f", n)).run();
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return null;
  }

  private static void replay(StreamRecord record, Map<Long, Map<String, Long>> replica) {
    long pk = pk(record);
    if (record.getRecordType() == RecordType.DELETE) {
      replica.remove(pk);
      return;
    }
    Map<String, Long> row =
        record.getRecordType() == RecordType.PUT
            ? new TreeMap<>()
            : replica.computeIfAbsent(pk, k -> new TreeMap<>());
    record
        .getColumns()
        .forEach(
            column -> {
              String name = column.getColumn().getName();
              if (column.getColumnType() == RecordColumn.ColumnType.PUT) {
                row.put(name, column.getColumn().getValue().asLong());
              } else {
                row.remove(name);
              }
            });
    replica.put(pk, row);
  }

  // 16, 23
  @Test
  void aWorkerEndsWhenItsTunnelIsDeleted() throws Exception {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    TunnelWorkers.One worker = workers.startQuick(client, id, input -> {});
    await().atMost(PATIENCE).until(() -> !worker.roundsAtNanos.isEmpty());
    client.deleteTunnel(new DeleteTunnelRequest(table.name(), "tunnel"));
    await().atMost(PATIENCE).until(() -> status(worker.worker).equals("WORKER_HALT"));
    int rounds = worker.roundsAtNanos.size();
    table.put(key("pk", 1), cell("c", 1));
    assertThat(worker.records).isEmpty();
    assertThat(worker.roundsAtNanos).hasSizeLessThanOrEqualTo(rounds + 1);
  }

  private static String status(TunnelWorker worker) throws ReflectiveOperationException {
    var field = TunnelWorker.class.getDeclaredField("workerStatus");
    field.setAccessible(true);
    return field.get(worker).toString();
  }

  // 13
  @Test
  void aChannelWhoseProcessorIsStuckGoesToSomebodyElse() throws Exception {
    TestTable table = TunnelKit.table(server, 10);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    CountDownLatch release = new CountDownLatch(1);
    TunnelWorkers.One stuck =
        workers.startQuick(
            client,
            id,
            input -> {
              if (!input.getRecords().isEmpty()) {
                awaitUninterruptibly(release);
              }
            });
    try {
      await().atMost(PATIENCE).until(() -> stuck.channels.size() == 2);
      String first = TunnelKit.channels(client, table).get(0).getClientId();
      table.put(key("pk", 1), cell("c", 1));
      table.put(key("pk", 11), cell("c", 1));
      TunnelWorkers.One other = workers.startQuick(client, id, input -> {});
      await().atMost(PATIENCE).until(() -> loads(table).equals(List.of(1L, 1L)));
      await().atMost(PATIENCE).until(() -> other.records.size() == 1);
      assertThat(openChannels(table, first)).isEqualTo(1);
    } finally {
      release.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // 16, 28
  @Test
  void aWorkerThatWasForgottenConnectsAgain() throws Exception {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    TunnelWorkers.OrderCheck order = new TunnelWorkers.OrderCheck();
    workers.startQuick(client, id, order);
    table.put(key("pk", 1), cell("c", 1));
    await().atMost(PATIENCE).until(() -> order.seen().equals(Map.of(1L, 1L)));
    String first = TunnelKit.channels(client, table).get(0).getClientId();
    client.shutdownTunnel(new ShutdownTunnelRequest(id, first));
    table.put(key("pk", 1), cell("c", 2));
    await().atMost(PATIENCE).until(() -> order.seen().equals(Map.of(1L, 2L)));
    assertThat(TunnelKit.channels(client, table).get(0).getClientId()).isNotEqualTo(first);
    assertThat(order.faults()).isEmpty();
  }
}
