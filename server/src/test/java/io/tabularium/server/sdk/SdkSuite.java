/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import io.tabularium.server.sdk.TapReport.Case;
import io.tabularium.server.sdk.Workshop.Outcome;
import io.tabularium.server.testkit.TestServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the suite of one language; each of its cases becomes one test. */
abstract class SdkSuite {
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
  private static final String TRANSACTION_TABLE = "local_transactions";

  private final String language;

  /**
   * @param language the suite's directory in {@code src/test/sdk}
   */
  SdkSuite(String language) {
    this.language = language;
  }

  /**
   * Installs the SDK and whatever the suite needs.
   *
   * @return the command that runs the suite
   * @throws SdkUnavailableException if the language is absent or the SDK cannot be had
   */
  abstract List<String> prepare(Workshop workshop) throws SdkUnavailableException;

  /** Environment of the suite besides the server's address and key. */
  Map<String, String> environment() {
    return Map.of();
  }

  @TestFactory
  final Stream<DynamicTest> cases() {
    Workshop workshop = Workshop.of(language);
    List<String> command;
    try {
      command = prepare(workshop);
    } catch (SdkUnavailableException e) {
      return Stream.of(dynamicTest("the suite runs", () -> skip(e)));
    }
    Outcome outcome = run(workshop, command);
    TapReport report = TapReport.of(outcome.lines());
    return Stream.concat(
        report.cases().stream().map(SdkSuite::asTest),
        Stream.of(dynamicTest("the suite runs to its end", () -> ranToItsEnd(outcome, report))));
  }

  private Outcome run(Workshop workshop, List<String> command) {
    try (TestServer server = TestServer.start()) {
      String instance = "sdk-" + language;
      createTransactionTable(server, instance);
      Map<String, String> environment = new HashMap<>(environment());
      environment.put("TABULARIUM_ENDPOINT", server.endpoint());
      environment.put("TABULARIUM_KEY", TestServer.KEY);
      environment.put("TABULARIUM_SECRET", TestServer.KEY);
      environment.put("TABULARIUM_INSTANCE", instance);
      environment.put("TABULARIUM_TXN_TABLE", TRANSACTION_TABLE);
      return workshop.execute(command, environment, RUN_LIMIT);
    }
  }

  /** Only the Java SDK can ask for local transactions; the suites find such a table. */
  private static void createTransactionTable(TestServer server, String instance) {
    TableMeta meta = new TableMeta(TRANSACTION_TABLE);
    meta.addPrimaryKeyColumn("pk", PrimaryKeyType.STRING);
    meta.addPrimaryKeyColumn("n", PrimaryKeyType.INTEGER);
    CreateTableRequest request = new CreateTableRequest(meta, new TableOptions(-1, 1));
    request.setLocalTxnEnabled(true);
    SyncClient client = server.client(instance);
    try {
      client.createTable(request);
    } finally {
      client.shutdown();
    }
  }

  private static DynamicTest asTest(Case reported) {
    return dynamicTest(
        reported.name(),
        () -> {
          if (!reported.passed()) {
            throw new AssertionError(reported.detail());
          }
        });
  }

  private static void ranToItsEnd(Outcome outcome, TapReport report) {
    assertThat(outcome.exitCode())
        .as("exit code; the end of the output is:%n%s", outcome.lastLines(40))
        .isEqualTo(report.allPassed() ? 0 : 1);
    assertThat(report.complete())
        .as("every case was reported; the end of the output is:%n%s", outcome.lastLines(40))
        .isTrue();
    assertThat(report.cases()).isNotEmpty();
  }

  private void skip(SdkUnavailableException unavailable) {
    String required = System.getenv().getOrDefault("TABULARIUM_REQUIRED_SDKS", "");
    if (Arrays.asList(required.split(",")).contains(language)) {
      throw new AssertionError(
          "the " + language + " suite is required, but " + unavailable.getMessage(), unavailable);
    }
    Assumptions.abort("the " + language + " suite is skipped: " + unavailable.getMessage());
  }
}
