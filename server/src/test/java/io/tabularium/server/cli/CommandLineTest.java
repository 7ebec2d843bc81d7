/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.server.testkit.TabulariumProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the program says to mistakes and obstacles: one sentence on standard error and an exit code,
 * 2 for a mistake in the command line and 1 for anything else.
 */
final class CommandLineTest {
  @TempDir Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private static void refuses(int exitCode, String sentence, String... arguments) {
    try (TabulariumProcess process = TabulariumProcess.run(arguments)) {
      assertThat(process.awaitExit()).as(process.errors()).isEqualTo(exitCode);
      assertThat(process.output()).isBlank();
      // Whatever was logged before has a time in front.
      assertThat(process.errors().lines().filter(line -> line.startsWith("tabularium: ")))
          .containsExactly("tabularium: " + sentence);
      assertThat(process.errors()).doesNotContain("\tat ").doesNotContain("Exception");
    }
  }

  @Test
  void anUnknownCommand() {
    refuses(2, "Unmatched argument at index 0: 'serve'. See `tabularium help`.", "serve");
  }

  @Test
  void anUnknownOption() {
    refuses(2, "Unknown option: '--port'. See `tabularium help server`.", "server", "--port");
  }

  @Test
  void anOptionWithAWrongValue() {
    refuses(
        2,
        "--listen must be HOST:PORT, such as 127.0.0.1:8280 or [::1]:8280, not \"8280\". See"
            + " `tabularium help server`.",
        "server",
        "--listen",
        "8280");
  }

  @Test
  void anAccessKeyWithoutSecretIsNotRepeated() {
    refuses(
        2,
        "--access-key must be ID:SECRET. See `tabularium help server`.",
        "server",
        "--access-key",
        "top-secret");
  }

  @Test
  void aMistakeInTheConfigurationFile() throws IOException {
    Path file = Files.writeString(directory.resolve("t.yaml"), "data: x\nlisten: here\n");
    refuses(
        1,
        file
            + ", line 2: listen must be HOST:PORT, such as 127.0.0.1:8280 or [::1]:8280, not"
            + " \"here\".",
        "server",
        "--config",
        file.toString());
  }

  @Test
  void anOpenAddressWithoutKeys() {
    refuses(
        1,
        "Refusing to listen on 0.0.0.0:0 without access keys, because everyone who reaches that"
            + " address could read and change all data: give --access-key ID:SECRET, or"
            + " access-keys in a --config file, or listen on 127.0.0.1.",
        "server",
        "--data",
        data().toString(),
        "--listen",
        "0.0.0.0:0");
    assertThat(data()).doesNotExist();
  }

  @Test
  void aPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      refuses(
          1,
          "Cannot listen on "
              + address
              + ": the address is already in use; choose another with --listen HOST:PORT.",
          "server",
          "--data",
          data().toString(),
          "--listen",
          address,
          "--admin",
          "127.0.0.1:0");
      refuses(
          1,
          "Cannot listen on "
              + address
              + " for administration: the address is in use or not this machine's; choose another"
              + " with --admin HOST:PORT.",
          "server",
          "--data",
          data().toString(),
          "--listen",
          "127.0.0.1:0",
          "--admin",
          address);
    }
  }

  @Test
  void aDataDirectoryThatAnotherServerUses() {
    try (TabulariumProcess first = TabulariumProcess.server(data())) {
      refuses(
          1,
          "The data directory " + data() + " is in use by another Tabularium process.",
          "server",
          "--data",
          data().toString(),
          "--listen",
          "127.0.0.1:0",
          "--admin",
          "127.0.0.1:0");
      assertThat(first.process().isAlive()).isTrue();
    }
  }

  @Test
  void aDataDirectoryThatIsAFile() throws IOException {
    Files.writeString(data(), "not a directory");
    refuses(
        1, "The data directory " + data() + " is a file.", "server", "--data", data().toString());
  }

  @Test
  void aDataDirectoryOfAnUnknownFormat() throws IOException {
    Path format = Files.createDirectories(data().resolve("store")).resolve("FORMAT");
    Files.writeString(format, "tabularium-rocksdb 999\nid 0\n");
    refuses(
        1,
        "The files in "
            + data().resolve("store")
            + " are of format 999; this version knows format 1.",
        "server",
        "--data",
        data().toString(),
        "--listen",
        "127.0.0.1:0",
        "--admin",
        "127.0.0.1:0");
    assertThat(Files.readString(format)).startsWith("tabularium-rocksdb 999");
  }

  @Test
  void versionAndHelpSucceed() {
    try (TabulariumProcess version = TabulariumProcess.run("version");
        TabulariumProcess help = TabulariumProcess.run("help", "server");
        TabulariumProcess asked = TabulariumProcess.run("server", "--help")) {
      assertThat(version.awaitExit()).isZero();
      assertThat(version.output()).startsWith("Tabularium ").contains(" on Java ");
      assertThat(help.awaitExit()).isZero();
      assertThat(help.output()).contains("--data", "--listen", "--admin", "--durability");
      assertThat(asked.awaitExit()).isZero();
      assertThat(asked.output()).isEqualTo(help.output());
    }
  }
}
