/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.bench.Served;
import io.tabularium.bench.process.Workspace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests made beforehand and the questions of the comparison, against the real server. */
class ServedIndexTest {
  /** Neither a whole number of requests nor the same number for each sender. */
  private static final int ORDERS = 1_050;

  @TempDir Path directory;

  @Test
  void theServerTakesInWhatWasPreparedAndAnswers() throws Exception {
    OrderRows rows = new OrderRows(ORDERS);
    try (Served server = new Served(directory.resolve("data"));
        ServedIndex index = new ServedIndex(URI.create(server.endpoint()))) {
      index.create();
      Path files;
      Workspace workspace = new Workspace(directory, false);
      try (PreparedRequests requests =
          PreparedRequests.prepare(
              workspace, "test", ORDERS, (from, to) -> ServedIndex.batch(rows, from, to))) {
        files = workspace.path("requests-test");
        assertThat(files).isNotEmptyDirectory();
        requests.send(index::load);
      }
      assertThat(Files.exists(files)).isFalse();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(index.count()).isEqualTo(ORDERS));
      SplittableRandom random = new SplittableRandom(13);
      for (WireQuestion question : WireQuestion.all()) {
        assertThat(index.ask(question.source().apply(random).ours()))
            .as(question.name())
            .isNotNegative();
      }
      assertThatThrownBy(() -> index.load(new byte[] {1}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("400");
    }
  }
}
