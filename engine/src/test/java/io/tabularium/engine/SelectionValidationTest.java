/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Filter;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSelection;
import io.tabularium.model.TimeRange;
import io.tabularium.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a read selects of each row: columns, versions, windows. */
class SelectionValidationTest {
  private static final long END_OF_TIME = Long.MAX_VALUE / 1000;

  private static CompiledSelection compile(RowSelection selection) {
    return Validation.selection(selection, false);
  }

  private static RowSelection columns(List<String> names) {
    return new RowSelection(names, null, null, null, 1, null, null);
  }

  private static RowSelection versions(TimeRange range, Integer maxVersions) {
    return new RowSelection(List.of(), null, null, range, maxVersions, null, null);
  }

  private static boolean wants(CompiledSelection selection, String column) {
    byte[] padded = ("<" + column + ">").getBytes(StandardCharsets.UTF_8);
    return selection.wantsColumn(padded, 1, padded.length - 2);
  }

  // ---- columns ----------------------------------------------------------------------------------

  @Test
  void withoutNamesAllColumnsAreWanted() {
    CompiledSelection all = compile(RowSelection.LATEST);

    assertThat(all.allColumns).isTrue();
    assertThat(all.columns).isEmpty();
    assertThat(wants(all, "anything")).isTrue();
  }

  @Test
  void namesAreASet() {
    CompiledSelection some = compile(RowSelection.latest("b", "a", "b", "中", "ab"));

    assertThat(some.allColumns).isFalse();
    assertThat(some.columnNames).containsExactly("b", "a", "b", "中", "ab");
    assertThat(some.columns)
        .containsExactly(
            ByteSlice.utf8("a"), ByteSlice.utf8("ab"), ByteSlice.utf8("b"), ByteSlice.utf8("中"));
    assertThat(List.of("a", "ab", "b", "中")).allMatch(name -> wants(some, name));
    assertThat(List.of("", "aa", "abc", "c", "国")).noneMatch(name -> wants(some, name));
  }

  @Test
  void aWindowOfNamesIncludesItsStartAndExcludesItsEnd() {
    CompiledSelection window = compile(new RowSelection(List.of(), "b", "d", null, 1, null, null));

    assertThat(List.of("b", "b\0", "c", "czzz")).allMatch(name -> wants(window, name));
    assertThat(List.of("a", "azzz", "d", "d\0")).noneMatch(name -> wants(window, name));
    CompiledSelection open = compile(new RowSelection(List.of(), "b", null, null, 1, null, null));
    assertThat(wants(open, "zzz")).isTrue();
    assertThat(wants(open, "a")).isFalse();
  }

  @Test
  void namesAndWindowMeet() {
    CompiledSelection both =
        compile(new RowSelection(List.of("a", "b", "d"), "b", "d", null, 1, null, null));

    assertThat(both.columns).containsExactly(ByteSlice.utf8("b"));
    assertThat(List.of("a", "c", "d")).noneMatch(name -> wants(both, name));
    CompiledSelection none = compile(new RowSelection(List.of("a"), "b", "d", null, 1, null, null));
    assertThat(none.allColumns).isFalse();
    assertThat(wants(none, "c")).isFalse();
  }

  @Test
  void keyColumnsAreRecognisedAmongTheNames() {
    PrimaryKeySchema schema =
        PrimaryKeySchema.of(
            KeyColumnSchema.of("p", KeyType.STRING), KeyColumnSchema.of("q", KeyType.INTEGER));

    assertThat(compile(RowSelection.latest("x", "q")).namesAnyKeyColumn(schema)).isTrue();
    assertThat(compile(RowSelection.latest("x", "Q")).namesAnyKeyColumn(schema)).isFalse();
    assertThat(compile(RowSelection.LATEST).namesAnyKeyColumn(schema)).isFalse();
    RowSelection outside = new RowSelection(List.of("p"), "x", null, null, 1, null, null);
    assertThat(compile(outside).namesAnyKeyColumn(schema)).isTrue();
  }

