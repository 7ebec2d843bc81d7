/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.StreamDetails;
import io.tabularium.model.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A table's stream is accepted, kept and shown. */
class StreamSpecTest extends CatalogFixture {
  private static final long START_MICROS = TickingClock.START.getEpochSecond() * 1_000_000;

  private static StreamSpec on(Integer hours, String... columns) {
    return new StreamSpec(true, hours, List.of(columns));
  }

  private StreamDetails created(StreamSpec stream) {
    create(Specs.table().stream(stream));
    return catalog.describe(INSTANCE, "t").stream();
  }

  private StreamDetails updated(StreamSpec stream) {
    return catalog.update(INSTANCE, "t", null, null, stream).stream();
  }

  @Test
  void aStreamIsNamedAfterItsTableAndTheMomentItWasEnabled() {
    StreamDetails stream = created(on(24, "a", "b", "a"));

    assertThat(stream)
        .isEqualTo(
            new StreamDetails(true, "t_" + START_MICROS, 24, START_MICROS, List.of("a", "b")));
    assertThat(stream.streamId()).matches("t_[0-9]{16}");
  }

  @Test
  void aTableHasNoStreamUnlessAsked() {
    assertThat(created(null)).isEqualTo(StreamDetails.DISABLED);
  }

  @Test
  void disablingNeedsNoRetention() {
    assertThat(created(new StreamSpec(false, null, List.of()))).isEqualTo(StreamDetails.DISABLED);
    assertThat(updated(StreamSpec.DISABLED)).isEqualTo(StreamDetails.DISABLED);
  }

  @Test
  void enablingNeedsARetentionOfUpToAWeek() {
    String missing = "The expiration time is missing while enabling stream.";
    assertInvalid(() -> created(on(null)), missing);
    for (int hours : new int[] {0, -1, 169}) {
      assertInvalid(
          () -> created(on(hours)),
          "Invalid expiration time of stream: "
              + hours
              + " . The expiration time must be in range: [1, 168].");
    }
    created(null);
    assertInvalid(() -> updated(on(null)), missing);
    assertInvalid(
        () -> updated(on(169)),
        "Invalid expiration time of stream: 169 . The expiration time must be in range: [1, 168].");
    assertThat(updated(on(168)).expirationHours()).isEqualTo(168);
  }

  @Test
  void changingTheRetentionKeepsTheStream() {
    StreamDetails first = created(on(1, "a"));
    clock.advance(Duration.ofHours(1));

    StreamDetails second = updated(on(168, "b", "a"));

    assertThat(second.streamId()).isEqualTo(first.streamId());
    assertThat(second.lastEnableTimeMicros()).isEqualTo(first.lastEnableTimeMicros());
    assertThat(second.expirationHours()).isEqualTo(168);
    assertThat(second.originColumns()).containsExactly("a", "b");
    assertThat(updated(on(null, "c")).expirationHours()).isEqualTo(168);
  }

  @Test
  void enablingAgainStartsAnotherStreamEvenIfTheClockStandsStill() {
    StreamDetails first = created(on(24, "a"));
    assertThat(updated(StreamSpec.DISABLED)).isEqualTo(StreamDetails.DISABLED);
    reopen();

    StreamDetails second = updated(on(24));

    assertThat(second.streamId()).isEqualTo("t_" + (START_MICROS + 1));
    assertThat(second.streamId()).isNotEqualTo(first.streamId());
    assertThat(second.originColumns()).isEmpty();
  }

  @Test
  void originColumnsHaveColumnNamesAndACeiling() {
    assertInvalid(() -> created(on(1, "#")), "Invalid column name: '#'.");

    List<String> most = IntStream.range(0, 1024).mapToObj(i -> "c" + i).toList();
    created(new StreamSpec(true, 1, most));
    assertThat(updated(on(1, "c1")).originColumns()).hasSize(1024);
    assertInvalid(
        () -> updated(on(1, "another")),
        "The number of columns from the request exceeds the limit, limit count: 1024, column"
            + " count: 1025.");
  }
}
