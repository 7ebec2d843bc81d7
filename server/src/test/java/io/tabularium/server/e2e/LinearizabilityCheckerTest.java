/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.LinearizabilityChecker.compareAndSet;
import static io.tabularium.server.e2e.LinearizabilityChecker.create;
import static io.tabularium.server.e2e.LinearizabilityChecker.increment;
import static io.tabularium.server.e2e.LinearizabilityChecker.isLinearizable;
import static io.tabularium.server.e2e.LinearizabilityChecker.read;
import static io.tabularium.server.e2e.LinearizabilityChecker.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.server.e2e.LinearizabilityChecker.Operation;
import io.tabularium.server.e2e.LinearizabilityChecker.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checker itself: it must be able to say no. */
class LinearizabilityCheckerTest {
  private static Operation from(long called, long returned, Step step) {
    return new Operation(called, returned, "", step);
  }

  private static boolean linearizable(Operation... operations) {
    return isLinearizable(Arrays.asList(operations));
  }

  @Test
  void oneAfterTheOther() {
    assertThat(linearizable()).isTrue();
    assertThat(
            linearizable(
                from(0, 1, read(null)),
                from(2, 3, write(7L)),
                from(4, 5, read(7L)),
                from(6, 7, increment(3, 10L)),
                from(8, 9, write(null)),
                from(10, 11, read(null))))
        .isTrue();
  }

  @Test
  void aReadDuringAWriteMaySeeEither() {
    assertThat(linearizable(from(0, 9, write(7L)), from(1, 2, read(null)))).isTrue();
    assertThat(linearizable(from(0, 9, write(7L)), from(1, 2, read(7L)))).isTrue();
    assertThat(linearizable(from(0, 9, write(7L)), from(1, 2, read(null)), from(3, 4, read(7L))))
        .isTrue();
  }

  @Test
  void theNewValueOnceSeenDoesNotGoAway() {
    assertThat(linearizable(from(0, 9, write(7L)), from(1, 2, read(7L)), from(3, 4, read(null))))
        .isFalse();
  }

  @Test
  void aReadAfterAWriteSeesIt() {
    assertThat(linearizable(from(0, 1, write(7L)), from(2, 3, read(null)))).isFalse();
  }

  @Test
  void anIncrementIsNotLost() {
    assertThat(
            linearizable(
                from(0, 5, increment(1, 1L)), from(1, 6, increment(1, 2L)), from(7, 8, read(2L))))
        .isTrue();
    assertThat(linearizable(from(0, 5, increment(1, 1L)), from(1, 6, increment(1, 1L)))).isFalse();
    assertThat(
            linearizable(
                from(0, 5, increment(1, 1L)), from(1, 6, increment(1, 2L)), from(7, 8, read(1L))))
        .isFalse();
  }

  @Test
  void ofTwoComparisonsOneWins() {
    assertThat(
            linearizable(
                from(0, 1, write(1L)),
                from(2, 5, compareAndSet(1, 2, true)),
                from(3, 6, compareAndSet(1, 3, false)),
                from(7, 8, read(2L))))
        .isTrue();
    assertThat(
            linearizable(
                from(0, 1, write(1L)),
                from(2, 5, compareAndSet(1, 2, true)),
                from(3, 6, compareAndSet(1, 3, true))))
        .isFalse();
    assertThat(linearizable(from(0, 1, write(1L)), from(2, 3, compareAndSet(1, 2, false))))
        .isFalse();
  }

  @Test
  void ofTwoCreatorsOneWins() {
    assertThat(linearizable(from(0, 5, create(1, true)), from(1, 6, create(2, false)))).isTrue();
    assertThat(linearizable(from(0, 5, create(1, true)), from(1, 6, create(2, true)))).isFalse();
    assertThat(linearizable(from(0, 5, create(1, false)), from(1, 6, create(2, false)))).isFalse();
  }

  @Test
  void timeOrderHoldsAcrossClients() {
    assertThat(
            linearizable(
                from(0, 1, write(1L)),
                from(2, 3, write(2L)),
                from(4, 9, read(2L)),
                from(5, 8, read(1L))))
        .isFalse();
  }

  @Test
  void withoutAnswerItMayHaveHappenedOrNot() {
    Operation lost = from(0, Long.MAX_VALUE, increment(1, null));
    assertThat(linearizable(lost, from(1, 2, read(null)), from(3, 4, read(1L)))).isTrue();
    assertThat(linearizable(lost, from(1, 2, read(null)), from(3, 4, read(null)))).isTrue();
    assertThat(linearizable(lost, from(1, 2, read(1L)), from(3, 4, read(null)))).isFalse();
    assertThat(linearizable(lost, from(1, 2, read(2L)))).isFalse();
  }

  /** Histories made by a real atomic variable pass; one answer changed, they fail. */
  @Test
  void longRandomHistories() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Operation> history = atomicHistory(random, 500, 6);
      assertThat(isLinearizable(history)).as("seed %d", seed).isTrue();
      int spoiled = 250 + random.nextInt(200);
      Operation old = history.get(spoiled);
      history.set(
          spoiled, new Operation(old.called(), old.returned(), "spoiled", read(Long.MIN_VALUE)));
      assertThat(isLinearizable(history)).as("seed %d, spoiled", seed).isFalse();
    }
  }

  private static List<Operation> atomicHistory(Random random, int length, int overlap) {
    List<Operation> history = new ArrayList<>();
    Long state = null;
    for (int i = 0; i < length; i++) {
      long moment = i * 10L;
      long called = moment - random.nextInt(10 * overlap);
      long returned = moment + random.nextInt(10 * overlap);
      Step step;
      switch (random.nextInt(4)) {
        case 0 -> step = read(state);
        case 1 -> {
          state = (long) random.nextInt(5);
          step = write(state);
        }
        case 2 -> {
          state = (state == null ? 0 : state) + 1;
          step = increment(1, state);
        }
        default -> {
          boolean holds = state != null && state == 3;
          step = compareAndSet(3, 4, holds);
          state = holds ? (Long) 4L : state;
        }
      }
      history.add(from(called, returned, step));
    }
    return history;
  }
}
