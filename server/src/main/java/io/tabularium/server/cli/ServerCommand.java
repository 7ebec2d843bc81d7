/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.Server;
import io.tabularium.server.Version;
import io.tabularium.server.config.AdminSettings;
import io.tabularium.server.config.ConfigException;
import io.tabularium.server.config.Key;
import io.tabularium.server.config.Keys;
import io.tabularium.server.config.Kind;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.logging.Logging;
import io.tabularium.wire.tablestore.AccessKey;
import io.tabularium.wire.tablestore.Grant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until the process is told to stop. */
@Command(
    name = "server",
    description = "Runs a server until it is told to stop. Flags win over the configuration file.",
    sortOptions = false)
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory for everything the server keeps (default: ./tabularium-data).")
  private String data;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where clients connect (default: 127.0.0.1:8280).")
  private String listen;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Where health and metrics are served (default: 127.0.0.1:8281).")
  private String admin;

  @Option(
      names = "--wtable",
      paramLabel = "HOST:PORT",
      description = "Where WTable and GoTable clients connect (default: nowhere).")
  private String wtable;

  @Option(
      names = "--access-key",
      paramLabel = "ID:SECRET",
      description = "A key that may do everything; repeatable. Without any, development mode.")
  private List<String> accessKeys = List.of();

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description =
          "An instance that exists; repeatable. Without any, instances come into being on first"
              + " use.")
  private List<String> instances = List.of();

  @Option(
      names = "--durability",
      paramLabel = "MODE",
      description =
          "sync: acknowledged means on disk (default). periodic[:MILLIS]: flushed that often.")
  private String durability;

  @Option(
      names = "--name-center",
      paramLabel = "URL",
      description =
          "An etcd in which to find the servers of WTable businesses, and to be found; repeatable.")
  private List<String> nameCenter = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file with all of this and more; see docs/configuration.md.")
  private Path config;

  @Override
  public Integer call() throws InterruptedException {
    ServerSettings settings = settings();
    settings.refuseExposure();
    Logging.configure(settings.logging());
    LOG.atInfo()
        .setMessage("starting")
        .addKeyValue("version", Version.get())
        .addKeyValue("java", System.getProperty("java.version"))
        .addKeyValue("data", settings.data().toAbsolutePath())
        .log();
    Server server = Server.start(settings);
    stopWithProcess(server);
    System.out.println(Greeting.ready(server));
    LoggingEventBuilder ready =
        LOG.atInfo()
            .setMessage("ready")
            .addKeyValue("endpoint", server.endpoint())
            .addKeyValue("admin", server.adminEndpoint())
            .addKeyValue("durability", settings.durability().isSync() ? "sync" : "periodic");
    if (settings.wtable().enabled()) {
      ready = ready.addKeyValue("wtable", server.wtableAddress());
    }
    ready.log();
    new CountDownLatch(1).await();
    return 0;
  }

  /** SIGTERM and SIGINT end the process with 0 once everything is closed. */
  private static void stopWithProcess(Server server) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("stopping");
                  boolean clean = server.stop();
                  LOG.info("stopped");
                  // Else the exit code would be the signal's, as if something had gone wrong.
                  Runtime.getRuntime().halt(clean ? 0 : 1);
                },
                "tabularium-stop"));
  }

  private ServerSettings settings() {
    ServerSettings settings =
        config == null ? ServerSettings.defaults() : ServerSettings.read(config);
    if (data != null) {
      settings = settings.withData(flag("--data", Keys.DATA, data));
    }
    if (listen != null) {
      settings = settings.withListen(flag("--listen", Keys.LISTEN, listen));
    }
    if (admin != null) {
      settings =
          settings.withAdmin(
              new AdminSettings(
                  flag("--admin", Keys.ADMIN_LISTEN, admin), settings.admin().allowRemote()));
    }
    if (wtable != null) {
      settings =
          settings.withWtable(
              settings.wtable().withListen(flag("--wtable", Keys.WTABLE_LISTEN, wtable)));
    }
    if (!nameCenter.isEmpty()) {
      List<String> members = new ArrayList<>();
      for (String member : nameCenter) {
        members.add(flag("--name-center", Keys.NAMES_ETCD, member));
      }
      settings = settings.withNames(settings.names().withEtcd(members));
    }
    if (durability != null) {
      settings = settings.withDurability(flag("--durability", Keys.DURABILITY, durability));
    }
    if (!accessKeys.isEmpty()) {
      settings = settings.withAccessKeys(withFlags(settings.accessKeys()));
    }
    if (!instances.isEmpty()) {
      List<String> names = new ArrayList<>(settings.instances());
      for (String instance : instances) {
        names.add(flag("--instance", Keys.INSTANCES, instance));
      }
      settings = settings.withInstances(names);
    }
    return settings;
  }

  private List<AccessKey> withFlags(List<AccessKey> configured) {
    List<AccessKey> keys = new ArrayList<>(configured);
    for (String text : accessKeys) {
      int colon = text.indexOf(':');
      // The text holds a secret, so the message does not repeat it.
      if (colon <= 0 || colon == text.length() - 1) {
        throw mistake("--access-key must be ID:SECRET.");
      }
      String id = read("the ID of --access-key", Kind.KEY_ID, text.substring(0, colon));
      if (keys.stream().anyMatch(key -> key.id().equals(id))) {
        throw mistake("The access key \"" + id + "\" is given twice.");
      }
      keys.add(AccessKey.of(id, text.substring(colon + 1), Grant.ALL));
    }
    return keys;
  }

  private <T> T flag(String name, Key<T> key, String text) {
    return read(name, key.kind(), text);
  }

  private <T> T read(String what, Kind<T> kind, String text) {
    try {
      return kind.read(what, text);
    } catch (ConfigException e) {
      throw mistake(e.getMessage());
    }
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
