/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random operations on both spaces, side by side with the simplest model of them. */
class KlistModelTest {
  private static final List<String> ROWS = List.of("r", "r1", "other");
  private static final List<String> COLUMNS = List.of("", "a", "b", "ba", "z");

  private record Entry(String value, long score, long deadline) {}

  /** One operation; which of its fields count depends on the kind. */
  private record Step(
      int kind, boolean z, String row, String column, String value, long score, int ttl) {}

  /** Records by space, row and column; nothing else is kept, so nothing can disagree. */
  private final Map<String, TreeMap<String, Entry>> model = new TreeMap<>();

  @Property(tries = 120)
  void bothSpacesDoWhatTheModelDoes(@ForAll("steps") List<Step> steps) {
    model.clear();
    InMemoryStore store = new InMemoryStore();
    Klists.Hands clock = new Klists.Hands();
    KlistConfig config = new KlistConfig(2, 100, 10_000, Klists.NEVER);
    Klists klists = new Klists(store, clock, config);
    try {
      for (Step step : steps) {
        klists.hasty = step.score % 2 == 0;
        if (step.kind == 5) {
          clock.millis.addAndGet(1000L * step.ttl);
        } else if (step.kind == 6) {
          new Sweeper(store.table(0), new TimeToLiveMark(store), clock, Klists.NEVER).sweep();
        } else if (step.kind == 7) {
          klists.close();
          klists = new Klists(store, clock, config);
        } else {
          take(klists, step, clock.millis.get());
        }
      }
      check(klists, clock.millis.get());
    } finally {
      klists.close();
      store.close();
    }
  }

  private TreeMap<String, Entry> records(boolean z, String row, long now) {
    TreeMap<String, Entry> records =
        model.computeIfAbsent((z ? "z" : "d") + row, ignored -> new TreeMap<>());
    records.values().removeIf(entry -> entry.deadline != 0 && entry.deadline <= now);
    return records;
  }

  private void take(Klists klists, Step step, long now) {
    TreeMap<String, Entry> records = records(step.z, step.row, now);
    Entry before = records.get(step.column);
    long deadline = step.ttl == 0 ? 0 : now + 1000L * step.ttl;
    switch (step.kind) {
      case 0, 1 -> {
        int ttl = step.kind == 0 ? 0 : step.ttl;
        records.put(step.column, new Entry(step.value, step.score, ttl == 0 ? 0 : deadline));
        assertThat(klists.set(step.z, step.row, step.column, step.value, step.score, ttl, 0))
            .isEqualTo(KlistCode.OK);
      }
      case 2 -> {
        records.remove(step.column);
        assertThat(klists.delete(step.z, step.row, step.column, 0)).isEqualTo(KlistCode.OK);
      }
      case 3 -> {
        Entry after =
            before == null
                ? new Entry("", step.score, 0)
                : new Entry(before.value, before.score + step.score, before.deadline);
        records.put(step.column, after);
        KlistWrite done = klists.increment(step.z, step.row, step.column, step.score, 0);
        assertThat(done.newScore()).isEqualTo(after.score);
        assertThat(new String(done.newValue(), UTF_8)).isEqualTo(after.value);
      }
      default -> {
        if (before != null) {
          records.put(step.column, new Entry(before.value, before.score, deadline));
        }
        assertThat(klists.expire(step.z, step.row, step.column, step.ttl))
            .isEqualTo(before == null ? KlistCode.NOT_EXIST : KlistCode.OK);
      }
    }
  }

