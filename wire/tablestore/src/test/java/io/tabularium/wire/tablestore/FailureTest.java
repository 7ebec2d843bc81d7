/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.Errors;
import io.tabularium.storage.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

/** What clients and logs are told when something goes wrong behind the door. */
class FailureTest {
  private static final String INTERNAL = "OTSInternalServerError: Internal server error.";

  private final Logs logs = new Logs();
  private Fakes fakes;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    fakes = Fakes.start();
    client = fakes.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fakes.close();
    logs.close();
    assertThat(logs.events)
        .noneMatch(event -> event.getFormattedMessage().contains(Requests.SECRET));
  }

  private RawClient.Answer failure(int status, String error) throws Exception {
    RawClient.Answer answer = client.answer();
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.wellFormed()).isTrue();
    assertThat(answer.header("authorization")).isNotNull();
    assertThat(client.ask(Requests.of("Echo").body("alive")).text()).isEqualTo("alive");
    return answer;
  }

  private ILoggingEvent theOnlyError() {
    assertThat(logs.events.stream().filter(event -> event.getLevel() == Level.ERROR)).hasSize(1);
    return logs.events.stream().filter(e -> e.getLevel() == Level.ERROR).findFirst().orElseThrow();
  }

  @Test
  void aRefusalIsPassedOnAndNotLogged() throws Exception {
    fakes.failure = Errors.conditionCheckFail();
    client.send(Requests.of("Throw"));
    failure(403, "OTSConditionCheckFail: Condition check failed.");

    client.send(Requests.of("Promise"));
    fakes.awaitPromise().completeExceptionally(Errors.rowConflict());
    failure(409, "OTSRowOperationConflict: Data is being modified by the other request.");

    client.send(Requests.of("Promise"));
    fakes.awaitPromise().completeExceptionally(new CompletionException(Errors.tableNotExist()));
    failure(404, "OTSObjectNotExist: Requested table does not exist.");
    assertThat(logs.events).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void aBugIsLoggedUnderTheRequestsIdAndNotExplainedToTheClient() throws Exception {
    fakes.failure = new IllegalStateException("the bug");
    client.send(Requests.of("Throw"));
    RawClient.Answer answer = failure(500, INTERNAL);

    ILoggingEvent event = theOnlyError();
    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("the bug");
    assertThat(event.getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
    assertThat(event.getFormattedMessage())
        .contains(answer.header("x-ots-requestid"), "Throw", Requests.INSTANCE);
    assertThat(event.getMDCPropertyMap())
        .containsEntry("requestId", answer.header("x-ots-requestid"));
  }

  @Test
  void aBugThatShowsLaterIsLoggedAlike() throws Exception {
    client.send(Requests.of("Promise"));
    fakes
        .awaitPromise()
        .completeExceptionally(new CompletionException(new IllegalStateException("late bug")));
    RawClient.Answer answer = failure(500, INTERNAL);
    ILoggingEvent event = theOnlyError();
    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("late bug");
    assertThat(event.getMDCPropertyMap())
        .containsEntry("requestId", answer.header("x-ots-requestid"));
  }

  @Test
  void anOperationThatAnswersNothingIsABug() throws Exception {
    client.send(Requests.of("Promise"));
    fakes.awaitPromise().complete(null);
    failure(500, INTERNAL);
  }

  @Test
  void aCancelledAnswerIsABug() throws Exception {
    client.send(Requests.of("Promise"));
    fakes.awaitPromise().cancel(true);
    failure(500, INTERNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY,          503, OTSServerBusy: Server is busy.,                 0",
    "UNAVAILABLE,   503, OTSServerUnavailable: Server is not available., 1",
    "CORRUPT,       500, OTSInternalServerError: Internal server error., 20",
    "LOCKED,        503, OTSServerUnavailable: Server is not available., 1",
    "UNKNOWN_FORMAT,503, OTSServerUnavailable: Server is not available., 1"
  })
  void failuresOfTheStoreHaveTheirOwnAnswers(
      StorageException.Kind kind, int status, String error, int logged) throws Exception {
    fakes.failure = new StorageException(kind, "the disk", new RuntimeException("cause"));
    long began = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      client.send(Requests.of("Throw"));
      failure(status, error);
      client.send(Requests.of("Promise"));
      fakes.awaitPromise().completeExceptionally(fakes.failure);
      failure(status, error);
    }
    // An outage is logged once a second, and a slow machine may take that long.
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    assertThat(logs.events.stream().filter(e -> e.getLevel() == Level.ERROR))
        .hasSizeBetween(logged, logged == 1 ? 1 + (int) seconds : logged);
  }

  @Test
  void noErrorOfAnOperationEndsAWorker() throws Exception {
    for (Error error :
        new Error[] {
          new OutOfMemoryError("pretended"),
          new StackOverflowError(),
          new AssertionError("no"),
          new NoClassDefFoundError("x")
        }) {
      fakes.error = error;
      // More often than there are workers.
      for (int i = 0; i < 6; i++) {
        client.send(Requests.of("Throw"));
        failure(500, INTERNAL);
      }
    }
  }

  @Test
  void aFailingKeyStoreIsAnInternalError() throws Exception {
    try (Fakes broken =
            Fakes.start(
                builder ->
                    builder.accessKeys(
                        id -> {
                          throw new IllegalStateException("no keys today");
                        }));
        RawClient to = broken.client()) {
      RawClient.Answer answer = to.ask(Requests.of("Echo"));
      assertThat(answer.error()).isEqualTo(INTERNAL);
      assertThat(answer.wellFormed()).isTrue();
      assertThat(answer.header("authorization")).isNull();
      assertThat(to.ask(Requests.of("Nothing")).status()).isEqualTo(400);
    }
  }

  @Test
  void aFailingObserverChangesNothing() throws Exception {
    try (Fakes watched =
            Fakes.start(
                builder ->
                    builder.observer(
                        request -> {
                          throw new IllegalStateException("blind");
                        }));
        RawClient to = watched.client()) {
      assertThat(to.ask(Requests.of("Echo").body("a")).text()).isEqualTo("a");
      assertThat(to.ask(Requests.of("Echo").body("b")).text()).isEqualTo("b");
    }
  }

  @Test
  void whatFailsInAnsweringEndsTheConnectionAndMakesNoSecondReply() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    Operation inline = Fakes.brief("Inline", body -> body);
    try (Fakes watched =
        Fakes.start(
            builder ->
                builder
                    .operations(List.of(inline))
                    .observer(
                        request -> {
                          if (broken.get()) {
                            throw new AssertionError("pretended");
                          }
                        }))) {
      // Small ones are soon answered on the network thread, large ones never.
      for (int size : new int[] {3, 1_000_000}) {
        try (RawClient to = watched.client()) {
          for (int i = 0; i < 200; i++) {
            assertThat(to.ask(Requests.of("Inline")).status()).isEqualTo(200);
          }
          broken.set(true);
          assertThat(to.ask(Requests.of("Inline").body(new byte[size])).body()).hasSize(size);
          assertThat(to.rest()).isEmpty();
          await().until(() -> watched.server.connections() == 0);
          assertThat(watched.server.requestsInFlight()).isZero();
          broken.set(false);
        }
      }
    }
  }

  @Test
  void theRequestIdIsInTheContextOfLogsWhileTheOperationRuns() throws Exception {
    Operation context =
        Fakes.operation(
            "Context",
            (call, body) ->
                CompletableFuture.completedFuture(
                    Reply.of(
                        Requests.latin1(
                            MDC.get("requestId").equals(call.requestId())
                                ? call.requestId()
                                : "differs"))));
    try (Fakes own = Fakes.start(builder -> builder.operations(List.of(context)));
        RawClient to = own.client()) {
      RawClient.Answer answer = to.ask(Requests.of("Context"));
      assertThat(answer.text()).isEqualTo(answer.header("x-ots-requestid"));
    }
  }

  @Test
  void theObserverLearnsHowARequestWent() throws Exception {
    client.ask(Requests.of("Echo").body("hello").ots("x-ots-sdk-traceid", "trace-1"));
    await().until(() -> fakes.observed.size() == 1);
    RequestObserver.Request good = fakes.observed.remove();
    assertThat(good.operation()).isEqualTo("Echo");
    assertThat(good.error()).isNull();
    assertThat(good.status()).isEqualTo(200);
    assertThat(good.requestBytes()).isEqualTo(5);
    assertThat(good.replyBytes()).isEqualTo(5);
    assertThat(good.traceId()).isEqualTo("trace-1");
    assertThat(good.instance()).isEqualTo(Requests.INSTANCE);
    assertThat(good.accessKeyId()).isEqualTo(Requests.KEY);
    assertThat(good.delivered()).isTrue();
    assertThat(good.readNanos()).isNotNegative();
    assertThat(good.queueNanos()).isPositive();
    assertThat(good.handleNanos()).isPositive();
    assertThat(good.totalNanos())
        .isGreaterThanOrEqualTo(good.readNanos() + good.queueNanos() + good.handleNanos());

    RawClient.Answer refused = client.ask(Requests.of("Nothing"));
    await().until(() -> fakes.observed.size() == 1);
    RequestObserver.Request bad = fakes.observed.remove();
    assertThat(bad.operation()).isNull();
    assertThat(bad.error()).isEqualTo(ErrorCode.OTSParameterInvalid);
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.requestId()).isEqualTo(refused.header("x-ots-requestid"));
    assertThat(bad.replyBytes()).isEqualTo(refused.body().length);

    client.send(Requests.latin1("garbage\u0000"));
    client.answer();
    await().until(() -> fakes.observed.size() == 1);
    RequestObserver.Request garbage = fakes.observed.remove();
    assertThat(garbage.operation()).isNull();
    assertThat(garbage.instance()).isNull();
    assertThat(garbage.status()).isEqualTo(400);
    assertThat(garbage.queueNanos()).isZero();
  }
}
