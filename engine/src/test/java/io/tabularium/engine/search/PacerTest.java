/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When indexes give way to writes, and when not. */
class PacerTest {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAG_MILLIS = 5_000;

  private long nanos = 1;
  private double load = 1;
  private long written;

  private final Pacer pacer = new Pacer(Duration.ofSeconds(60), () -> load, () -> nanos);
  private final Pacer.Pace pace = pacer.pace(() -> written);

  private Duration afterASecondOf(long writes) {
    nanos += TimeUnit.SECONDS.toNanos(1);
    written += writes;
    return pace.rest(STEP_NANOS, LAG_MILLIS);
  }

  /** The share is halved with each look, down to a tenth. */
  private void aLongFlood() {
    for (int i = 0; i < 4; i++) {
      afterASecondOf(20_000);
    }
  }

  @Test
  void aFloodOnBusyProcessorsMakesAnIndexWorkLessAndLessDownToATenthOfTheTime() {
    assertThat(afterASecondOf(20_000)).isEqualTo(Duration.ofNanos(STEP_NANOS));
    assertThat(pace.givesWay()).isTrue();
    assertThat(afterASecondOf(20_000)).isEqualTo(Duration.ofNanos(3 * STEP_NANOS));
    aLongFlood();
    assertThat(afterASecondOf(20_000)).isEqualTo(Duration.ofNanos(9 * STEP_NANOS));
    assertThat(pace.rest(STEP_NANOS, LAG_MILLIS))
        .as("also between two looks")
        .isEqualTo(Duration.ofNanos(9 * STEP_NANOS));
    assertThat(pace.rest(TimeUnit.SECONDS.toNanos(1), LAG_MILLIS))
        .as("the end of the flood is not missed")
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void nothingGivesWayWithoutAFlood() {
    assertThat(afterASecondOf(2_999)).isZero();
    assertThat(afterASecondOf(20_000)).isPositive();
    assertThat(afterASecondOf(2_000)).as("it ebbs").isPositive();
    assertThat(afterASecondOf(1_499)).as("it is over").isZero();
    assertThat(afterASecondOf(2_000)).isZero();
  }

  @Test
  void anIndexWorksOnAllProcessorsOnlyWhenLittleIsWritten() {
    load = 0;
    afterASecondOf(1_499);
    assertThat(pace.worksAlone()).isFalse();
    afterASecondOf(1_501);
    assertThat(pace.worksAlone()).isTrue();
    pace.rest(STEP_NANOS, 60_000);
    assertThat(pace.worksAlone()).as("it is too late for that").isFalse();
  }

  @Test
  void anIndexTakesWhatTimeWritesLeave() {
    load = 0.84;
    assertThat(afterASecondOf(20_000)).as("nothing else wants it").isZero();
    assertThat(pace.givesWay()).isFalse();
    load = 0.9;
    assertThat(afterASecondOf(20_000)).isEqualTo(Duration.ofNanos(STEP_NANOS));
    load = 0.87;
    assertThat(afterASecondOf(20_000))
        .as("as it should be")
        .isEqualTo(Duration.ofNanos(STEP_NANOS));
    load = 0.84;
    assertThat(afterASecondOf(20_000)).isLessThan(Duration.ofNanos(STEP_NANOS)).isPositive();
    load = -1; // not known
    aLongFlood();
    assertThat(afterASecondOf(20_000)).isZero();
  }

  @Test
  void nothingGivesWayForLongerThanAllowed() {
    nanos += TimeUnit.SECONDS.toNanos(1);
    written += 20_000;
    assertThat(pace.rest(STEP_NANOS, 59_999)).isPositive();
    assertThat(pace.rest(STEP_NANOS, 60_000)).isZero();
    Pacer.Pace never = new Pacer(Duration.ZERO, () -> load, () -> nanos).pace(() -> written);
    nanos += TimeUnit.SECONDS.toNanos(1);
    written += 20_000;
    assertThat(never.rest(STEP_NANOS, 0)).isZero();
  }

  @Test
  void indexesThatGiveWayShareTheirPart() {
    Pacer.Pace other = pacer.pace(() -> written);
    aLongFlood();
    assertThat(afterASecondOf(20_000)).isEqualTo(Duration.ofNanos(9 * STEP_NANOS));
    assertThat(other.rest(STEP_NANOS, LAG_MILLIS)).isEqualTo(Duration.ofNanos(19 * STEP_NANOS));
    other.close();
    other.close();
    assertThat(pace.rest(STEP_NANOS, LAG_MILLIS)).isEqualTo(Duration.ofNanos(9 * STEP_NANOS));
  }
}
