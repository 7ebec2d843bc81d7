/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.engine.Engine;
import io.tabularium.engine.IndexCheck;
import io.tabularium.engine.Partitioning;
import io.tabularium.engine.klist.Klist;
import io.tabularium.engine.klist.KlistConfig;
import io.tabularium.names.NameCenter;
import io.tabularium.search.SearchEngine;
import io.tabularium.server.admin.AdminServer;
import io.tabularium.server.admin.Backups;
import io.tabularium.server.admin.Health;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.WtableSettings;
import io.tabularium.server.logging.SlowRequests;
import io.tabularium.server.metrics.ServerMetrics;
import io.tabularium.server.metrics.WtableMetrics;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.wire.tablestore.AccessKey;
import io.tabularium.wire.tablestore.AccessKeys;
import io.tabularium.wire.tablestore.AddressUnavailableException;
import io.tabularium.wire.tablestore.Development;
import io.tabularium.wire.tablestore.TablestoreServer;
import io.tabularium.wire.tablestore.operations.Operations;
import io.tabularium.wire.wtable.WtableServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: started by {@link #start}, stopped by {@link #close}. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int TOKEN_BYTES = 32;

  /** How long operations may go on after their requests were cut off. */
  private static final Duration CUT_OFF_PATIENCE = Duration.ofSeconds(10);

  /** What {@link #close} undoes, newest first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final ServerSettings settings;
  private final Clock clock;
  private final Health health = new Health();
  private final String adminToken = newToken();
  private final AtomicReference<NameCenter> names = new AtomicReference<>();
  private AdminServer admin;
  private TablestoreServer front;
  private Engine engine;
  private InetSocketAddress address;
  private WtableServer wtable;
  private InetSocketAddress wtableAddress;

  private Server(ServerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Starts a server and returns once it answers requests. Nothing stays open if it fails.
   *
   * @throws StartupException with one sentence for the operator
   * @throws io.tabularium.server.config.ConfigException if the settings would expose data
   */
  public static Server start(ServerSettings settings) {
    return start(settings, Clock.systemUTC());
  }

  /**
   * Starts a server that goes by another clock, as {@link #start(ServerSettings)} does.
   *
   * @param clock what tells it the time of versions, of expiry and of requests
   */
  public static Server start(ServerSettings settings, Clock clock) {
    settings.refuseExposure();
    Names.refuseContradictions(settings);
    Server server = new Server(settings, clock);
    try {
      server.open();
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** What clients take for an endpoint, such as {@code http://127.0.0.1:8280}. */
  public String endpoint() {
    return "http://" + settings.listen().withPort(address.getPort());
  }

  /** Where the administration listener is, such as {@code http://127.0.0.1:8281}. */
  public String adminEndpoint() {
    return "http://" + settings.admin().listen().withPort(admin.address().getPort());
  }

  /** Where WTable clients connect, as {@code HOST:PORT}; {@code null} if they cannot. */
  public String wtableAddress() {
    Address listening = wtableListening();
    return listening == null ? null : listening.toString();
  }

  private Address wtableListening() {
    return wtableAddress == null
        ? null
        : settings.wtable().listen().withPort(wtableAddress.getPort());
  }

  /** What it was started with. */
  public ServerSettings settings() {
    return settings;
  }

  /** The engine behind the front-end, for tests and tools within this process. */
  public Engine engine() {
    return engine;
  }

  /**
   * Stops: takes no more requests, lets those in progress finish, makes everything durable and
   * releases the data directory. Safe to call twice.
   */
  @Override
  public void close() {
    stop();
  }

  /**
   * As {@link #close}.
   *
   * @return whether everything closed without a failure
   */
  public synchronized boolean stop() {
    boolean clean = true;
    health.enter(Health.State.STOPPING);
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      try {
        resource.close();
      } catch (Exception e) {
        clean = false;
        LOG.error("something could not be closed", e);
      }
    }
    return clean;
  }

  /** Where this machine reaches the administration listener, if that listens everywhere, too. */
  private String localAdminEndpoint() {
    return admin.address().getAddress().isAnyLocalAddress()
        ? "http://127.0.0.1:" + admin.address().getPort()
        : adminEndpoint();
  }

  /** A new one each time, so that what someone once read does not open anything later. */
  private static String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  private void open() {
    DataDirectory data = new DataDirectory(settings.data());
    data.prepare();
    opened.push(data.lock());
    ServerMetrics metrics = new ServerMetrics();
    opened.push(metrics);

    // The listener goes up first: a store that recovers for minutes should be seen to be starting.
    AtomicReference<Store> ready = new AtomicReference<>();
    admin = openAdmin(metrics, ready);
    opened.push(admin);

    Store store = data.openStore(settings);
    opened.push(store);
    metrics.addStore(store);
    health.probe(store::sync);

    SearchEngine search = data.openSearch(settings);
    opened.push(search);

    engine = new Engine(store, search, settings.search().feeding(), settings.engine(), clock);
    opened.push(engine);
    metrics.addSearch(engine.searchIndexes());
    // Once more: though it went up first, it asks the engine and the store, so it closes before
    // them.
    opened.push(admin);

    front = openFront(metrics);
    // At once, so that requests end before anything they use, even if the start fails from here on.
    opened.push(this::drain);
    metrics.addFront(front);
    metrics.addEngine(engine);
    if (settings.wtable().enabled()) {
      openWtable(store, metrics);
    }
    // Last, because from here on clients are sent here; so it is also the first to close.
    NameCenter center = Names.open(settings, wtableListening(), opened);
    if (center != null) {
      metrics.addNames(center);
    }
    names.set(center);

    try {
      data.recordAdmin(new DataDirectory.Administration(localAdminEndpoint(), adminToken));
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + settings.data() + " cannot be written: " + e.getMessage() + ".",
          e);
    }
    opened.push(data::forgetAdmin);
    ready.set(store);
    health.enter(Health.State.READY);
  }

  private AdminServer openAdmin(ServerMetrics metrics, AtomicReference<Store> ready) {
    Backups backups =
        (directory, progress) -> {
          refuseWhenStopping();
          Store store = ready.get();
          if (store == null) {
            throw starting();
          }
          store.backup(
              directory,
              sentence -> {
                refuseWhenStopping();
                progress.accept(sentence);
              });
        };
    Address address = settings.admin().listen();
    try {
      return AdminServer.start(
          address.toSocketAddress(),
          health,
          metrics::scrape,
          adminToken,
          backups,
          (instance, table, progress) -> check(ready.get(), instance, table, progress),
          (request, progress) -> partition(ready.get(), request, progress),
          names::get);
    } catch (BindException e) {
      throw new StartupException(
          "Cannot listen on "
              + address
              + " for administration: the address is in use or not this machine's; choose another"
              + " with --admin HOST:PORT.",
          e);
    } catch (IOException | UnresolvedAddressException e) {
      throw new StartupException(
          "Cannot listen on " + address + " for administration: " + e.getMessage() + ".", e);
    }
  }

  private long check(Store ready, String instance, String table, Consumer<String> progress) {
    refuseWhenStopping();
    if (ready == null) {
      throw starting();
    }
    Consumer<String> told =
        sentence -> {
          refuseWhenStopping();
          progress.accept(sentence);
        };
    IndexCheck.Result result = engine.checkIndexes(instance, table, told);
    if (result.tables() == 0 && table != null) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, "There is no table " + table + ".", null);
    }
    return result.differences() + engine.searchIndexes().check(instance, table, told);
  }

  private void partition(Store ready, Partitioning.Request request, Consumer<String> progress) {
    refuseWhenStopping();
    if (ready == null) {
      throw starting();
    }
    engine.partition(request, progress);
  }

  private static StorageException starting() {
    return new StorageException(StorageException.Kind.UNAVAILABLE, "The server is starting.", null);
  }

  /** Ends a backup or a check, so that it does not keep the store from closing. */
  private void refuseWhenStopping() {
    if (health.isStopping()) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, "The server is stopping.", null);
    }
  }

  private TablestoreServer openFront(ServerMetrics metrics) {
    SlowRequests slow = new SlowRequests(settings.logging().slowRequest());
    TablestoreServer.Builder builder =
        TablestoreServer.builder()
            .address(settings.listen().toSocketAddress())
            .accessKeys(settings.developmentMode() ? Development.keys() : keys())
            .refuseBrowsers(settings.developmentMode())
            .instances(settings::hasInstance)
            .operations(Operations.all(engine))
            .clock(clock)
            .clockSkew(settings.wire().clockSkew())
            .signDateAge(settings.wire().signDateAge())
            .maxConnections(settings.wire().maxConnections())
            .queueCapacity(settings.wire().maxQueued())
            .requestTimeout(settings.wire().requestTimeout())
            .idleTimeout(settings.wire().idleTimeout())
            .observer(
                request -> {
                  metrics.answered(request);
                  slow.answered(request);
                });
    if (settings.wire().workerThreads() > 0) {
      builder.workerThreads(settings.wire().workerThreads());
    }
    if (settings.wire().networkThreads() > 0) {
      builder.networkThreads(settings.wire().networkThreads());
    }
    TablestoreServer server = builder.build();
    try {
      address = server.start();
      return server;
    } catch (AddressUnavailableException e) {
      throw new StartupException(
          e.getMessage().replaceFirst("[.]$", "") + "; choose another with --listen HOST:PORT.", e);
    }
  }

  private void openWtable(Store store, ServerMetrics metrics) {
    WtableSettings chosen = settings.wtable();
    KlistConfig config =
        KlistConfig.DEFAULT
            .withScanRecords(chosen.scanRecords())
            .withSweepIntervalMillis(settings.engine().upkeepIntervalMillis());
    Klist klist = new Klist(store, config, clock);
    opened.push(klist);
    WtableMetrics wtableMetrics = metrics.addWtable();
    WtableServer.Builder builder =
        WtableServer.builder(klist)
            .address(chosen.listen().toSocketAddress())
            .passwords(chosen.passwords())
            .observer(wtableMetrics)
            .pingIsAuth(chosen.pingIsAuth())
            .maxMultiKeys(chosen.multiKeys())
            .maxConnections(chosen.maxConnections());
    if (chosen.networkThreads() > 0) {
      builder.networkThreads(chosen.networkThreads());
    }
    wtable = builder.build();
    try {
      wtableAddress = wtable.start();
    } catch (IOException e) {
      throw new StartupException(
          "Cannot listen on "
              + chosen.listen()
              + " for WTable clients: "
              + e.getMessage()
              + "; choose another with --wtable HOST:PORT.",
          e);
    }
    opened.push(this::drainWtable);
    wtableMetrics.addFront(wtable, klist);
  }

  private void drainWtable() {
    if (!wtable.close(settings.wire().drain())) {
      LOG.warn("some WTable requests did not finish in time and were cut off");
    }
  }

  private AccessKeys keys() {
    Map<String, AccessKey> byId = new HashMap<>();
    for (AccessKey key : settings.accessKeys()) {
      byId.put(key.id(), key);
    }
    return id -> Optional.ofNullable(byId.get(id));
  }

  private void drain() {
    if (!front.close(settings.wire().drain())) {
      LOG.warn("some requests did not finish in time and were cut off");
      // Their operations still use the engine and the store, which close next.
      if (!front.awaitOperations(CUT_OFF_PATIENCE)) {
        LOG.warn("some operations still run; the store closes without them");
      }
    }
  }
}
