/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.bench.Served;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.client.wtable.Item;
import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.Order;
import io.tabularium.client.wtable.WTable;
import io.tabularium.client.wtable.WTableClient;
import io.tabularium.client.wtable.ZOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator against the real server: what it writes is what GoTable's benchmark would. */
final class KlistRunTest {
  private static final String ALL =
      Arrays.stream(KlistTest.values()).map(Enum::name).collect(Collectors.joining(","));

  @TempDir static Path data;
  private static Served server;

  @BeforeAll
  static void start() {
    server = new Served(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<KlistTest, LoadResult> run(String workers, String tests) throws Exception {
    return new KlistRun(
            new Settings(
                new String[] {
                  "address=" + server.wtableAddress(),
                  "serverPid=" + ProcessHandle.current().pid(),
                  "tests=" + tests,
                  "requests=2500",
                  "manyRequests=300",
                  "warmUp=50",
                  "workerCount=20",
                  "workers=" + workers,
                  "connections=3",
                  "networkThreads=1",
                  "range=10",
                  "valueBytes=8"
                }))
        .run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chains", "threads"})
  void everyTestRuns(String workers) throws Exception {
    Map<KlistTest, LoadResult> results = run(workers, ALL);
    assertThat(results).hasSize(KlistTest.values().length);
    results.forEach(
        (test, result) -> assertThat(result.operations()).isEqualTo(test.isMany() ? 300L : 2500L));
    try (WTableClient client = WTableClient.builder().address(server.wtableAddress()).build()) {
      WTable db = client.database();
      // SET of number 1000, and INCR of it.
      assertThat(db.get(Key.of(0, "1", "000")).text()).isEqualTo("1000xxxx");
      assertThat(db.get(Key.of(0, "1", "000")).score()).isEqualTo(-999);
      List<Item> byScore = db.zScan(0, "1", ZOrder.SCORE, Order.ASCENDING, 2).items();
      assertThat(byScore)
          .extracting(item -> item.key().columnText() + " " + item.score() + " " + item.text())
          .containsExactly("999 -1998 1999xxxx", "998 -1997 1998xxxx");
      assertThat(db.get(Key.of(0, "1299", "009")).score()).isEqualTo(1_299_009);
    }
  }

  @Test
  void aMissingRecordEndsTheRun() {
    try (WTableClient client = WTableClient.builder().address(server.wtableAddress()).build()) {
      WTable db = client.database();
      db.set(Key.of(0, "1", "007"), "wrong".getBytes(UTF_8));
      assertThatThrownBy(() -> run("chains", "get"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("GET failed");
    }
  }
}
