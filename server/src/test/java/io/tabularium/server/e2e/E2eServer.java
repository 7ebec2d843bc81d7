/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.ResourceManager;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentialProvider;
import com.alicloud.openservices.tablestore.model.NoRetryStrategy;
import com.alicloud.openservices.tablestore.model.RetryStrategy;
import io.tabularium.server.config.WireSettings;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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

  private final Supplier<TestServer> starter;
  private final TurnableClock clock;

  private TestServer running;
  private String instance;
  private SyncClient client;

  private E2eServer(Supplier<TestServer> starter, TurnableClock clock) {
    this.starter = starter;
    this.clock = clock;
  }

  /** The server all classes share. */
  static E2eServer shared() {
    return new E2eServer(null, null);
  }

  /** A server of the class's own whose engine goes by a clock that {@link #advance} turns. */
  static E2eServer withClock() {
    TurnableClock clock = new TurnableClock();
    // Clients go by the real clock, so their dates will be far off.
    return new E2eServer(
        () ->
            TestServer.start(
                null,
                settings -> {
                  WireSettings wire = settings.wire();
                  return settings.withWire(
                      new WireSettings(
                          wire.workerThreads(),
                          wire.networkThreads(),
                          wire.maxConnections(),
                          wire.maxQueued(),
                          Duration.ofDays(365_000),
                          wire.signDateAge(),
                          wire.requestTimeout(),
                          wire.idleTimeout(),
                          wire.drain()));
                },
                clock),
        clock);
  }

  /** A server of the class's own with this configuration file. */
  static E2eServer configured(String yaml) {
    return new E2eServer(() -> TestServer.configured(yaml), null);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running = starter != null ? starter.get() : sharedBy(context);
    instance = freshInstance();
    client = client(instance);
  }

  /** Started by the first class that needs it, closed after the last test of the JVM. */
  private static TestServer sharedBy(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(TestServer.class, key -> TestServer.start(), TestServer.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (starter != null) {
      running.close();
    }
  }

  String endpoint() {
    return running.endpoint();
  }

  String keyId() {
    return TestServer.KEY;
  }

  String secret() {
    return TestServer.KEY;
  }

  /** The instance of this test class. */
  String instance() {
    return instance;
  }

  /** The name of an instance nobody has used. */
  static String freshInstance() {
    return "e2e-" + INSTANCES.incrementAndGet();
  }

  /**
   * A client of this class's instance that retries only what is its own fault ({@link
   * SelfInflicted}), so that refusals show at once.
   */
  SyncClient client() {
    return client;
  }

  /** The same for some instance. */
  SyncClient client(String someInstance) {
    return new SyncClient(
        endpoint(),
        new DefaultCredentialProvider(keyId(), secret()),
        someInstance,
        Pool.FORGIVING,
        Pool.RESOURCES.sharedResourceManager());
  }

  /** A client of this class's instance that does not retry at all. */
  SyncClient strictClient() {
    return client(endpoint(), instance);
  }

  /** A client of any server in development mode that does not retry at all. */
  static SyncClient client(String endpoint, String someInstance) {
    return new SyncClient(
        endpoint,
        new DefaultCredentialProvider(TestServer.KEY, TestServer.KEY),
        someInstance,
        Pool.STRICT,
        Pool.RESOURCES.sharedResourceManager());
  }

  /** The program as a process of its own over a directory, in synchronous mode, ready. */
  static TabulariumProcess process(Path data) {
    return TabulariumProcess.server(data, "--durability", "sync");
  }

  /** The same, not waited for. */
  static TabulariumProcess startingProcess(Path data) {
    return TabulariumProcess.run(
        "server", "--data", data.toString(), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
  }

  /** A port that nobody listens at just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Raw HTTP to this class's instance. */
  RawClient raw() {
    return new RawClient(endpoint(), instance, keyId(), secret());
  }

  /** Turns the clock of a server started {@link #withClock}. */
  void advance(Duration by) {
    clock.ahead.addAndGet(by.toMillis());
  }

  /** The time of a server started {@link #withClock}, in milliseconds. */
  long now() {
    return clock.millis();
  }

  /** A client configuration that retries only what is the client's own fault. */
  static ClientConfiguration configuration() {
    return configuration(new SelfInflicted());
  }

  private static ClientConfiguration configuration(RetryStrategy retries) {
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setRetryStrategy(retries);
    configuration.setIoThreadCount(1);
    configuration.setRetryThreadCount(1);
    configuration.setSyncClientWaitFutureTimeoutInMillis(60_000);
    configuration.setEnableResponseContentMD5Checking(true);
    return configuration;
  }

  /** The connections and threads that all clients share. */
  private static final class Pool {
    static final ClientConfiguration FORGIVING = configuration();
    static final ClientConfiguration STRICT = configuration(new NoRetryStrategy());
    static final ResourceManager RESOURCES = new ResourceManager(STRICT);
  }

  /** A clock that runs and can be turned forward. */
  private static final class TurnableClock extends Clock {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public Instant instant() {
      return Instant.now().plusMillis(ahead.get());
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
}
