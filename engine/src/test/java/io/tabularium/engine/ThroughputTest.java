/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.TableDescription;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reserved throughput is stored and reported, with the times of its last changes. */
class ThroughputTest extends CatalogFixture {
  private static final long START = TickingClock.START.getEpochSecond();

  private TableDescription update(Integer read, Integer write) {
    clock.advance(Duration.ofSeconds(10));
    return catalog.update(INSTANCE, "t", null, new ReservedThroughput(read, write), null);
  }

  @Test
  void creationNeedsBothSides() {
    String message = "Invalid Capacity Unit:-1 . Capacity Unit must be nonnegative.";

    assertInvalid(() -> create(Specs.table().withoutThroughput()), message);
    assertInvalid(() -> create(Specs.table().throughput(null, 0)), message);
    assertInvalid(() -> create(Specs.table().throughput(0, null)), message);
    assertInvalid(() -> create(Specs.table().throughput(-1, 0)), message);
    assertInvalid(
        () -> create(Specs.table().throughput(0, -7)),
        "Invalid Capacity Unit:-7 . Capacity Unit must be nonnegative.");
  }

  @Test
  void unitsHaveACeiling() {
    create(Specs.table().throughput(100_000, 100_000));

    assertInvalid(
        () -> create(Specs.table("u").throughput(100_001, 0)),
        "Invalid Capacity Unit:100001 . Capacity Unit must be in range: [0, 100000].");
    assertInvalid(
        () -> update(0, 100_001),
        "Invalid Capacity Unit:100001 . Capacity Unit must be in range: [0, 100000].");
  }

  @Test
  void oneSideCanBeChangedAlone() {
    create(Specs.table().throughput(1, 2));

    assertThat(update(5, null).throughput()).isEqualTo(new ReservedThroughput(5, 2));
    assertThat(update(null, 6).throughput()).isEqualTo(new ReservedThroughput(5, 6));
  }

  @Test
  void aChangeNeedsOneSideAtLeast() {
    create(Specs.table());

    assertInvalid(
        () -> update(null, null),
        "Invalid Capacity Unit for UpdateTable: Either read(-1) or write(-1) should be"
            + " non-negative.");
    assertInvalid(
        () -> update(-3, null),
        "Invalid Capacity Unit for UpdateTable: Either read(-3) or write(-1) should be"
            + " non-negative.");
    assertInvalid(
        () -> update(-3, 1), "Invalid Capacity Unit:-3 . Capacity Unit must be nonnegative.");
  }

  @Test
  void risesAndFallsAreDated() {
    create(Specs.table().throughput(10, 10));

    TableDescription raised = update(20, null);
    assertThat(raised.lastIncreaseTimeSeconds()).isEqualTo(START + 10);
    assertThat(raised.lastDecreaseTimeSeconds()).isNull();

    TableDescription lowered = update(null, 5);
    assertThat(lowered.lastIncreaseTimeSeconds()).isEqualTo(START + 10);
    assertThat(lowered.lastDecreaseTimeSeconds()).isEqualTo(START + 20);

    TableDescription both = update(0, 100);
    assertThat(both.lastIncreaseTimeSeconds()).isEqualTo(START + 30);
    assertThat(both.lastDecreaseTimeSeconds()).isEqualTo(START + 30);

    assertThat(update(0, 100)).isEqualTo(both);
  }
}
