/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MinimumShouldMatchTest {
  @ParameterizedTest
  @CsvSource({
    "3, 4, 3",
    "5, 4, 5",
    "0, 4, 0",
    "-1, 4, 3",
    "-9, 4, 0",
    "-2147483648, 4, 0",
    "2147483647, 4, 2147483647",
    "75%, 4, 3",
    "74%, 4, 2",
    "0%, 4, 0",
    "100%, 4, 4",
    "-25%, 4, 3",
    "-24%, 4, 4",
    "50%, 1, 0",
    "50%, 2147483647, 1073741823",
    "3<90%, 3, 3",
    "3<90%, 4, 3",
    "2<-25% 9<-3, 2, 2",
    "2<-25% 9<-3, 9, 7",
    "2<-25% 9<-3, 10, 7",
    "' 2 < 50% ', 8, 4",
  })
  void ofSoMany(String words, int total, int minimum) {
    assertThat(MinimumShouldMatch.parse(words).of(total)).isEqualTo(minimum);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "many",
        "1.5",
        "101%",
        "-101%",
        "%",
        "2147483648",
        "<3",
        "3<",
        "3<x",
        "-1<2",
        "9<1 2<1",
        "2<1 3",
        "2<3<4",
        "1 2"
      })
  void thatMakesNoSense(String words) {
    assertThatThrownBy(() -> MinimumShouldMatch.parse(words))
        .isInstanceOf(ServiceException.class)
        .hasMessage("failed to query index, please check the request parameter");
  }

  @Test
  void thatIsTooLong() {
    assertThatThrownBy(() -> MinimumShouldMatch.parse("0".repeat(256)))
        .isInstanceOf(ServiceException.class);
  }
}
