/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory is ahead of the disk, but nobody is answered before the disk has caught up. */
class DurableFactsTest {
  private final InMemoryStore memory = new InMemoryStore();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicInteger writes = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final DurableFacts facts = new DurableFacts(store());

  /** The store in memory, whose facts can be held up or refused. */
  private Store store() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("changeFacts")) {
                writes.incrementAndGet();
                assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
                if (failing.get()) {
                  throw new StorageException(StorageException.Kind.UNAVAILABLE, "full", null);
                }
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    facts.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String stored(String key) {
    byte[] value = memory.getFact(bytes(key));
    return value == null ? null : new String(value, StandardCharsets.US_ASCII);
  }

  @Test
  void settledMeansOnDisk() {
    facts.put("a", bytes("1"));
    facts.put("b", bytes("2"));
    facts.settled().join();
    assertThat(stored("a") + stored("b")).isEqualTo("12");
    facts.put("a", null);
    facts.settled().join();
    assertThat(stored("a")).isNull();
    assertThat(facts.settled()).isDone();
  }

  @Test
  void whatComesWhileTheDiskIsBusyIsWrittenTogether() {
    gate = new CountDownLatch(1);
    facts.put("a", bytes("1"));
    CompletableFuture<Void> first = facts.settled();
    CompletableFuture<Void> second = null;
    for (int i = 0; i < 100; i++) {
      facts.put("b", bytes("" + i));
      second = facts.settled();
    }
    assertThat(first).isNotDone();
    gate.countDown();
    first.join();
    second.join();
    assertThat(stored("b")).isEqualTo("99");
    assertThat(writes.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void whatCouldNotBeWrittenIsTriedAgainAndTheLastCounts() {
    failing.set(true);
    facts.put("a", bytes("1"));
    facts.put("b", bytes("1"));
    assertThatThrownBy(() -> facts.settled().join()).hasCauseInstanceOf(StorageException.class);
    assertThatThrownBy(() -> facts.settled().join())
        .as("what is in memory is still not safe")
        .hasCauseInstanceOf(StorageException.class);
    failing.set(false);
    facts.put("b", bytes("2"));
    facts.settled().join();
    assertThat(stored("a") + stored("b")).isEqualTo("12");
  }

  @Test
  void onceClosedNothingSettles() {
    facts.close();
    facts.put("a", bytes("1"));
    assertThatThrownBy(() -> facts.settled().join()).hasCauseInstanceOf(StorageException.class);
  }
}
