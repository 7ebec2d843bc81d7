/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.ResourceManager;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentialProvider;
import com.alicloud.openservices.tablestore.model.NoRetryStrategy;
import io.tabularium.engine.Engine;
import io.tabularium.engine.EngineConfig;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.rocksdb.RocksStoreProvider;
import io.tabularium.wire.tablestore.AccessKeys;
import io.tabularium.wire.tablestore.Development;
import io.tabularium.wire.tablestore.InstanceDirectory;
import io.tabularium.wire.tablestore.TablestoreServer;
import io.tabularium.wire.tablestore.operations.Operations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server under test. One server serves the whole JVM; each test class gets an instance of its
 * own, so that classes never see each other's tables. Classes that need another clock or other keys
 * start a server of their own.
 */
final class E2eServer implements BeforeAllCallback, AfterAllCallback {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private final Function<E2eServer, Running> starter;
  private final TurnableClock clock = new TurnableClock();

  private Running own;
  private Running running;
  private String instance;
  private SyncClient client;

  private E2eServer(Function<E2eServer, Running> starter) {
    this.starter = starter;
  }

  /** The server all classes share. */
  static E2eServer shared() {
    return new E2eServer(null);
  }

  /** A server of the class's own whose engine goes by a clock that {@link #advance} turns. */
  static E2eServer withClock() {
    return new E2eServer(
        self -> Running.assemble(self.clock, Development.keys(), Development.instances()));
  }

  /** A server of the class's own with this configuration file. */
  static E2eServer configured(String yaml) {
    return new E2eServer(self -> Running.assemble(Clock.systemUTC(), null, null));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (starter == null) {
      running =
          context
              .getRoot()
              .getStore(ExtensionContext.Namespace.GLOBAL)
              .getOrComputeIfAbsent(
                  Running.class,
                  key ->
                      Running.assemble(
                          Clock.systemUTC(), Development.keys(), Development.instances()),
                  Running.class);
    } else {
      own = starter.apply(this);
      running = own;
    }
    instance = freshInstance();
    client = client(instance);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (own != null) {
      own.close();
    }
  }

  String endpoint() {
    return running.endpoint;
  }

  String keyId() {
    return Development.KEY;
  }

  String secret() {
    return Development.KEY;
  }

  /** The instance of this test class. */
  String instance() {
    return instance;
  }

  /** The name of an instance nobody has used. */
  static String freshInstance() {
    return "e2e-" + INSTANCES.incrementAndGet();
  }

  /** A client of this class's instance that does not retry, so that refusals show at once. */
  SyncClient client() {
    return client;
  }

  /** A client of some instance that does not retry. */
  SyncClient client(String someInstance) {
    return new SyncClient(
        endpoint(),
        new DefaultCredentialProvider(keyId(), secret()),
        someInstance,
        Pool.CONFIGURATION,
        Pool.RESOURCES.sharedResourceManager());
  }

  /** Raw HTTP to this class's instance. */
  RawClient raw() {
    return new RawClient(endpoint(), instance, keyId(), secret());
  }

  /** Turns the clock of a server started {@link #withClock}. */
  void advance(Duration by) {
    clock.millis.addAndGet(by.toMillis());
  }

  /** The time of a server started {@link #withClock}, in milliseconds. */
  long now() {
    return clock.millis();
  }

  /** A configuration without retries. */
  static ClientConfiguration configuration() {
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setRetryStrategy(new NoRetryStrategy());
    configuration.setIoThreadCount(1);
    configuration.setRetryThreadCount(1);
    configuration.setSyncClientWaitFutureTimeoutInMillis(120_000);
    configuration.setEnableResponseContentMD5Checking(true);
    return configuration;
  }

  /** The connections and threads that all clients of the shared server share. */
  private static final class Pool {
    static final ClientConfiguration CONFIGURATION = configuration();
    static final ResourceManager RESOURCES = new ResourceManager(CONFIGURATION);
  }

  /** A clock that runs and can be turned forward. */
  private static final class TurnableClock extends Clock {
    private final AtomicLong millis = new AtomicLong();

    @Override
    public Instant instant() {
      return Instant.now().plusMillis(millis.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** A server that runs. */
  private static final class Running implements AutoCloseable {
    private final Path directory;
    private final Store store;
    private final Engine engine;
    private final TablestoreServer front;
    private final String endpoint;

    private Running(Clock clock, AccessKeys keys, InstanceDirectory instances) throws Exception {
      directory = Files.createTempDirectory("tabularium-e2e");
      store = new RocksStoreProvider().open(StoreConfig.small(directory.resolve("store")));
      engine = new Engine(store, EngineConfig.DEFAULT, clock);
      front =
          TablestoreServer.builder()
              .address(new InetSocketAddress("127.0.0.1", 0))
              .accessKeys(keys)
              .instances(instances)
              .operations(Operations.all(engine))
              .build();
      endpoint = "http://127.0.0.1:" + front.start().getPort();
    }

    static Running assemble(Clock clock, AccessKeys keys, InstanceDirectory instances) {
      try {
        return new Running(clock, keys, instances);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      front.close();
      engine.close();
      store.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
