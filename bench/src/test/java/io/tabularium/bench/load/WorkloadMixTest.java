/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadMixTest {

  /** The proportions as YCSB's own workload files give them. */
  @ParameterizedTest
  @CsvSource({
    "A, 0.5,  0.5,  0,    0,    0,   zipfian",
    "B, 0.95, 0.05, 0,    0,    0,   zipfian",
    "C, 1,    0,    0,    0,    0,   zipfian",
    "D, 0.95, 0,    0.05, 0,    0,   latest",
    "E, 0,    0,    0.05, 0.95, 0,   zipfian",
    "F, 0.5,  0,    0,    0,    0.5, zipfian"
  })
  void workloadsAreYcsbs(
      String name,
      double reads,
      double updates,
      double inserts,
      double scans,
      double readModifyWrites,
      String distribution) {
    Properties p = WorkloadMix.named(name.toLowerCase(java.util.Locale.ROOT)).coreWorkload(10, 20);

    assertThat(Double.parseDouble(p.getProperty("readproportion"))).isEqualTo(reads);
    assertThat(Double.parseDouble(p.getProperty("updateproportion"))).isEqualTo(updates);
    assertThat(Double.parseDouble(p.getProperty("insertproportion"))).isEqualTo(inserts);
    assertThat(Double.parseDouble(p.getProperty("scanproportion"))).isEqualTo(scans);
    assertThat(Double.parseDouble(p.getProperty("readmodifywriteproportion")))
        .isEqualTo(readModifyWrites);
    assertThat(p.getProperty("requestdistribution")).isEqualTo(distribution);
    assertThat(p.getProperty("fieldcount")).isEqualTo("10");
    assertThat(p.getProperty("fieldlength")).isEqualTo("100");
    assertThat(p.getProperty("maxscanlength")).isEqualTo("100");
  }
}
