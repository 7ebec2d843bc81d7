/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.logging;

import io.tabularium.wire.tablestore.RequestObserver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs requests that took long. At most so many lines a second, so that a server that is slow for
 * everyone does not also write a log for everyone; what was left out is counted in the next line.
 */
public final class SlowRequests implements RequestObserver {
  private static final Logger LOG = LoggerFactory.getLogger("io.tabularium.slow");
  private static final int LINES_PER_SECOND = 100;

  private final long thresholdNanos;
  private final AtomicLong second = new AtomicLong();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  /** Logs requests that take at least the threshold; each one if it is zero. */
  public SlowRequests(Duration threshold) {
    this.thresholdNanos = threshold.toNanos();
  }

  @Override
  public void answered(Request request) {
    if (request.totalNanos() < thresholdNanos) {
      return;
    }
    if (!mayLog()) {
      leftOut.incrementAndGet();
      return;
    }
    LoggingEventBuilder event =
        LOG.atWarn()
            .setMessage("slow request")
            .addKeyValue("request", request.requestId())
            .addKeyValue("operation", request.operation())
            .addKeyValue("instance", request.instance())
            .addKeyValue("key", request.accessKeyId())
            .addKeyValue("code", request.error() == null ? "OK" : request.error().name())
            .addKeyValue("request_bytes", request.requestBytes())
            .addKeyValue("reply_bytes", request.replyBytes())
            .addKeyValue("total_ms", millis(request.totalNanos()))
            .addKeyValue("read_ms", millis(request.readNanos()))
            .addKeyValue("queue_ms", millis(request.queueNanos()))
            .addKeyValue("handle_ms", millis(request.handleNanos()));
    if (request.traceId() != null) {
      event = event.addKeyValue("trace", request.traceId());
    }
    if (!request.delivered()) {
      event = event.addKeyValue("delivered", false);
    }
    long missing = leftOut.getAndSet(0);
    if (missing > 0) {
      event = event.addKeyValue("left_out", missing);
    }
    event.log();
  }

  private boolean mayLog() {
    long now = System.nanoTime() / 1_000_000_000L;
    long last = second.get();
    if (now != last && second.compareAndSet(last, now)) {
      lines.set(0);
    }
    return lines.incrementAndGet() <= LINES_PER_SECOND;
  }

  /** Milliseconds, cut to three decimals. */
  private static double millis(long nanos) {
    long micros = nanos / 1000;
    return micros / 1000.0;
  }
}
