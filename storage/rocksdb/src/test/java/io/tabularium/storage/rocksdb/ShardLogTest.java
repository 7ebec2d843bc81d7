/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.rocksdb.ShardLog.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When a reader may step over numbers it does not find. */
class ShardLogTest {
  private static final long ROUND = 7;

  private final ShardLog log = new ShardLog(99, 0);

  private Draw draw() {
    return log.draw(() -> 0);
  }

  private boolean connects(long seen, Draw to) {
    return log.connects(seen, to.previous(), round -> true);
  }

  @Test
  void numbersFollowWhatWasThereAndTheFloor() {
    assertThat(log.end()).isEqualTo(100);
    assertThat(draw().sequence()).isEqualTo(100);
    Draw floored = log.draw(() -> 500);
    assertThat(floored.sequence()).isEqualTo(500);
    assertThat(floored.previous()).isEqualTo(100);
    assertThat(draw().sequence()).isEqualTo(501);
    assertThat(log.end()).isEqualTo(502);
  }

  @Test
  void aReaderWaitsForWhatIsOnItsWay() {
    Draw first = draw();
    Draw second = draw();
    Draw third = draw();
    assertThat(connects(99, first)).isTrue();
    assertThat(connects(99, second)).isFalse();
    assertThat(connects(first.sequence(), second)).isTrue();
    assertThat(connects(first.sequence(), third)).isFalse();
    // It begins behind the hole, so the hole is none of its business.
    assertThat(connects(third.sequence() - 1, third)).isTrue();
  }

  @Test
  void whatFailedIsStepped() {
    Draw first = draw();
    Draw second = draw();
    Draw third = draw();
    Draw fourth = draw();
    log.fail(third, ROUND);
    assertThat(connects(first.sequence(), fourth)).isFalse();
    assertThat(connects(second.sequence(), fourth)).isTrue();
    log.fail(second, ROUND);
    assertThat(connects(first.sequence(), fourth)).isTrue();
    assertThat(connects(99, fourth)).isFalse();
    log.fail(first, ROUND);
    assertThat(connects(99, fourth)).isTrue();
  }

  @Test
  void whatTheDiskMayStillHoldIsWaitedFor() {
    Draw failed = draw();
    Draw next = draw();
    log.fail(failed, ROUND);
    assertThat(log.connects(99, next.previous(), round -> round < ROUND)).isFalse();
    assertThat(log.connects(99, next.previous(), round -> round <= ROUND)).isTrue();
  }

  @Test
  void aNumberGivenOutInVainIsNotGivenOutAgain() {
    Draw failed = draw();
    long end = log.end();
    log.fail(failed, ROUND);
    assertThat(log.end()).isEqualTo(end);
    assertThat(draw().sequence()).isEqualTo(end);
  }

  @Test
  void whatWasThereAtTheOpeningIsComplete() {
    Draw first = draw();
    assertThat(log.connects(10, 50, round -> false)).isTrue();
    assertThat(connects(10, first)).isTrue();
  }

  @Test
  void whatIsTrimmedNeedsNoHoles() {
    Draw failed = draw();
    Draw next = draw();
    log.fail(failed, ROUND);
    log.trimmed(next.sequence());
    assertThat(log.start()).isEqualTo(next.sequence());
    assertThat(connects(next.sequence() - 1, next)).isTrue();
  }

  /** Against the plain statement of the rule, with writes that end in any order. */
  @Test
  void aReaderStepsOverFailedOnesOnlyHoweverTheyEnd() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      ShardLog shard = new ShardLog(-1, 0);
      Map<Long, Boolean> ended = new TreeMap<>();
      List<Draw> all = new ArrayList<>();
      List<Draw> open = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        if (open.isEmpty() || random.nextBoolean()) {
          int floor = random.nextInt(200);
          Draw draw = shard.draw(() -> floor);
          all.add(draw);
          open.add(draw);
        } else {
          Draw draw = open.remove(random.nextInt(open.size()));
          boolean written = random.nextBoolean();
          ended.put(draw.sequence(), written);
          if (!written) {
            shard.fail(draw, ROUND);
          }
        }
        long seen = random.nextInt(200) - 1;
        Draw to = all.get(random.nextInt(all.size()));
        if (seen >= to.sequence() || !ended.getOrDefault(to.sequence(), false)) {
          continue;
        }
        boolean holdsNothing = true;
        boolean meetsAnother = false;
        for (Draw between : all) {
          if (between.sequence() > seen && between.sequence() < to.sequence()) {
            Boolean written = ended.get(between.sequence());
            holdsNothing &= written != null && !written;
            meetsAnother |= written != null && written;
          }
        }
        // A reader asks only of the next record it finds.
        if (!meetsAnother) {
          assertThat(shard.connects(seen, to.previous(), r -> true)).isEqualTo(holdsNothing);
        }
      }
    }
  }
}
