/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

  @Test
  void namesCoresMemoryJdkAndSystem() {
    assertThat(Machine.current().toString())
        .startsWith(Runtime.getRuntime().availableProcessors() + " cores (")
        .contains("RAM, JDK ")
        .contains(Runtime.version().toString())
        .endsWith(System.getProperty("os.arch"));
  }
}
