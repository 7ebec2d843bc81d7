/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Workers that come, go, fail and die, a server that restarts, a stream whose shards split and
 * merge, under a table that is being written to. Whatever happens: no two clients have a channel,
 * every record is delivered, and those of a key in order but for repetitions.
 */
class TunnelModelTest extends TunnelsFixture {
  private static final int KEYS = 12;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<Long, Long> written = new HashMap<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();

  /** The largest value of a key that changes have told of; values of a key are 1, 2, 3, … */
  private final Map<Long, Long> told = new HashMap<>();

  private final Map<Long, Long> rowsSeen = new HashMap<>();

  private FakeTable table;
  private String id;

  private void write() {
    long key = random.nextInt(KEYS);
    table.put(key, written.merge(key, 1L, Long::sum));
  }

  private void process(ChannelPosition from, List<Collected.Entry> entries) {
    for (Collected.Entry entry : entries) {
      if (from.isStream()) {
        long before = told.getOrDefault(entry.key(), 0L);
        assertThat(entry.value())
            .as("seed %d: change of key %d after %d", seed, entry.key(), before)
            .isLessThanOrEqualTo(before + 1);
        told.put(entry.key(), Math.max(before, entry.value()));
      } else {
        rowsSeen.merge(entry.key(), entry.value(), Math::max);
      }
    }
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0 -> {
        if (workers.size() < 5) {
          workers.add(new SimulatedWorker(this, id, random, this::process));
        }
      }
      case 1 -> {
        if (!workers.isEmpty() && random.nextBoolean()) {
          SimulatedWorker leaving = workers.remove(random.nextInt(workers.size()));
          if (random.nextBoolean()) {
            leaving.shutdown();
          }
        }
      }
      case 2 -> {
        if (random.nextInt(4) == 0) {
          table.reshard(1 + random.nextInt(3));
        }
      }
      case 3 -> restart();
      case 4, 5, 6, 7 -> write();
      case 8, 9, 10 -> clock.advanceMillis(random.nextInt(5_000));
      case 11, 12, 13 -> workers.forEach(SimulatedWorker::beat);
      default -> workers.forEach(SimulatedWorker::work);
    }
    nobodySharesAChannel();
  }

  private void nobodySharesAChannel() {
    Set<String> taken = new HashSet<>();
    for (SimulatedWorker worker : workers) {
      channels(id).stream()
          .filter(channel -> worker.clientId().equals(channel.clientId()))
          .forEach(channel -> assertThat(taken.add(channel.id())).as("seed %d", seed).isTrue());
    }
  }

  private void quiesce() {
    if (workers.isEmpty()) {
      workers.add(new SimulatedWorker(this, id, random, this::process));
    }
    for (int round = 0; round < 200; round++) {
      clock.advanceMillis(3_000);
      workers.forEach(SimulatedWorker::beat);
      workers.forEach(SimulatedWorker::work);
      workers.forEach(SimulatedWorker::work);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAM", "BASE_AND_STREAM"})
  void nothingIsLostOrOutOfOrder(TunnelType type) {
    for (int run = 0; run < 12; run++) {
      told.clear();
      written.clear();
      rowsSeen.clear();
      workers.clear();
      table = table(4, 8);
      for (int i = 0; i < 20; i++) {
        write();
      }
      if (random.nextBoolean()) {
        table.enableStream(24);
        table.reshard(1 + random.nextInt(3));
      }
      Set<Long> before = table.rows().keySet();
      id = create("model", type, StreamRange.LATEST);
      told.putAll(written);
      for (int i = 0; i < 400; i++) {
        step();
      }
      quiesce();
      assertThat(told).as("seed %d: all changes", seed).isEqualTo(written);
      if (type.hasBase()) {
        Map<Long, Long> replayed = new HashMap<>(rowsSeen);
        told.forEach((key, value) -> replayed.merge(key, value, Math::max));
        assertThat(replayed).as("seed %d: rows and changes", seed).isEqualTo(table.rows());
        assertThat(rowsSeen.keySet()).as("seed %d: rows", seed).containsAll(before);
      }
      loadsAreEven();
      join(tunnels.delete(INSTANCE, TABLE, "model", null));
    }
  }

  private void loadsAreEven() {
    Map<String, Integer> loads = new HashMap<>();
    workers.forEach(worker -> loads.put(worker.clientId(), 0));
    for (ChannelDescription channel : channels(id)) {
      if (channel.status() == ChannelStatus.OPEN && loads.containsKey(channel.clientId())) {
        loads.merge(channel.clientId(), 1, Integer::sum);
      }
    }
    int most = loads.values().stream().mapToInt(i -> i).max().orElse(0);
    int least = loads.values().stream().mapToInt(i -> i).min().orElse(0);
    // One more or less, and one that a failing processor has just given up.
    assertThat(most - least).as("seed %d: %s", seed, loads).isLessThanOrEqualTo(2);
  }
}
