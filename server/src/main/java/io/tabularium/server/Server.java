/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.engine.Engine;
import io.tabularium.server.admin.AdminServer;
import io.tabularium.server.admin.Health;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.StorageSettings;
import io.tabularium.server.logging.SlowRequests;
import io.tabularium.server.metrics.ServerMetrics;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.wire.tablestore.AddressUnavailableException;
import io.tabularium.wire.tablestore.RequestObserver;
import io.tabularium.wire.tablestore.TablestoreServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: started by {@link #start}, stopped by {@link #close}. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** What {@link #close} undoes, newest first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final ServerSettings settings;
  private final Health health = new Health();
  private AdminServer admin;
  private TablestoreServer front;
  private Engine engine;

  private Server(ServerSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts a server and returns once it answers requests. Nothing stays open if it fails.
   *
   * @throws StartupException with one sentence for the operator
   * @throws io.tabularium.server.config.ConfigException if the settings would expose data
   */
  public static Server start(ServerSettings settings) {
    settings.refuseExposure();
    Server server = new Server(settings);
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
    return "http://" + settings.listen().withPort(front.address().getPort());
  }

  /** Where the administration listener is, such as {@code http://127.0.0.1:8281}. */
  public String adminEndpoint() {
    return "http://" + adminAddress();
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
  public synchronized void close() {
    health.enter(Health.State.STOPPING);
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.error("could not close {}", resource, e);
      }
    }
  }

  private void open() {
    DataDirectory data = new DataDirectory(settings.data());
    data.prepare();
    ServerMetrics metrics = new ServerMetrics();
    opened.push(metrics);

    // The listener goes up first: a store that recovers for minutes should be seen to be starting.
    Store[] later = new Store[1];
    admin =
        listen(
            health,
            metrics,
            (directory, progress) -> {
              if (later[0] == null) {
                throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, "the server is starting", null);
              }
              later[0].backup(directory, progress);
            });
    opened.push(admin);

    Store store = openStore(data);
    opened.push(store);
    metrics.addStore(store);
    health.probe(() -> StorageProbe.check(store));

    engine = new Engine(store, settings.engine(), Clock.systemUTC());
    opened.push(engine);

    SlowRequests slow = new SlowRequests(settings.logging().slowRequest());
    front =
        openFront(
            request -> {
              metrics.answered(request);
              slow.answered(request);
            });
    opened.push(front);

    try {
      data.recordAdmin(adminAddress().toString());
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + settings.data() + " cannot be written: " + e.getMessage() + ".", e);
    }
    opened.push(data::forgetAdmin);
    later[0] = store;
    health.enter(Health.State.READY);
  }
}
