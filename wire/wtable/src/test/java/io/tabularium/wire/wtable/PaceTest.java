/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When operations count as slow. */
class PaceTest {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  private final Pace pace = new Pace();

  @Test
  void quickOperationsAreNotSlowThoughTheThreadStandsStillNowAndThen() {
    for (int round = 0; round < 1_000; round++) {
      // Kept off its processor for 4 ms in every 100 rounds of ten scans.
      long took = round % 100 == 50 ? 4 * MILLI : 120 * MICRO;
      assertThat(pace.isSlow(10, took)).isFalse();
    }
  }

  @Test
  void operationsThatAllTakeLongAreSlow() {
    boolean slow = false;
    for (int round = 0; round < 30 && !slow; round++) {
      slow = pace.isSlow(10, 2 * MILLI);
    }
    assertThat(slow).isTrue();
    assertThat(pace.isSlow(10, 2 * MILLI)).as("looked at anew").isFalse();
  }

  @Test
  void oneOperationThatTakesVeryLongIsSlow() {
    assertThat(pace.isSlow(1, 60 * MILLI)).isTrue();
  }
}
