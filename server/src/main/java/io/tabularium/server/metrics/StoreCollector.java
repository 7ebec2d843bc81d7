/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the store's figures into series: {@code a.b} becomes {@code a_b}, with its unit. */
final class StoreCollector implements MultiCollector {
  private static final String MICROSECONDS = "microseconds";

  private final Store store;

  StoreCollector(Store store) {
    this.store = store;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, MetricSnapshot> snapshots = new LinkedHashMap<>();
    try {
      for (Store.Statistic statistic : store.statistics()) {
        String name = name(statistic);
        snapshots.putIfAbsent(name, snapshot(name, statistic));
      }
    } catch (StorageException e) {
      // A store that is closing has no figures; a broken one must not take the others away.
      return new MetricSnapshots();
    }
    return new MetricSnapshots(snapshots.values());
  }

  private static MetricSnapshot snapshot(String name, Store.Statistic statistic) {
    double value =
        statistic.unit().equals(MICROSECONDS) ? statistic.value() / 1e6 : statistic.value();
    if (statistic.counter()) {
      return CounterSnapshot.builder()
          .name(name)
          .help(statistic.help())
          .dataPoint(CounterDataPointSnapshot.builder().value(Math.max(0, value)).build())
          .build();
    }
    return GaugeSnapshot.builder()
        .name(name)
        .help(statistic.help())
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  /**
   * Words joined by underscores, the unit last. Times are in seconds, as is the custom; "total" is
   * added to counters by the format.
   */
  private static String name(Store.Statistic statistic) {
    String name = statistic.name().replaceAll("[^a-zA-Z0-9]+", "_");
    String unit = statistic.unit().replaceAll("[^a-zA-Z0-9]+", "_");
    if (unit.equals(MICROSECONDS)) {
      name = name.replaceAll("_micro(s|seconds)$", "");
      unit = "seconds";
    }
    if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
      name = name + "_" + unit;
    }
    return name.replaceAll("_(total|info|created|bucket)$", "");
  }
}
