/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long numbers live; what they do to writes is tested with the lanes. */
class CasNumbersTest {
  private static final long SECOND = 1_000_000_000L;

  private final CasNumbers numbers = new CasNumbers(0);

  private static KlistWrite read(String column, boolean z) {
    return KlistWrite.readForUpdate(0, Klists.key("r", column), z, write -> {});
  }

  private static KlistWrite write(String column, boolean z, int cas) {
    return KlistWrite.delete(0, Klists.key("r", column), z, cas, write -> {});
  }

  @Test
  void aNumberLivesFromFiveToTenSecondsHoweverOftenItIsAskedFor() {
    int number = numbers.giveOut(read("c", false), 4 * SECOND);
    for (int second = 5; second < 10; second++) {
      assertThat(numbers.giveOut(read("c", false), second * SECOND)).isEqualTo(number);
    }
    assertThat(numbers.giveOut(read("c", false), 10 * SECOND)).isNotEqualTo(number);
    assertThat(numbers.admit(write("c", false, number), 10 * SECOND)).isFalse();
  }

  @Test
  void aNumberGivenOutEarlyInItsGenerationLivesLongest() {
    int number = numbers.giveOut(read("c", false), 0);
    assertThat(numbers.admit(write("c", false, number), 10 * SECOND - 1)).isTrue();
    number = numbers.giveOut(read("c", false), 10 * SECOND);
    assertThat(numbers.admit(write("c", false, number), 20 * SECOND)).isFalse();
  }

  @Test
  void nothingSurvivesALongRest() {
    int number = numbers.giveOut(read("c", false), SECOND);
    assertThat(numbers.admit(write("c", false, number), 1000 * SECOND)).isFalse();
  }

  @Test
  void everyWriteUsesTheNumberUp() {
    int number = numbers.giveOut(read("c", false), 0);
    assertThat(numbers.admit(write("c", false, 0), 1)).isTrue();
    assertThat(numbers.admit(write("c", false, number), 2)).isFalse();
    number = numbers.giveOut(read("c", false), 3);
    assertThat(numbers.admit(write("c", false, number + 1), 4)).isFalse();
    assertThat(numbers.admit(write("c", false, number), 5)).isTrue();
    assertThat(numbers.admit(write("c", false, number), 6)).isFalse();
  }

  @Test
  void aNumberBelongsToOneRecordOfOneSpace() {
    int number = numbers.giveOut(read("c", true), 0);
    assertThat(numbers.admit(write("c", false, number), 1)).isFalse();
    assertThat(numbers.admit(write("d", true, number), 1)).isFalse();
    assertThat(numbers.admit(write("c", true, number), 1)).isTrue();
  }

  @Test
  void numbersAreAboveTwoAndLimitedInCount() {
    for (int i = 0; i < CasNumbers.CAPACITY; i++) {
      assertThat(numbers.giveOut(read("c" + i, false), 0)).isGreaterThan(2);
    }
    assertThat(numbers.giveOut(read("one more", false), 0)).isZero();
    assertThat(numbers.giveOut(read("one more", false), 10 * SECOND)).isGreaterThan(2);
  }
}
