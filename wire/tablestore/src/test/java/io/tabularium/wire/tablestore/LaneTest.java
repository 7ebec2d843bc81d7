/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which requests are served where. */
class LaneTest {
  private static final long SLOW = 50_000_000;
  private static final long QUICK = 10_000;

  @Test
  void anOperationThatDoesNotSayItIsBriefGoesToWorkersAlways() {
    Lane lane = new Lane(Fakes.ECHO);
    for (int i = 0; i < 1000; i++) {
      lane.took(1);
    }
    assertThat(lane.servedAtOnce(0)).isFalse();
  }

  @Test
  void aBriefOneIsServedAtOnceWhenItHasProvedIt() {
    Lane lane = new Lane(brief("Brief"));
    assertThat(lane.servedAtOnce(0)).isFalse();
    for (int i = 0; i < 100; i++) {
      lane.took(QUICK);
    }
    assertThat(lane.servedAtOnce(0)).isTrue();
    assertThat(lane.servedAtOnce(16 * 1024)).isTrue();
    assertThat(lane.servedAtOnce(16 * 1024 + 1)).isFalse();
  }

  @Test
  void oneRequestThatWasHeldUpChangesNothing() {
    Lane lane = new Lane(brief("Brief"));
    for (int i = 0; i < 200; i++) {
      lane.took(QUICK);
    }
    lane.took(SLOW);
    assertThat(lane.servedAtOnce(0)).isTrue();
  }

  @Test
  void slowRequestsSendTheNextOnesToWorkersForAWhile() {
    Lane lane = new Lane(brief("Brief"));
    for (int i = 0; i < 200; i++) {
      lane.took(QUICK);
    }
    int slow = 0;
    while (lane.servedAtOnce(0)) {
      lane.took(SLOW);
      slow++;
    }
    assertThat(slow).isBetween(3, 20);
    int away = 0;
    while (!lane.servedAtOnce(0)) {
      lane.took(QUICK);
      away++;
    }
    assertThat(away).isBetween(1, 100);
  }

  @Test
  void oneSlowReadInThreeIsTooMany() {
    Lane lane = new Lane(brief("Brief"));
    for (int i = 0; i < 200; i++) {
      lane.took(i % 3 == 0 ? SLOW : QUICK);
    }
    assertThat(lane.servedAtOnce(0)).isFalse();
  }

  @Test
  void theThreadsAreTheOnesMeant() throws Exception {
    try (Fakes fakes =
            Fakes.start(builder -> builder.operations(List.of(brief("Brief"), thread("Other"))));
        RawClient client = fakes.client()) {
      String thread = "";
      for (int i = 0; i < 20_000 && !thread.startsWith("tablestore-net"); i++) {
        RawClient.Answer answer = client.ask(Requests.of("Brief"));
        assertThat(answer.signedWith(Requests.SECRET, "Brief")).isTrue();
        thread = answer.text();
      }
      assertThat(thread).startsWith("tablestore-net");
      assertThat(client.ask(Requests.of("Brief").body(new byte[20_000])).text())
          .startsWith("tablestore-worker");
      assertThat(client.ask(Requests.of("Other")).text()).startsWith("tablestore-worker");

      // Requests sent ahead are served one after the other there too.
      for (int i = 0; i < 200; i++) {
        client.send(Requests.of("Brief"));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  private static Operation brief(String name) {
    Operation operation = thread(name);
    return new Operation() {
      @Override
      public String name() {
        return operation.name();
      }

      @Override
      public Access access() {
        return operation.access();
      }

      @Override
      public boolean brief() {
        return true;
      }

      @Override
      public CompletableFuture<Reply> run(Call call, byte[] body) {
        return operation.run(call, body);
      }
    };
  }

  private static Operation thread(String name) {
    return Fakes.operation(
        name,
        (call, body) ->
            CompletableFuture.completedFuture(
                Reply.of(Requests.latin1(Thread.currentThread().getName()))));
  }
}
