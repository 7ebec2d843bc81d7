/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.server.sdk.TapReport.Case;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapReportTest {
  @Test
  void readsCasesTheirReasonsAndThePlanBetweenOtherOutput() {
    TapReport report =
        TapReport.of(
            List.of(
                "starting",
                "ok 1 - rows: 中文 - with a dash",
                "a line the SDK printed",
                "not ok 2 - rows: deleted",
                "# expected 1",
                "#",
                "# but got 2",
                "ok 3 - rows: kept",
                "1..3"));

    assertThat(report.cases())
        .containsExactly(
            new Case("rows: 中文 - with a dash", true, ""),
            new Case("rows: deleted", false, "expected 1\n\nbut got 2\n"),
            new Case("rows: kept", true, ""));
    assertThat(report.complete()).isTrue();
    assertThat(report.allPassed()).isFalse();
  }

  @Test
  void aSuiteThatDiedHalfWayIsNotComplete() {
    assertThat(TapReport.of(List.of("ok 1 - a", "ok 2 - b")).complete()).isFalse();
    assertThat(TapReport.of(List.of()).complete()).isFalse();
    assertThat(TapReport.of(List.of("ok 1 - a", "1..2")).complete()).isFalse();
    assertThat(TapReport.of(List.of("ok 2 - b", "1..1")).complete()).isFalse();
  }

  @Test
  void aSuiteWhoseCasesAllHeldHasPassed() {
    assertThat(TapReport.of(List.of("ok 1 - a", "1..1")).allPassed()).isTrue();
  }
}
