/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.examples.album.Album;
import io.tabularium.examples.orders.Orders;
import io.tabularium.examples.search.ExampleServer.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How examples are started, and what they say when something is not as it should be. */
final class SearchExampleTest {
  @TempDir static Path data;
  private static ExampleServer server;

  @BeforeAll
  static void start() {
    server = new ExampleServer(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aSecondRunFindsItsRowsAndAnotherSizeMakesThemAnew() {
    Outcome first = server.run(new Orders(), "--rows", "500");
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(first.out()).contains("Writing", "100 %  500 of 500 rows", "Indexing");

    Outcome second = server.run(new Orders(), "--rows", "500");
    assertThat(second.code()).isZero();
    assertThat(second.out())
        .contains("has its 500 rows from an earlier run")
        .doesNotContain("Writing");
    assertThat(answers(second)).isEqualTo(answers(first));

    Outcome smaller = server.run(new Orders(), "--rows", "300");
    assertThat(smaller.code()).isZero();
    assertThat(smaller.out()).contains("is made anew", "300 of 300 rows");
    assertThat(server.table(new Orders()).count()).isEqualTo(300);
  }

  /** Everything from the first question on but the times. */
  private static String answers(Outcome outcome) {
    return outcome
        .out()
        .substring(outcome.out().indexOf("What is order"))
        .replaceAll("\\([0-9.]+ ms\\)", "");
  }

  @Test
  void nobodyListening() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Outcome outcome =
        ExampleServer.runAnywhere(new Album(), "--endpoint", "http://127.0.0.1:" + port);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err().strip())
        .isEqualTo(
            "No server answers at http://127.0.0.1:%d. Start one with: ./tabularium server"
                .formatted(port));
  }

  @Test
  void aKeyThatIsNotKnown() {
    Outcome outcome = server.run(new Album(), "--access-key", "somebody:else");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("The server refuses: OTS");
  }

  @Test
  void optionsThatMakeNoSense() {
    assertThat(server.run(new Album(), "--access-key", "somebody").err().strip())
        .isEqualTo("--access-key must be ID:SECRET.");
    assertThat(server.run(new Album(), "--rows", "0").err()).startsWith("--rows must be");
    assertThat(ExampleServer.runAnywhere(new Album(), "--endpoint", "localhost:8280").err())
        .startsWith("--endpoint must be a URL");
    assertThat(server.run(new Album(), "--size").code()).isEqualTo(2);
  }
}
