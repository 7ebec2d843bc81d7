/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.tabularium.model.ErrorCode;
import io.tabularium.server.config.LoggingSettings;
import io.tabularium.wire.tablestore.RequestObserver.Request;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What is written to standard error. */
@Isolated
final class LoggingTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private PrintStream standardError;

  @BeforeEach
  void capture() {
    standardError = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() throws Exception {
    System.setErr(standardError);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ch.qos.logback.classic.util.ContextInitializer(context).autoConfig();
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static LoggingSettings settings(boolean json) {
    return new LoggingSettings(
        json, "info", Map.of("io.tabularium.quiet", "error"), Duration.ofMillis(500));
  }

  private static Request request(long totalMillis) {
    return new Request(
        "PutRow",
        ErrorCode.OTSServerBusy,
        503,
        1_000_000,
        2_000_000,
        3_000_000,
        totalMillis * 1_000_000,
        100,
        200,
        "0005aedd-5b9e-9b48-a5c1-720b12a7b4bb",
        "trace-1",
        "demo",
        "app",
        true);
  }

  @Test
  void oneReadableLinePerEventWithItsFacts() {
    Logging.configure(settings(false));
    LoggerFactory.getLogger("io.tabularium.test")
        .atInfo()
        .setMessage("it {} happened")
        .addArgument("really")
        .addKeyValue("request", "r-1")
        .log();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).matches("[0-9T:.+Z-]+ INFO  test +it really happened request=r-1");
  }

  @Test
  void aLineBreakInAMessageForgesNoLine() {
    Logging.configure(settings(false));
    LoggerFactory.getLogger("io.tabularium.test")
        .atWarn()
        .setMessage("{}")
        .addArgument("a\n2026-01-01 ERROR forged")
        .addKeyValue("key", "b\r\nforged too")
        .log();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void aValueForgesNoFact() {
    Logging.configure(settings(false));
    LoggerFactory.getLogger("io.tabularium.test")
        .atWarn()
        .setMessage("slow request")
        .addKeyValue("key", "a code=OK")
        .addKeyValue("trace", "b\" code=\"OK\\\u001b\n")
        .addKeyValue("none", "")
        .log();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .endsWith(
            "slow request key=\"a code=OK\" trace=\"b\\\" code=\\\"OK\\\\\\u001b\\n\" none=\"\"");
  }

  @Test
  void aLineTellsWhichRequestItIsAbout() {
    Logging.configure(settings(false));
    Logger log = LoggerFactory.getLogger("io.tabularium.test");
    try (MDC.MDCCloseable context = MDC.putCloseable("requestId", "r-7")) {
      log.info("inside");
      log.atInfo().setMessage("named").addKeyValue("request", "r-8").log();
    }
    log.info("outside");
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0)).endsWith(" inside request=r-7");
    assertThat(lines().get(1)).endsWith(" named request=r-8");
    assertThat(lines().get(2)).endsWith(" outside");
  }

  @Test
  void oneJsonObjectPerEvent() {
    Logging.configure(settings(true));
    LoggerFactory.getLogger("io.tabularium.test")
        .atInfo()
        .setMessage("it {} happened\n")
        .addArgument("\"really\"")
        .addKeyValue("request", "r-1")
        .log();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .startsWith("{")
        .endsWith("}")
        .contains("\"level\":\"INFO\"")
        .contains("it \\\"really\\\" happened\\n")
        .contains("{\"request\":\"r-1\"}");
  }

  @Test
  void levelsAreAsConfigured() {
    Logging.configure(settings(false));
    Logger quiet = LoggerFactory.getLogger("io.tabularium.quiet.inner");
    quiet.warn("not this");
    quiet.error("this");
    LoggerFactory.getLogger("io.tabularium.other").debug("nor this");
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains("this");
  }

  @Test
  void slowRequestsAreLoggedWithAllThatExplainsThem() {
    Logging.configure(settings(false));
    SlowRequests slow = new SlowRequests(Duration.ofMillis(500));
    slow.answered(request(499));
    assertThat(lines()).isEmpty();
    slow.answered(request(500));
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .contains(
            "WARN",
            "slow request",
            "request=0005aedd-5b9e-9b48-a5c1-720b12a7b4bb",
            "operation=PutRow",
            "instance=demo",
            "key=app",
            "code=OTSServerBusy",
            "request_bytes=100",
            "reply_bytes=200",
            "total_ms=500.0",
            "read_ms=1.0",
            "queue_ms=2.0",
            "handle_ms=3.0",
            "trace=trace-1");
  }

  @Test
  void aServerThatIsSlowForEveryoneDoesNotLogEveryone() {
    Logging.configure(settings(false));
    SlowRequests slow = new SlowRequests(Duration.ZERO);
    for (int i = 0; i < 10_000; i++) {
      slow.answered(request(500));
    }
    assertThat(lines()).hasSizeBetween(100, 5_000);
  }
}
