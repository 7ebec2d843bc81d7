/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.TableOptions;
import io.tabularium.model.TableOptionsChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time to live, versions, deviation, update permissions: at creation and changed one by one. */
class TableOptionsTest extends CatalogFixture {
  private static final long LARGEST_DEVIATION = Long.MAX_VALUE / 1_000_000;

  private TableOptions created(TableOptionsChange options) {
    create(Specs.table().options(options));
    return catalog.table(INSTANCE, "t").options();
  }

  private TableOptions updated(TableOptionsChange change) {
    return catalog.update(INSTANCE, "t", change, null, null).options();
  }

  private static TableOptionsChange deviation(long seconds) {
    return new TableOptionsChange(-1, 1, seconds, null, null);
  }

  @Test
  void whatIsNotSaidHasADefault() {
    assertThat(created(Specs.options(-1, 5)))
        .isEqualTo(new TableOptions(-1, 5, 86_400, true, false));
  }

  @Test
  void everythingCanBeSaid() {
    TableOptionsChange all = new TableOptionsChange(86_400, 7, 0L, false, true);

    assertThat(created(all)).isEqualTo(new TableOptions(86_400, 7, 0, false, true));
  }

  @Test
  void theLargestNumbersAreKept() {
    TableOptionsChange largest =
        new TableOptionsChange(Integer.MAX_VALUE, Integer.MAX_VALUE, LARGEST_DEVIATION, null, null);

    assertThat(created(largest))
        .isEqualTo(
            new TableOptions(Integer.MAX_VALUE, Integer.MAX_VALUE, LARGEST_DEVIATION, true, false));
  }

  @Test
  void creationNeedsTimeToLiveAndVersions() {
    assertInvalid(() -> created(null), "Time-to-live is missing while creating table.");
    assertInvalid(
        () -> created(Specs.options(null, null)), "Time-to-live is missing while creating table.");
    assertInvalid(
        () -> created(Specs.options(-1, null)), "MaxVersions is missing while creating table.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -2, Integer.MIN_VALUE})
  void aTimeToLiveIsPositiveOrForEver(int seconds) {
    String message = "TimeToLive cannot be 0 or less than -1.";

    assertInvalid(() -> created(Specs.options(seconds, 1)), message);
    created(Specs.options(-1, 1));
    assertInvalid(() -> updated(Specs.options(seconds, null)), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 86_399})
  void aTimeToLiveIsADayAtLeastUnlessConfiguredOtherwise(int seconds) {
    assertInvalid(
        () -> created(Specs.options(seconds, 1)),
        "TimeToLive cannot be less than 86400 unless it is -1.");

    reopen(new EngineConfig(64, false, true, 1 << 20, 1000));
    assertThat(created(Specs.options(seconds, 1)).timeToLiveSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aTableKeepsOneVersionAtLeast(int versions) {
    String message = "The maximum versions cannot be less than or equal to 0.";

    assertInvalid(() -> created(Specs.options(-1, versions)), message);
    created(Specs.options(-1, 1));
    assertInvalid(() -> updated(Specs.options(null, versions)), message);
  }

  @Test
  void aDeviationHasAFloorAndACeiling() {
    String message = "The maximum deviation must be in range [0, INT64_MAX/1000000].";

    assertInvalid(() -> created(deviation(-1)), message);
    assertInvalid(() -> created(deviation(LARGEST_DEVIATION + 1)), message);
    assertThat(created(deviation(0)).maxTimeDeviationSeconds()).isZero();
    assertInvalid(() -> updated(deviation(-1)), message);
  }

  @Test
  void eachOptionCanBeChangedAlone() {
    created(Specs.options(-1, 1));

    assertThat(updated(Specs.options(100_000, null)))
        .isEqualTo(new TableOptions(100_000, 1, 86_400, true, false));
    assertThat(updated(Specs.options(null, 9)))
        .isEqualTo(new TableOptions(100_000, 9, 86_400, true, false));
    assertThat(updated(new TableOptionsChange(null, null, 5L, null, null)))
        .isEqualTo(new TableOptions(100_000, 9, 5, true, false));
    assertThat(updated(new TableOptionsChange(null, null, null, false, null)))
        .isEqualTo(new TableOptions(100_000, 9, 5, false, false));
    assertThat(catalog.table(INSTANCE, "t").options())
        .isEqualTo(new TableOptions(100_000, 9, 5, false, false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fullRowUpdateCannotBeChangedAtAll(boolean value) {
    created(Specs.options(-1, 1));

    assertInvalid(
        () -> updated(new TableOptionsChange(100_000, null, null, null, value)),
        "UpdateTable cannot contain updateFullRow.");
    assertThat(catalog.table(INSTANCE, "t").options()).isEqualTo(TableOptions.DEFAULT);
  }

  @Test
  void aChangeChangesSomething() {
    created(Specs.options(-1, 1));

    assertInvalid(
        () -> updated(Specs.options(null, null)), "No parameter is specified in table options.");
    assertInvalid(
        () -> catalog.update(INSTANCE, "t", null, null, null),
        "No parameter is specified in UpdateTable.");
  }

  @Test
  void aHolderOfTheTableSeesTheChangeWithoutLookingItUpAgain() {
    created(Specs.options(-1, 1));
    Table held = catalog.table(INSTANCE, "t");

    updated(Specs.options(null, 4));

    assertThat(held.options().maxVersions()).isEqualTo(4);
  }
}
