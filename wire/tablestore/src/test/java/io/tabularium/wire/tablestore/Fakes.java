/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A server with operations that do nothing useful but exactly what a test wants. */
final class Fakes implements AutoCloseable {
  static {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
  }

  /** Answers the request's body. */
  static final Operation ECHO =
      operation("Echo", (call, body) -> CompletableFuture.completedFuture(Reply.of(body)));

  /** Answers as many bytes as the body says. */
  static final Operation MUCH =
      operation(
          "Much",
          (call, body) -> {
            byte[] reply = new byte[Integer.parseInt(text(body))];
            for (int i = 0; i < reply.length; i++) {
              reply[i] = (byte) (((i * 31) >>> 8) ^ i);
            }
            // In the middle of an array, as an encoder's buffer may be.
            byte[] larger = new byte[reply.length + 7];
            System.arraycopy(reply, 0, larger, 3, reply.length);
            return CompletableFuture.completedFuture(new Reply(larger, 3, reply.length));
          });

  /** Checks the table named by the body, READ or, if it begins with an exclamation mark, WRITE. */
  static final Operation TABLE =
      operation(
          "Table",
          (call, body) -> {
            String table = text(body);
            if (table.startsWith("!")) {
              call.check(table.substring(1), Access.WRITE);
            } else {
              call.check(table, Access.READ);
            }
            return CompletableFuture.completedFuture(Reply.of(body));
          });

  final CountDownLatch release = new CountDownLatch(1);
  final AtomicInteger blocked = new AtomicInteger();
  final Queue<CompletableFuture<Reply>> promises = new ConcurrentLinkedQueue<>();
  final Queue<RequestObserver.Request> observed = new ConcurrentLinkedQueue<>();
  final Map<String, AccessKey> keys = new ConcurrentHashMap<>();
  volatile RuntimeException failure;
  volatile Error error;

  final TablestoreServer server;
  final InetSocketAddress address;

  private Fakes(Consumer<TablestoreServer.Builder> change) throws Exception {
    keys.put(Requests.KEY, AccessKey.of(Requests.KEY, Requests.SECRET, Grant.ALL));
    List<Operation> operations = new ArrayList<>(List.of(ECHO, MUCH, TABLE));
    operations.add(operation("Block", this::block));
    operations.add(operation("Promise", (call, body) -> promise()));
    operations.add(operation("Throw", (call, body) -> fail()));
    TablestoreServer.Builder builder =
        TablestoreServer.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .accessKeys(id -> Optional.ofNullable(keys.get(id)))
            .instances(name -> !name.startsWith("no-"))
            .observer(observed::add)
            .workerThreads(4)
            .operations(operations);
    change.accept(builder);
    server = builder.build();
    address = server.start();
  }

  static Fakes start() throws Exception {
    return new Fakes(builder -> {});
  }

  static Fakes start(Consumer<TablestoreServer.Builder> change) throws Exception {
    return new Fakes(change);
  }

  static Operation operation(String name, BiFunction<Call, byte[], CompletableFuture<Reply>> body) {
    return operation(name, Access.READ, body);
  }

  static Operation operation(
      String name, Access access, BiFunction<Call, byte[], CompletableFuture<Reply>> body) {
    return new Operation() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Access access() {
        return access;
      }

      @Override
      public CompletableFuture<Reply> run(Call call, byte[] message) {
        return body.apply(call, message);
      }
    };
  }

  /** An operation that, once the code is warm, is served on the network thread. */
  static Operation brief(String name, UnaryOperator<byte[]> body) {
    return new Operation() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Access access() {
        return Access.READ;
      }

      @Override
      public boolean brief() {
        return true;
      }

      @Override
      public CompletableFuture<Reply> run(Call call, byte[] message) {
        return CompletableFuture.completedFuture(Reply.of(body.apply(message)));
      }
    };
  }

  RawClient client() throws Exception {
    return new RawClient(address);
  }

  private CompletableFuture<Reply> block(Call call, byte[] body) {
    blocked.incrementAndGet();
    try {
      if (!release.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return CompletableFuture.completedFuture(Reply.of(body));
  }

  private CompletableFuture<Reply> promise() {
    CompletableFuture<Reply> promise = new CompletableFuture<>();
    promises.add(promise);
    return promise;
  }

  private CompletableFuture<Reply> fail() {
    if (error != null) {
      throw error;
    }
    throw failure;
  }

  void awaitBlocked(int count) {
    await().until(() -> blocked.get() == count);
  }

  CompletableFuture<Reply> awaitPromise() {
    await().until(() -> !promises.isEmpty());
    return promises.remove();
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Closes, and holds the server to its promise that nothing is left. */
  @Override
  public void close() {
    release.countDown();
    server.close(Duration.ofSeconds(5));
    await().until(() -> server.bytesInFlight() == 0 && server.connections() == 0);
  }
}
