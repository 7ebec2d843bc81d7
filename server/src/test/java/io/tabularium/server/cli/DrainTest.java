/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.testkit.Rows;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is told to stop while clients write ends cleanly and keeps what it acknowledged.
 */
final class DrainTest {
  private static final int WRITERS = 8;

  @TempDir Path directory;

  @Test
  void whatWasAcknowledgedBeforeTheEndIsThereAfterwards() throws InterruptedException {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (TabulariumProcess server =
        TabulariumProcess.server(directory, "--durability", "periodic:60000")) {
      SyncClient client = server.client("demo");
      Rows.createTable(client, "notes");
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        Thread thread = new Thread(() -> write(client, number, acknowledged, stop));
        writers.add(thread);
        thread.start();
      }
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 500);

      assertThat(server.terminate()).isZero();

      stop.set(true);
      client.shutdown();
      for (Thread thread : writers) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
    try (TestServer server = TestServer.start(directory)) {
      SyncClient client = server.client("demo");
      assertThat(acknowledged)
          .allSatisfy(id -> assertThat(Rows.get(client, "notes", id)).isEqualTo(id));
      client.shutdown();
    }
  }

  private static void write(
      SyncClient client, int writer, Set<String> acknowledged, AtomicBoolean stop) {
    try {
      for (int i = 0; !stop.get(); i++) {
        String id = writer + "-" + i;
        Rows.put(client, "notes", id, id);
        acknowledged.add(id);
      }
    } catch (RuntimeException e) {
      // The server has gone, as it was told to.
    }
  }
}
