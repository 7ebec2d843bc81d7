/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: what it says when it is ready, and how it ends. */
final class ServerProcessTest {
  @TempDir Path directory;

  @Test
  void saysThatItIsReadyAndWithWhichKey() {
    try (TabulariumProcess server = TabulariumProcess.server(directory.resolve("data"))) {
      assertThat(server.output().lines().findFirst())
          .hasValueSatisfying(
              line ->
                  assertThat(line)
                      .matches("Tabularium is ready at http://127\\.0\\.0\\.1:[1-9][0-9]*"));
      assertThat(server.output())
          .contains("Access key id: tabularium    access key secret: tabularium")
          .contains("new SyncClient(\"" + server.endpoint() + "\"")
          .contains("endpoint: '" + server.endpoint() + "'");
      SyncClient client = server.client("demo");
      assertThat(client.listTable().getTableNames()).isEmpty();
      client.shutdown();
    }
  }

  @Test
  void endsWithZeroWhenToldToStop() {
    try (TabulariumProcess server = TabulariumProcess.server(directory.resolve("data"))) {
      assertThat(server.terminate()).isZero();
      assertThat(server.errors()).contains("stopping").contains("stopped");
      assertThat(directory.resolve("data/admin.address")).doesNotExist();
    }
  }
}