  @Test
  void upTo1024ColumnsAreNamedRepetitionsCounted() {
    assertThat(compile(columns(Collections.nCopies(1024, "c"))).columns).hasSize(1);
    assertInvalid(
        () -> compile(columns(Collections.nCopies(1025, "c"))),
        "The number of columns from the request exceeds the limit, limit count: 1024, column"
            + " count: 1025.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "#c"})
  void columnsHaveColumnNames(String name) {
    assertInvalid(
        () -> compile(RowSelection.latest("ok", name)), "Invalid column name: '" + name + "'.");
  }

  @Test
  void columnsMayBePaged() {
    CompiledSelection paged = compile(RowSelection.LATEST.filteredBy(new Filter.Pagination(3, 7)));

    assertThat(paged.paginationOffset).isEqualTo(3);
    assertThat(paged.paginationLimit).isEqualTo(7);
    assertThat(paged.filter).isNull();
    CompiledSelection plain = compile(RowSelection.LATEST);
    assertThat(plain.paginationOffset).isEqualTo(-1);
    assertThat(plain.paginationLimit).isEqualTo(-1);
  }

  @Test
  void aFilterKnowsItsColumns() {
    Filter filter =
        Filters.or(
            Filters.equal("b", Value.integer(1)),
            Filters.not(Filters.equal("a", Value.integer(1))),
            Filters.equal("b", Value.integer(2)));

    assertThat(compile(RowSelection.LATEST.filteredBy(filter)).filter.columns())
        .containsExactlyInAnyOrder(ByteSlice.utf8("a"), ByteSlice.utf8("b"));
  }

  @Test
  void anEmptyTokenIsNone() {
    RowSelection empty = new RowSelection(List.of(), null, null, null, 1, null, new byte[0]);
    RowSelection some = new RowSelection(List.of(), null, null, null, 1, null, new byte[] {1});

    assertThat(compile(empty).token).isNull();
    assertThat(compile(some).token).containsExactly(1);
  }

  // ---- versions ---------------------------------------------------------------------------------

  @Test
  void aReadSaysWhichVersions() {
    for (TimeRange none : new TimeRange[] {null, new TimeRange(null, null, null)}) {
      assertInvalid(() -> compile(versions(none, null)), "No version condition is specified.");
      assertInvalid(
          () -> Validation.selection(versions(none, null), true),
          "No version condition is specified while querying row.");
    }
  }

  @Test
  void aMaximumOfVersionsIsPositiveOrUnlimited() {
    assertThat(compile(versions(null, 5)).maxVersions).isEqualTo(5);
    assertThat(compile(versions(null, -1)).maxVersions).isEqualTo(Integer.MAX_VALUE);
    for (int bad : new int[] {0, -2, Integer.MIN_VALUE}) {
      assertInvalid(
          () -> compile(versions(null, bad)),
          "Invalid max versions: " + bad + " . Reason: Max versions must be positive.");
    }
  }

  @Test
  void aTimeRangeIncludesItsStartAndExcludesItsEnd() {
    CompiledSelection range = compile(versions(TimeRange.between(10, 20), null));

    assertThat(range.maxVersions).isEqualTo(Integer.MAX_VALUE);
    assertThat(range.wantsTimestamp(9)).isFalse();
    assertThat(range.wantsTimestamp(10)).isTrue();
    assertThat(range.wantsTimestamp(19)).isTrue();
    assertThat(range.wantsTimestamp(20)).isFalse();
    assertThat(compile(versions(TimeRange.between(10, 20), 3)).maxVersions).isEqualTo(3);
  }

  @Test
  void withoutTimeRangeAllTimesAreWanted() {
    CompiledSelection any = compile(versions(null, 1));

    assertThat(any.wantsTimestamp(0)).isTrue();
    assertThat(any.wantsTimestamp(END_OF_TIME - 1)).isTrue();
  }

  @Test
  void oneVersionCanBeNamed() {
    CompiledSelection one = compile(versions(TimeRange.exactly(10), null));

    assertThat(one.wantsTimestamp(9)).isFalse();
    assertThat(one.wantsTimestamp(10)).isTrue();
    assertThat(one.wantsTimestamp(11)).isFalse();
    assertThat(compile(versions(TimeRange.exactly(0), null)).wantsTimestamp(0)).isTrue();
  }

  @Test
  void timesAreTimestamps() {
    String message = "Timestamp must be in range [0, INT64_MAX/1000).";

    assertThat(compile(versions(TimeRange.between(0, END_OF_TIME), null)).maxTimestamp)
        .isEqualTo(END_OF_TIME);
    assertThat(compile(versions(TimeRange.between(0, Long.MAX_VALUE), null)).maxTimestamp)
        .isEqualTo(Long.MAX_VALUE);
    assertThat(compile(versions(TimeRange.exactly(END_OF_TIME - 1), null)).minTimestamp)
        .isEqualTo(END_OF_TIME - 1);
    assertInvalid(() -> compile(versions(TimeRange.between(-1, 5), null)), message);
    assertInvalid(() -> compile(versions(TimeRange.between(0, -1), null)), message);
    assertInvalid(() -> compile(versions(TimeRange.between(0, END_OF_TIME + 1), null)), message);
    assertInvalid(
        () -> compile(versions(TimeRange.between(END_OF_TIME, END_OF_TIME), null)), message);
    assertInvalid(() -> compile(versions(TimeRange.exactly(END_OF_TIME), null)), message);
    assertInvalid(
        () -> compile(versions(TimeRange.exactly(-1), null)),
        "Specific timestamp cannot be less than 0.");
  }

  @Test
  void aTimeRangeDoesNotEndBeforeItStarts() {
    assertThat(compile(versions(TimeRange.between(5, 5), null)).wantsTimestamp(5)).isFalse();
    assertInvalid(
        () -> compile(versions(TimeRange.between(6, 5), null)),
        "Invalid time range: start time 6 is greater than end time 5.");
  }

  @Test
  void theWaysOfChoosingVersionsExcludeEachOther() {
    String half = "Start and end time must be given at the same time.";
    assertInvalid(() -> compile(versions(new TimeRange(1L, null, null), 1)), half);
    assertInvalid(() -> compile(versions(new TimeRange(null, 1L, null), null)), half);
    assertInvalid(
        () -> compile(versions(TimeRange.exactly(1), 1)),
        "Specific tiemstamp and max versions cannot be given at the same time.");
    assertInvalid(
        () -> compile(versions(new TimeRange(1L, 2L, 1L), null)),
        "Specific tiemstamp and time range cannot be given at the same time.");
    assertInvalid(
        () -> compile(versions(new TimeRange(1L, 2L, 1L), 1)),
        "Specific timestamp, time range and max versions cannot be given at the same time.");
  }

  // ---- order ------------------------------------------------------------------------------------

  @Test
  void columnsComeBeforeFiltersAndFiltersBeforeVersions() {
    Filter tooMany =
        Filters.and(
            Collections.nCopies(32, Filters.equal("c", Value.integer(1))).toArray(new Filter[0]));
    Filter noRegex = Filters.matching("c", "(", Value.integer(1));

    assertInvalid(
        () -> compile(new RowSelection(List.of("#"), null, null, null, null, tooMany, null)),
        "Invalid column name: '#'.");
    assertInvalid(
        () ->
            compile(
                new RowSelection(
                    Collections.nCopies(1025, "#"), null, null, null, null, tooMany, null)),
        "The number of columns from the request exceeds the limit, limit count: 1024, column"
            + " count: 1025.");
    assertInvalid(
        () -> compile(new RowSelection(List.of(), null, null, null, null, tooMany, null)),
        "The count of filter exceeds the max: 32.");
    assertInvalid(
        () -> compile(new RowSelection(List.of(), null, null, null, null, noRegex, null)),
        "Invalid regex in filter: '('.");
  }
}
