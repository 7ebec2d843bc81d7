/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The shape clients check and people read. */
class RequestIdsTest {
  @Test
  void theFirstHalfIsTheTimeInMicroseconds() {
    Instant now = Instant.parse("2020-09-09T08:37:11.680616Z");
    String id = RequestIds.next(now);

    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    assertThat(Long.parseLong(id.substring(0, 18).replace("-", ""), 16))
        .isEqualTo(1_599_640_631_680_616L);
    assertThat(RequestIds.next(now)).isNotEqualTo(id);
  }

  @Test
  void everyDigitStandsInItsPlace() {
    assertThat(RequestIds.of(0x0005aedd5b9e9b48L, 0xa5c1720b12a7b4bbL))
        .isEqualTo("0005aedd-5b9e-9b48-a5c1-720b12a7b4bb");
  }
}
