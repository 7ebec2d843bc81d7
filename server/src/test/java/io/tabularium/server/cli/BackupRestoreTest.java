/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.testkit.Rows;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the data, made by the command line while a server runs and while none does. */
final class BackupRestoreTest {
  @TempDir Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private Path backup() {
    return directory.resolve("backup");
  }

  private static void succeeds(String... arguments) {
    try (TabulariumProcess process = TabulariumProcess.run(arguments)) {
      assertThat(process.awaitExit()).as(process.errors()).isZero();
      assertThat(process.output()).isNotBlank();
    }
  }

  private static void refuses(String sentence, String... arguments) {
    try (TabulariumProcess process = TabulariumProcess.run(arguments)) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.errors().strip()).isEqualTo("tabularium: " + sentence);
    }
  }

  private void restoredDataHas(String id, String value) {
    Path restored = directory.resolve("restored");
    succeeds("restore", "--from", backup().toString(), "--data", restored.toString());
    try (TestServer server = TestServer.start(restored)) {
      SyncClient client = server.client("demo");
      assertThat(Rows.get(client, "notes", id)).isEqualTo(value);
      client.shutdown();
    }
  }

  @Test
  void aRunningServerIsBackedUpThroughItself() {
    try (TestServer server = TestServer.start(data())) {
      SyncClient client = server.client("demo");
      Rows.createTable(client, "notes");
      Rows.put(client, "notes", "a", "before");

      succeeds("backup", "--data", data().toString(), "--to", backup().toString());

      Rows.put(client, "notes", "a", "after");
      assertThat(Rows.get(client, "notes", "a")).isEqualTo("after");
      client.shutdown();
    }
    restoredDataHas("a", "before");
  }

  @Test
  void aBackupIsBroughtUpToDateWithoutAServer() {
    try (TestServer server = TestServer.start(data())) {
      SyncClient client = server.client("demo");
      Rows.createTable(client, "notes");
      Rows.put(client, "notes", "a", "first");
      client.shutdown();
    }
    succeeds("backup", "--data", data().toString(), "--to", backup().toString());
    try (TestServer server = TestServer.start(data())) {
      SyncClient client = server.client("demo");
      Rows.put(client, "notes", "a", "second");
      client.shutdown();
    }
    succeeds("backup", "--data", data().toString(), "--to", backup().toString());
    restoredDataHas("a", "second");
  }

  @Test
  void restoreTouchesNoDirectoryThatHoldsSomething() throws IOException {
    Files.createDirectories(backup());
    Files.createDirectories(data());
    Path precious = Files.writeString(data().resolve("precious"), "!");
    refuses(
        "The directory " + data() + " is not empty; restore into a new one.",
        "restore",
        "--from",
        backup().toString(),
        "--data",
        data().toString());
    assertThat(precious).hasContent("!");
  }

  @Test
  void whatIsNoBackupIsNotRestored() throws IOException {
    Files.createDirectories(backup());
    refuses(
        "The directory " + backup() + " is not a complete backup.",
        "restore",
        "--from",
        backup().toString(),
        "--data",
        data().toString());
    refuses(
        "There is no directory " + directory.resolve("none") + ".",
        "restore",
        "--from",
        directory.resolve("none").toString(),
        "--data",
        data().toString());
  }

  @Test
  void aBackupNeedsData() {
    refuses(
        "There is no Tabularium data in " + data() + ".",
        "backup",
        "--data",
        data().toString(),
        "--to",
        backup().toString());
    assertThat(backup()).doesNotExist();
  }

  @Test
  void aRunningServerSaysWhyItCannotBackUp() throws IOException {
    try (TestServer server = TestServer.start(data())) {
      Files.createDirectories(backup());
      Files.writeString(backup().resolve("precious"), "!");
      refuses(
          "The directory " + backup() + " is neither empty nor a backup.",
          "backup",
          "--data",
          server.data().toString(),
          "--to",
          backup().toString());
    }
  }
}
