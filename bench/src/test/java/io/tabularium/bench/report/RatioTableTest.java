/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatioTableTest {

  @Test
  void printsMarkdownWithRatioTargetAndVerdict() {
    RatioTable table = new RatioTable("Reads", "HBase", "Tabularium");
    table.add("throughput", 1000, 2500, "op/s", Target.atLeast(3));
    table.add("CPU", 88.84, 20.5, "µs", Target.atMost(0.4));
    table.add("p99", 2, 30, "ms", Target.NONE);

    assertThat(table.render())
        .isEqualTo(
            """
            ### Reads

            |            |      HBase | Tabularium | ratio |  target |      |
            |------------| ----------:| ----------:| -----:| -------:| ----:|
            | throughput | 1,000 op/s | 2,500 op/s | 2.50x | ≥ 3.00x | MISS |
            | CPU        |    88.8 µs |    20.5 µs | 0.23x | ≤ 0.40x | PASS |
            | p99        |    2.00 ms |    30.0 ms | 15.0x |         |      |

            1 of 2 targets met.
            """);
    assertThat(table.judged()).isEqualTo(2);
    assertThat(table.missed()).isEqualTo(1);
  }

  @Test
  void aRatioExactlyAtItsBoundPasses() {
    assertThat(Target.atLeast(0.6).isMetBy(0.6)).isTrue();
    assertThat(Target.atMost(0.4).isMetBy(0.4)).isTrue();
  }

  @Test
  void aRatioThatIsNoNumberNeverPasses() {
    assertThat(Target.atLeast(0.6).isMetBy(Double.NaN)).isFalse();
    assertThat(Target.atMost(0.4).isMetBy(Double.NaN)).isFalse();
  }

  @Test
  void aTargetInWordsIsJudgedAsTold() {
    RatioTable table = new RatioTable("Flushes", "one", "many");
    table.addJudged("either", 10, 100, "op/s", "either way", true);
    table.addJudged("neither", 10, 100, "op/s", "either way", false);

    assertThat(table.render()).contains("| either way | PASS |").contains("| either way | MISS |");
    assertThat(table.missed()).isEqualTo(1);
  }
}
