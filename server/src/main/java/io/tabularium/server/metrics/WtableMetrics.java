/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tabularium.engine.klist.Klist;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.wire.wtable.RequestObserver;
import io.tabularium.wire.wtable.WtableServer;
import io.tabularium.wire.wtable.codec.Command;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToDoubleFunction;

/**
 * Meters of the front-end for WTable clients. Series are bounded in number: commands and codes are
 * the protocol's own.
 */
public final class WtableMetrics implements RequestObserver {
  private static final int CODES = 256;

  private final MeterRegistry registry;
  private final AtomicReferenceArray<CommandMeters> commands =
      new AtomicReferenceArray<>(2 * Command.values().length);

  WtableMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Adds what the front-end is holding. */
  public void addFront(WtableServer front, Klist klist) {
    gauge("connections", "WTable connections that are open.", front, f -> f.connections());
    gauge(
        "in.flight.bytes",
        "Bytes of WTable requests and of replies that clients have not taken.",
        front,
        f -> f.bytesInFlight());
    gauge("reads.queued", "WTable reads that wait for a thread.", front, f -> f.readsQueued());
    gauge("writes.queued", "WTable writes that wait to be made.", klist, k -> k.queued());
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder("tabularium.wtable." + name, of, value)
        .description(description)
        .register(registry);
  }

  @Override
  public void answered(Command command, boolean z, byte code, long nanos) {
    int index = 2 * command.ordinal() + (z ? 1 : 0);
    CommandMeters meters = commands.get(index);
    if (meters == null) {
      commands.compareAndSet(index, null, new CommandMeters(name(command, z)));
      meters = commands.get(index);
    }
    meters.duration.record(nanos, TimeUnit.NANOSECONDS);
    meters.counter(code).increment();
  }

  private static String name(Command command, boolean z) {
    String name = command.name().toLowerCase(Locale.ROOT);
    return z ? "z" + name : name;
  }

  /** The meters of one command, looked up once. */
  private final class CommandMeters {
    private final String command;
    private final Timer duration;
    private final AtomicReferenceArray<Counter> codes = new AtomicReferenceArray<>(CODES);

    CommandMeters(String command) {
      this.command = command;
      duration =
          Timer.builder("tabularium.wtable.request.duration")
              .description("From a WTable request's arrival until its reply is made.")
              .tag("command", command)
              .serviceLevelObjectives(ServerMetrics.BUCKETS)
              .register(registry);
    }

    Counter counter(byte code) {
      Counter counter = codes.get(code & 0xff);
      if (counter == null) {
        KlistCode known = KlistCode.of(code);
        counter =
            Counter.builder("tabularium.wtable.requests")
                .description("WTable requests answered, by command and result of the whole.")
                .tag("command", command)
                .tag("code", known == null ? "other" : known.name())
                .register(registry);
        codes.set(code & 0xff, counter);
      }
      return counter;
    }
  }
}
