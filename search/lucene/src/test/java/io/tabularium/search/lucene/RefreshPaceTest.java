/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When an index is refreshed, and when not. */
class RefreshPaceTest {
  private static final long BEGUN = -5;

  private final RefreshPace pace = new RefreshPace(millis(50));

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private boolean waits(long millisAfterwards, long lagMillis) {
    return pace.waits(BEGUN + millis(10) + millis(millisAfterwards), millis(lagMillis));
  }

  @Test
  void theFirstRefreshWaitsForNothing() {
    assertThat(waits(0, 60_000)).isFalse();
  }

  @Test
  void changesInTimeAreShownWithEachLook() {
    pace.refreshed(BEGUN, BEGUN + millis(10));
    assertThat(waits(0, 1_999)).isFalse();
    assertThat(waits(0, 2_000)).isTrue();
  }

  @Test
  void lateChangesWaitForAQuarterOfTheLag() {
    pace.refreshed(BEGUN, BEGUN + millis(10));
    assertThat(waits(999, 2_000)).as("a second at least").isTrue();
    assertThat(waits(1_000, 2_000)).isFalse();
    assertThat(waits(9_999, 40_000)).isTrue();
    assertThat(waits(10_000, 40_000)).isFalse();
    assertThat(waits(9_999, 20_000)).as("the lag has shrunk").isFalse();
    assertThat(waits(14_999, 3_600_000)).isTrue();
    assertThat(waits(15_000, 3_600_000)).as("a quarter of a minute at most").isFalse();
  }

  @Test
  void lateChangesAreRefreshedATenthOfTheTime() {
    pace.refreshed(BEGUN - millis(990), BEGUN + millis(10));
    assertThat(waits(8_999, 2_000)).isTrue();
    assertThat(waits(9_000, 2_000)).isFalse();
  }

  @Test
  void looksAreCountedFromBeginningToBeginningButLeaveTimeToOthers() {
    assertThat(pace.nextLook(0)).isEqualTo(millis(50));
    assertThat(pace.nextLook(millis(20))).isEqualTo(millis(30));
    assertThat(pace.nextLook(millis(40))).isEqualTo(millis(20));
    assertThat(pace.nextLook(millis(200))).isEqualTo(millis(100));
  }
}
