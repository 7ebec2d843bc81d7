/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tabularium.names.NameCenter;
import io.tabularium.names.NameCenterFigures;
import io.tabularium.names.Registry;
import java.util.function.ToDoubleFunction;

/**
 * Meters of the Name Center. Businesses and servers are not told apart, as anybody may enter them;
 * the log names them.
 */
final class NameCenterMetrics {
  private static final String PREFIX = "tabularium.names.";

  private final MeterRegistry registry;
  private final NameCenter center;

  private NameCenterMetrics(MeterRegistry registry, NameCenter center) {
    this.registry = registry;
    this.center = center;
  }

  /** Adds the meters of a Name Center, asked for at each scrape. */
  static void add(MeterRegistry registry, NameCenter center) {
    NameCenterMetrics metrics = new NameCenterMetrics(registry, center);
    metrics.addLists();
    if (center.hasRegistry()) {
      metrics.addRegistry();
    }
  }

  private void addLists() {
    gauge("businesses", "Businesses there is a list of servers for.", f -> f.businesses());
    gauge("degraded", "Businesses all of whose servers may be gone.", f -> f.degraded());
    gauge("servers", "Servers that are entered.", f -> f.servers());
    gauge("servers.bad", "Servers that are entered and do not answer.", f -> f.bad());
    gauge("waiting", "Callers who wait for a change.", f -> f.waiting());
    counter("changes", "How often a list came up or changed.", c -> c.figures().changes());
    counter(
        "turned.away",
        "Callers who were not let wait for a change, because too many did.",
        c -> c.figures().turnedAway());
  }

  private void addRegistry() {
    state("entered", "Whether this server's entry stands.", s -> s.entered() ? 1 : 0);
    state(
        "lease.seconds",
        "How long this server's entry would stand if it could not be renewed.",
        s -> s.leaseSecondsLeft());
    state("following", "Whether changes are told as they happen.", s -> s.following() ? 1 : 0);
    counter("entries", "How often this server was entered.", c -> c.registryState().entries());
    counter(
        "interruptions",
        "How often the registry could no longer be followed.",
        c -> c.registryState().interruptions());
  }

  private void gauge(String name, String description, ToDoubleFunction<NameCenterFigures> value) {
    Gauge.builder(PREFIX + name, center, c -> value.applyAsDouble(c.figures()))
        .description(description)
        .register(registry);
  }

  private void state(String name, String description, ToDoubleFunction<Registry.State> value) {
    Gauge.builder(PREFIX + name, center, c -> value.applyAsDouble(c.registryState()))
        .description(description)
        .register(registry);
  }

  private void counter(String name, String description, ToDoubleFunction<NameCenter> value) {
    FunctionCounter.builder(PREFIX + name, center, value)
        .description(description)
        .register(registry);
  }
}
