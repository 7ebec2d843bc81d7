/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.bench.Served;
import io.tabularium.bench.load.LoadResult;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lean generator against the real server: what it writes by hand is what the server reads. */
class LeanRunTest {
  private static final int RECORDS = 300;

  @TempDir static Path data;
  private static Served server;

  @BeforeAll
  static void start() throws Exception {
    server = new Served(data);
    server.createTables();
    LoadResult loaded =
        new LeanRun(
                server.settings(
                    "workload=load",
                    "records=" + RECORDS,
                    "connections=16",
                    "warmUpSeconds=0",
                    "seconds=0"))
            .run();
    assertThat(loaded.operations()).isEqualTo(RECORDS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B", "C", "D", "E", "F", "GET", "PUT"})
  void runsEveryWorkload(String workload) throws Exception {
    LoadResult result =
        new LeanRun(
                server.settings(
                    "workload=" + workload,
                    "records=" + RECORDS,
                    "connections=4",
                    "operations=200",
                    "warmUpSeconds=0",
                    "seconds=60"))
            .run();
    assertThat(result.operations()).isEqualTo(200);
    assertThat(result.p99Micros()).isGreaterThanOrEqualTo(result.p50Micros()).isPositive();
  }

  @Test
  void aMissingRecordEndsTheRun() {
    LeanRun run =
        new LeanRun(
            server.settings(
                "workload=GET",
                "records=1000000",
                "connections=1",
                "operations=1000",
                "warmUpSeconds=0",
                "seconds=60"));
    assertThatThrownBy(run::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("record \\d+ is missing");
  }

  @Test
  void aWrongSecretEndsTheRun() {
    LeanRun run =
        new LeanRun(
            server.settings(
                "accessKeySecret=wrong",
                "workload=C",
                "records=" + RECORDS,
                "connections=1",
                "operations=10",
                "warmUpSeconds=0",
                "seconds=60"));
    assertThatThrownBy(run::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Signature mismatch.");
  }
}
