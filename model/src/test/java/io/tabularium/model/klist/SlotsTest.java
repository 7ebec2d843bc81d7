/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model.klist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, row1, 4279",
    "1, 1, row2, 269",
    "1, 1, row8, 2067",
    "0, 1, row1, 786",
    "0, 1, row2, 4776",
    "0, 1, row8, 7094"
  })
  void rowsAreWhereGoTablePutsThem(int database, int table, String row, int slot) {
    assertThat(Slots.of(database, table, row.getBytes(UTF_8))).isEqualTo(slot);
  }

  @Test
  void codesAreFoundByNumber() {
    for (KlistCode code : KlistCode.values()) {
      assertThat(KlistCode.of(code.code())).isSameAs(code);
    }
    assertThat(KlistCode.of((byte) 99)).isNull();
  }
}
