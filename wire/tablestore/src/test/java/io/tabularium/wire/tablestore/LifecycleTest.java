/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Starting and closing. */
class LifecycleTest {
  @Test
  void closingLetsRequestsInHandFinishAndTakesNoOthers() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient idle = fakes.client();
        RawClient used = fakes.client();
        RawClient blocked = fakes.client();
        RawClient waiting = fakes.client();
        RawClient sending = fakes.client()) {
      assertThat(used.ask(Requests.of("Echo")).status()).isEqualTo(200);
      blocked.send(Requests.of("Block").body("worker"));
      fakes.awaitBlocked(1);
      waiting.send(Requests.of("Promise"));
      CompletableFuture<Reply> promise = fakes.awaitPromise();
      byte[] request = Requests.of("Echo").body("sent slowly").bytes();
      sending.send(Arrays.copyOf(request, request.length - 5));
      await().until(() -> fakes.server.connections() == 5 && fakes.server.bytesInFlight() > 10);

      CompletableFuture<Boolean> closed =
          CompletableFuture.supplyAsync(() -> fakes.server.close(Duration.ofSeconds(20)));

      assertThat(idle.ended()).isTrue();
      assertThat(used.ended()).isTrue();
      assertThatThrownBy(() -> fakes.client().answer()).isInstanceOf(IOException.class);
      assertThat(closed).isNotDone();

      fakes.release.countDown();
      RawClient.Answer answer = blocked.answer();
      assertThat(answer.text()).isEqualTo("worker");
      assertThat(answer.header("connection")).isEqualTo("close");
      blocked.close();
      promise.complete(Reply.EMPTY);
      assertThat(waiting.answer().header("connection")).isEqualTo("close");
      waiting.close();
      assertThat(closed).isNotDone();
      sending.send(Arrays.copyOfRange(request, request.length - 5, request.length));
      assertThat(sending.answer().text()).isEqualTo("sent slowly");
      sending.close();
      assertThat(closed.join()).isTrue();
    }
  }

  @Test
  void closingDoesNotWaitForEver() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      client.send(Requests.of("Block"));
      fakes.awaitBlocked(1);
      assertThat(fakes.server.close(Duration.ofMillis(50))).isFalse();
      assertThat(client.ended()).isTrue();
      assertThat(fakes.server.awaitOperations(Duration.ofMillis(1))).isFalse();
      fakes.release.countDown();
      assertThat(fakes.server.awaitOperations(Duration.ofSeconds(20))).isTrue();
      assertThat(fakes.server.close(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void aRequestWhoseClientLeftIsInHandAllTheSame() throws Exception {
    try (Fakes fakes = Fakes.start()) {
      try (RawClient client = fakes.client()) {
        client.send(Requests.of("Promise"));
      }
      CompletableFuture<Reply> promise = fakes.awaitPromise();
      CompletableFuture<Boolean> closed =
          CompletableFuture.supplyAsync(() -> fakes.server.close(Duration.ofSeconds(20)));
      await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      assertThat(closed).isNotDone();
      promise.complete(Reply.EMPTY);
      assertThat(closed.join()).isTrue();
    }
  }

  @Test
  void anAddressInUseIsOneClearSentence() throws Exception {
    try (Fakes fakes = Fakes.start()) {
      TablestoreServer second = server(fakes.address);
      assertThatThrownBy(second::start)
          .isInstanceOf(AddressUnavailableException.class)
          .hasMessage(
              "Cannot listen on 127.0.0.1:"
                  + fakes.address.getPort()
                  + ": the address is already in use.");
      second.close();
    }
  }

  @Test
  @SuppressWarnings("AddressSelection") // No name, and it has only the one address.
  void soAreOtherReasons() {
    assertThatThrownBy(server(new InetSocketAddress("192.0.2.1", 8280))::start)
        .hasMessage("Cannot listen on 192.0.2.1:8280: this machine has no such address.");
    assertThatThrownBy(
            server(InetSocketAddress.createUnresolved("no.such.host.invalid", 8280))::start)
        .hasMessage("Cannot listen on no.such.host.invalid:8280: the host name is unknown.");
  }

  @Test
  void aServerStartsOnceOnly() throws Exception {
    try (TablestoreServer server =
        server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      server.start();
      assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aServerThatWasNeverStartedCloses() {
    assertThat(
            server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).close(Duration.ZERO))
        .isTrue();
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> TablestoreServer.builder().build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TablestoreServer.builder().workerThreads(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TablestoreServer.builder().idleTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().maxInFlightBytes(1).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().operations(List.of(Fakes.ECHO, Fakes.ECHO)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Echo");
  }

  @Test
  void theDevelopmentKeyOpensEveryInstance() throws Exception {
    try (TablestoreServer server = builder().operations(List.of(Fakes.ECHO)).build();
        RawClient client = new RawClient(server.start())) {
      Requests request =
          Requests.of("Echo").ots("x-ots-accesskeyid", "tabularium").secret("tabularium");
      assertThat(client.ask(request.body("in")).text()).isEqualTo("in");
      assertThat(client.ask(request.secret("guessed")).status()).isEqualTo(403);
    }
  }

  @Test
  void webPagesAreRefusedIfThatIsAskedFor() throws Exception {
    try (Fakes strict = Fakes.start(builder -> builder.refuseBrowsers(true));
        RawClient client = strict.client()) {
      RawClient.Answer answer = client.ask(Requests.of("Echo").line("oRIGIN: http://evil.example"));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.error())
          .isEqualTo("OTSAuthFailed: Requests from web pages are refused in development mode.");
      assertThat(answer.header("authorization")).isNull();
      assertThat(client.ask(Requests.of("Echo").line("Origin: null")).status()).isEqualTo(403);
      assertThat(client.ask(Requests.of("Echo").line("Origin:")).status()).isEqualTo(403);
      assertThat(client.ask(Requests.of("Echo").body("no page")).text()).isEqualTo("no page");
    }
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      assertThat(client.ask(Requests.of("Echo").line("Origin: http://page.example")).status())
          .isEqualTo(200);
    }
  }

  private static TablestoreServer.Builder builder() {
    return TablestoreServer.builder()
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .accessKeys(Development.keys())
        .instances(Development.instances());
  }

  private static TablestoreServer server(InetSocketAddress address) {
    return builder().address(address).build();
  }
}
