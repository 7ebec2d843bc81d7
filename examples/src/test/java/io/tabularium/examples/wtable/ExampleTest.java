/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.wtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.client.wtable.WTableClient;
import io.tabularium.server.Server;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.AdminSettings;
import io.tabularium.server.config.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the example prints. */
final class ExampleTest {
  @TempDir static Path data;
  private static Server server;

  @BeforeAll
  static void start() {
    ServerSettings defaults = ServerSettings.defaults();
    Address anywhere = new Address("127.0.0.1", 0);
    server =
        Server.start(
            defaults
                .withData(data)
                .withListen(anywhere)
                .withAdmin(new AdminSettings(anywhere, false))
                .withWtable(defaults.wtable().withListen(anywhere)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itDoesWhatItSays() {
    for (int run = 0; run < 2; run++) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      try (WTableClient client = WTableClient.builder().address(server.wtableAddress()).build()) {
        Example.run(client, new PrintStream(printed, true, StandardCharsets.UTF_8));
      }
      assertThat(printed.toString(StandardCharsets.UTF_8).lines())
          .containsExactly(
              "get: ABBA, score 100",
              "incr: 105",
              "incr by a negative number: 95",
              "get after del: not there",
              "setEx: lives for 90 seconds",
              "expire: lives for ever",
              "after expire 0: immortal",
              "mSet: 250",
              "mGet: value 249, and the last has code 1",
              "mIncr: 1000, 1001",
              "scan and scanMore: 250 records",
              "scanPivot: [song248, song249]",
              "mDel: 251",
              "zGet: Aretha Franklin",
              "zScan, best first: [waterloo 71, hey jude 68, respect 67]",
              "after zIncr: [respect 77, waterloo 71, hey jude 68]",
              "zScanPivot below 70: [hey jude 68]",
              "after zDel, by name: [hey jude 68, respect 77]",
              "set with an outdated number: refused",
              "update: somebody else's, then mine, score 3",
              "1000 incr at once: 1000",
              "dumpTable and dumpMore: 2 records",
              "user: User[id=10086, name=Ada, age=36, phone=+44 20 7946 0000]",
              "user after removal: gone");
    }
  }
}
