/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long pieces of work took, by name. */
final class Times {
  private final Map<String, List<Long>> nanos = new LinkedHashMap<>();

  /** A piece of work. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** Does a piece of work and keeps how long it took. */
  void take(String name, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    add(name, System.nanoTime() - start);
  }

  /** Keeps a time. */
  void add(String name, long time) {
    nanos.computeIfAbsent(name, n -> new ArrayList<>()).add(time);
  }

  /** Forgets all, as after a warm-up. */
  void clear() {
    nanos.clear();
  }

  /** The median in milliseconds. */
  double median(String name) {
    return percentile(name, 50);
  }

  /** A percentile in milliseconds. */
  double percentile(String name, int percent) {
    long[] sorted = nanos.get(name).stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }
}