  private void check(Klists klists, long now) {
    List<String> dumped = new ArrayList<>();
    for (String row : ROWS) {
      TreeMap<String, Entry> plain = records(false, row, now);
      TreeMap<String, Entry> z = records(true, row, now);
      for (String column : COLUMNS) {
        assertThat(klists.get(false, row, column)).isEqualTo(text(plain.get(column)));
        assertThat(klists.get(true, row, column)).isEqualTo(text(z.get(column)));
      }
      List<String> byScore = byScore(z);
      for (int pageSize : new int[] {1, 2, 100}) {
        checkList(klists, row, ColumnSpace.DEFAULT, byColumn(plain), pageSize);
        checkList(klists, row, ColumnSpace.BY_COLUMN, byColumn(z), pageSize);
        checkList(klists, row, ColumnSpace.BY_SCORE, byScore, pageSize);
      }
      byColumn(plain).forEach(record -> dumped.add(row + " DEFAULT " + record));
      byScore.forEach(record -> dumped.add(row + " BY_SCORE " + record));
      checkPivots(klists, row, z);
    }
    List<String> found = new ArrayList<>();
    for (KlistRecord record : klists.dump(0, 0, 65_535)) {
      found.add(new String(record.row(), UTF_8) + " " + record.space() + " " + Klists.text(record));
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(dumped);
    assertThat(klists.dump(1, 0, 65_535)).isEmpty();
  }

  private static void checkList(
      Klists klists, String row, ColumnSpace space, List<String> expected, int pageSize) {
    assertThat(klists.scan(row, space, true, pageSize)).isEqualTo(expected);
    List<String> reversed = new ArrayList<>(expected);
    Collections.reverse(reversed);
    assertThat(klists.scan(row, space, false, pageSize)).isEqualTo(reversed);
  }

  private static void checkPivots(Klists klists, String row, TreeMap<String, Entry> z) {
    List<Map.Entry<String, Entry>> ordered = ordered(z);
    for (long score : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      for (String pivot : COLUMNS) {
        List<String> above = new ArrayList<>();
        List<String> below = new ArrayList<>();
        for (Map.Entry<String, Entry> record : ordered) {
          int order = Long.compare(record.getValue().score, score);
          order = order == 0 ? record.getKey().compareTo(pivot) : order;
          if (order > 0) {
            above.add(record.getKey());
          } else if (order < 0) {
            below.add(0, record.getKey());
          }
        }
        assertThat(klists.scanFrom(row, ColumnSpace.BY_SCORE, true, score, pivot, 100))
            .isEqualTo(above);
        assertThat(klists.scanFrom(row, ColumnSpace.BY_SCORE, false, score, pivot, 100))
            .isEqualTo(below);
        assertThat(klists.scanFrom(row, ColumnSpace.BY_COLUMN, true, score, pivot, 100))
            .isEqualTo(List.copyOf(z.tailMap(pivot, false).keySet()));
        assertThat(klists.scanFrom(row, ColumnSpace.BY_COLUMN, false, score, pivot, 100))
            .isEqualTo(List.copyOf(z.headMap(pivot, false).descendingKeySet()));
      }
    }
  }

  private static String text(Entry entry) {
    return entry == null ? null : entry.value + " " + entry.score;
  }

  private static List<String> byColumn(TreeMap<String, Entry> records) {
    List<String> all = new ArrayList<>();
    records.forEach((column, entry) -> all.add(column + " " + text(entry)));
    return all;
  }

  private static List<Map.Entry<String, Entry>> ordered(TreeMap<String, Entry> records) {
    List<Map.Entry<String, Entry>> all = new ArrayList<>(records.entrySet());
    all.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> record) -> record.getValue().score)
            .thenComparing(Map.Entry::getKey));
    return all;
  }

  private static List<String> byScore(TreeMap<String, Entry> records) {
    return ordered(records).stream()
        .map(record -> record.getKey() + " " + text(record.getValue()))
        .toList();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> kinds =
        Arbitraries.frequency(
            Tuple.of(6, 0),
            Tuple.of(3, 1),
            Tuple.of(3, 2),
            Tuple.of(4, 3),
            Tuple.of(2, 4),
            Tuple.of(2, 5),
            Tuple.of(1, 6),
            Tuple.of(1, 7));
    Arbitrary<Long> scores =
        Arbitraries.of(
            Arrays.asList(0L, 1L, -1L, 5L, 200L, -70_000L, Long.MAX_VALUE, Long.MIN_VALUE));
    return Combinators.combine(
            kinds,
            Arbitraries.of(true, false),
            Arbitraries.of(ROWS),
            Arbitraries.of(COLUMNS),
            Arbitraries.of("", "v", "other value"),
            scores,
            Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
