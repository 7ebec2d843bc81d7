/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates as clients write them. */
class TimestampsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-02T03:04:05.123Z",
        "2024-01-02T03:04:05.000Z",
        "2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05.1Z",
        "2024-01-02T03:04:05.123111Z",
        "2024-01-02T03:04:05.91310Z",
        "2024-01-02T03:04:05.999999999Z"
      })
  void onlyTheSecondsOfADateCount(String text) {
    assertThat(parse(text)).isEqualTo(Instant.parse("2024-01-02T03:04:05Z").getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2024-01-02",
        "2024-01-02T03:04:05",
        "2024-01-02T03:04:05.Z",
        "2024-01-02T03:04:05.1234567890Z",
        "2024-01-02T03:04:05.12a4Z",
        "2024-01-02T03:04:05,123Z",
        "2024-01-02T03:04:05z",
        "2024-01-02T03:04:05.123+08:00",
        "2024-01-02 03:04:05Z",
        "2024/01/02T03:04:05Z",
        "2024-1-02T03:04:05.0Z",
        "2024-00-02T03:04:05Z",
        "2024-13-02T03:04:05Z",
        "2024-01-00T03:04:05Z",
        "2024-01-32T03:04:05Z",
        "2023-02-29T03:04:05Z",
        "1900-02-29T03:04:05Z",
        "2024-02-30T03:04:05Z",
        "0000-01-01T03:04:05Z",
        "2024-01-02T24:04:05Z",
        "2024-01-02T03:60:05Z",
        "2024-01-02T03:04:60Z",
        "-024-01-02T03:04:05Z",
        "2024-01-02T+3:04:05Z",
        "Tue, 02 Jan 2024 03:04:05 GMT"
      })
  void anythingElseIsNoDate(String text) {
    assertThat(parse(text)).isEqualTo(Timestamps.INVALID);
  }

  @Property(tries = 2000)
  void everySecondOfNineThousandYearsIsReadAndWrittenRight(
      @ForAll @LongRange(min = -62135596800L, max = 253402300799L) long second,
      @ForAll @LongRange(min = 0, max = 999_999) long micros) {
    byte[] out = new byte[Timestamps.LENGTH];
    Instant instant = Instant.ofEpochSecond(second, micros * 1000);
    new Timestamps().write(instant, out, 0);
    String text = new String(out, ISO_8859_1);

    assertThat(Instant.parse(text)).isEqualTo(instant);
    assertThat(parse(text)).isEqualTo(second);
    byte[] day = text.substring(0, 10).replace("-", "").getBytes(ISO_8859_1);
    assertThat(Timestamps.parseDay(day, 0, day.length))
        .isEqualTo(LocalDate.parse(text.substring(0, 10)).toEpochDay());
  }

  private static long parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(ISO_8859_1);
    return Timestamps.parse(bytes, 1, bytes.length - 1);
  }
}
