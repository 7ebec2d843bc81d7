/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelInfo;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelStatus;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import com.alicloud.openservices.tablestore.model.tunnel.internal.GetCheckpointRequest;
import com.alicloud.openservices.tablestore.tunnel.worker.TunnelWorkerConfig;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server killed under running workers and writers, again and again. */
class TunnelCrashE2eTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CRASHES = 2;
  private static final int KEYS = 30;

  @TempDir Path data;

  // 29, and the heart of 21
  @Test
  @Tag("slow")
  void nothingIsLostOrOutOfOrderAndNobodyWaitsForTimeouts() throws Exception {
    int port = E2eServer.freePort();
    TunnelWorkers.OrderCheck order = new TunnelWorkers.OrderCheck();
    Map<Long, Long> acknowledged = new HashMap<>();
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    TunnelWorkers workers = new TunnelWorkers();
    TabulariumProcess process = start(port);
    String endpoint = process.endpoint();
    SyncClient sync = E2eServer.client(endpoint, "crash");
    TunnelClient client = TunnelKit.client(endpoint, "crash");
    try {
      TestTable table =
          TestTable.make(sync).named("crashing").key("pk", PrimaryKeyType.INTEGER).create();
      String id = TunnelKit.create(client, table, TunnelType.Stream);
      String other = TunnelKit.create(client, table, "base", TunnelType.BaseAndStream, null);
      Future<?> writer = pool.submit(() -> write(table, acknowledged, writing));
      TunnelWorkers.OrderCheck otherOrder = new TunnelWorkers.OrderCheck();
      for (int i = 0; i < 2; i++) {
        // A time-out far beyond the test: if a worker had to wait for it, the test would fail.
        workers.start(client, id, TunnelCrashE2eTest::patient, order);
        workers.start(client, other, TunnelCrashE2eTest::patient, otherOrder);
      }
      await().atMost(PATIENCE).until(() -> !order.seen().isEmpty());
      Set<String> clients = new HashSet<>();
      Map<String, Long> sequences = new HashMap<>();
      for (int crash = 0; crash < CRASHES; crash++) {
        long total = total(order);
        await().atMost(PATIENCE).until(() -> total(order) > total + 50);
        for (ChannelInfo channel : TunnelKit.channels(client, table)) {
          clients.add(channel.getClientId());
          sequences.put(channel.getChannelId(), sequence(client, id, channel));
        }
        process.kill();
        process.close();
        process = start(port);
        for (ChannelInfo channel : TunnelKit.channels(client, table)) {
          assertThat(sequence(client, id, channel))
              .as("no checkpoint goes back")
              .isGreaterThanOrEqualTo(sequences.get(channel.getChannelId()));
          assertThat(channel.getChannelStatus()).isEqualTo(ChannelStatus.OPEN);
          assertThat(channel.getClientId()).as("no channel is lost").isIn(clients);
        }
      }
      writing.set(false);
      writer.get(60, TimeUnit.SECONDS);
      for (TunnelWorkers.OrderCheck check : List.of(order, otherOrder)) {
        await().atMost(PATIENCE).untilAsserted(() -> assertArrived(check, acknowledged));
        assertThat(check.faults()).isEmpty();
      }
    } finally {
      writing.set(false);
      workers.close();
      client.shutdown();
      pool.shutdownNow();
      process.close();
    }
  }

  private static void patient(TunnelWorkerConfig config) {
    config.setHeartbeatTimeoutInSec(3_600);
  }

  /** Every acknowledged write has arrived; one that was not acknowledged may have. */
  private static void assertArrived(TunnelWorkers.OrderCheck check, Map<Long, Long> acknowledged) {
    Map<Long, Long> seen = check.seen();
    synchronized (acknowledged) {
      acknowledged.forEach(
          (key, value) ->
              assertThat(seen.getOrDefault(key, 0L))
                  .as("key %d", key)
                  .isGreaterThanOrEqualTo(value));
    }
  }

  private static long total(TunnelWorkers.OrderCheck check) {
    return check.seen().values().stream().mapToLong(v -> v).sum();
  }

  private static long sequence(TunnelClient client, String id, ChannelInfo channel) {
    return client
        .getCheckpoint(new GetCheckpointRequest(id, channel.getClientId(), channel.getChannelId()))
        .getSequenceNumber();
  }

  private static Object write(TestTable table, Map<Long, Long> acknowledged, AtomicBoolean writing)
      throws Exception {
    Random random = new Random(3);
    while (writing.get()) {
      long pk = random.nextInt(KEYS);
      long value;
      synchronized (acknowledged) {
        value = acknowledged.getOrDefault(pk, 0L) + 1;
      }
      // Written until it is acknowledged, so that values have no gaps; it may be there twice.
      while (writing.get()) {
        try {
          table.put(key("pk", pk), cell("c", value));
          synchronized (acknowledged) {
            acknowledged.put(pk, value);
          }
          break;
        } catch (ClientException | TableStoreException e) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return null;
  }

  private TabulariumProcess start(int port) {
    return TabulariumProcess.server(port, data);
  }
}
