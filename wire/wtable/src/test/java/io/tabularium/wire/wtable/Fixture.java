/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.Klist;
import io.tabularium.engine.klist.KlistConfig;
import io.tabularium.storage.Store;
import io.tabularium.storage.testkit.InMemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A server over a store in memory, on a free port. */
final class Fixture implements AutoCloseable {
  final Store store;
  final Klist klist;
  final WtableServer server;
  final InetSocketAddress address;

  Fixture() {
    this(builder -> builder);
  }

  Fixture(UnaryOperator<WtableServer.Builder> settings) {
    this(new InMemoryStore(), settings);
  }

  Fixture(Store store, UnaryOperator<WtableServer.Builder> settings) {
    this.store = store;
    klist = new Klist(store, KlistConfig.DEFAULT, Clock.systemUTC());
    server =
        settings
            .apply(WtableServer.builder(klist).address(new InetSocketAddress("127.0.0.1", 0)))
            .build();
    try {
      address = server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Client client() {
    return new Client(address);
  }

  @Override
  public void close() {
    server.close(Duration.ofSeconds(5));
    klist.close();
    store.close();
  }
}
