/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which failures of an outage are logged. */
class OutageLogTest {
  // Where such a clock wraps around.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final OutageLog log = new OutageLog(nanos::get);

  @Test
  void oneInASecondIsAndTellsHowManyWereNot() {
    assertThat(log.next()).isZero();
    assertThat(log.next()).isEqualTo(OutageLog.COUNTED);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
    assertThat(log.next()).isEqualTo(OutageLog.COUNTED);
    nanos.addAndGet(1);
    assertThat(log.next()).isEqualTo(2);
    assertThat(log.next()).isEqualTo(OutageLog.COUNTED);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(log.next()).isEqualTo(1);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(log.next()).isZero();
  }
}
