/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadResultTest {
  private static final LoadResult RESULT = new LoadResult(50_000, 2.5, 1.25, 3.5, 120, 4500);

  @Test
  void survivesTheWayThroughAProcessesOutput() {
    assertThat(LoadResult.find(List.of("some log line", RESULT.toLine(), "another")))
        .isEqualTo(RESULT);
  }

  @Test
  void tellsThroughputAndCpuPerOperation() {
    assertThat(RESULT.throughput()).isEqualTo(20_000);
    assertThat(RESULT.serverMicrosPerOperation()).isEqualTo(25);
    assertThat(RESULT.clientMicrosPerOperation()).isEqualTo(70);
  }

  @Test
  void aGeneratorWithoutResultIsAFailure() {
    assertThatThrownBy(() -> LoadResult.find(List.of("stopped early")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the load generator reported no result");
  }

  @Test
  void aWindowWithoutOperationsIsAFailure() {
    assertThatThrownBy(() -> new LoadResult(0, 2.5, 1.25, 3.5, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no operation finished");
  }
}
