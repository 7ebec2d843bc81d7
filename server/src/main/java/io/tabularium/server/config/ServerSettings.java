/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import io.tabularium.engine.EngineConfig;
import io.tabularium.engine.search.SearchSettings;
import io.tabularium.engine.tunnel.TunnelSettings;
import io.tabularium.storage.Durability;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.AccessKey;
import io.tabularium.wire.tablestore.Grant;
import io.tabularium.wire.wtable.Passwords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Everything an operator chose.
 *
 * @param data the data directory
 * @param listen where clients connect
 * @param durability when a write counts as done
 * @param instances the instances that exist; empty if they come into being on first use
 * @param accessKeys the access keys; empty in development mode
 * @param admin the administration listener
 * @param storage the storage engine
 * @param search the search engine, and how indexes are kept up to date
 * @param engine the engine's own settings
 * @param wire the protocol front-end
 * @param wtable the front-end for WTable and GoTable clients
 * @param names the Name Center
 * @param logging logging
 */
public record ServerSettings(
    Path data,
    Address listen,
    Durability durability,
    List<String> instances,
    List<AccessKey> accessKeys,
    AdminSettings admin,
    StorageSettings storage,
    SearchOptions search,
    EngineConfig engine,
    WireSettings wire,
    WtableSettings wtable,
    NameCenterSettings names,
    LoggingSettings logging) {

  /** Copies the lists. */
  public ServerSettings {
    instances = List.copyOf(instances);
    accessKeys = List.copyOf(accessKeys);
  }

  /** What a server without flags and file uses. */
  public static ServerSettings defaults() {
    return from("defaults", Node.Mapping.empty(), name -> null);
  }

  /**
   * Reads a configuration file.
   *
   * @throws ConfigException if anything in it is wrong
   */
  public static ServerSettings read(Path file) {
    return from(file.toString(), YamlFile.read(file), System::getenv);
  }

  static ServerSettings from(String file, Node.Mapping content, UnaryOperator<String> environment) {
    Section root = Section.root(file, content);
    List<AccessKey> keys = accessKeys(root, environment);
    return new ServerSettings(
        root.get(Keys.DATA),
        root.get(Keys.LISTEN),
        root.get(Keys.DURABILITY),
        instances(root),
        keys,
        new AdminSettings(root.get(Keys.ADMIN_LISTEN), root.get(Keys.ADMIN_ALLOW_REMOTE)),
        new StorageSettings(
            root.get(Keys.STORAGE_ENGINE),
            root.get(Keys.STORAGE_CACHE),
            root.get(Keys.STORAGE_WRITE_BUFFER)),
        new SearchOptions(
            root.get(Keys.SEARCH_ENGINE),
            root.get(Keys.SEARCH_WRITE_BUFFER),
            positive(root, Keys.SEARCH_REFRESH_INTERVAL),
            root.get(Keys.SEARCH_CONCURRENT),
            new SearchSettings(
                root.get(Keys.SEARCH_THREADS),
                positive(root, Keys.SEARCH_COMMIT_INTERVAL),
                positive(root, Keys.SEARCH_EXPIRY_INTERVAL),
                root.get(Keys.SEARCH_FLOOD_LAG))),
        new EngineConfig(
            root.get(Keys.LIMITS_TABLES),
            root.get(Keys.ENGINE_ACCEPT_ENCRYPTION),
            root.get(Keys.ENGINE_SHORT_TTL),
            (int) bounded(root, Keys.LIMITS_ROW_RESPONSE, 64 << 10, 256 << 20),
            positive(root, Keys.ENGINE_UPKEEP_INTERVAL).toMillis(),
            root.get(Keys.ENGINE_INDEX_BUILD_RATE),
            new TunnelSettings(
                root.get(Keys.TUNNEL_WARM_UP).toMillis(), root.get(Keys.TUNNEL_UNCLAIMED_OPEN))),
        new WireSettings(
            root.get(Keys.THREADS_WORKERS),
            root.get(Keys.THREADS_NETWORK),
            root.get(Keys.LIMITS_CONNECTIONS),
            root.get(Keys.LIMITS_QUEUED_REQUESTS),
            wholeSeconds(root, Keys.LIMITS_CLOCK_SKEW),
            positive(root, Keys.LIMITS_SIGN_DATE_AGE),
            positive(root, Keys.LIMITS_REQUEST_TIMEOUT),
            positive(root, Keys.LIMITS_IDLE_TIMEOUT),
            root.get(Keys.SHUTDOWN_DRAIN)),
        new WtableSettings(
            root.get(Keys.WTABLE_LISTEN),
            wtablePasswords(root, environment),
            root.get(Keys.WTABLE_MULTI_KEYS),
            root.get(Keys.WTABLE_SCAN_RECORDS),
            root.get(Keys.WTABLE_CONNECTIONS),
            root.get(Keys.WTABLE_NETWORK_THREADS),
            root.get(Keys.WTABLE_PING_IS_AUTH)),
        nameCenter(root, environment),
        new LoggingSettings(
            root.get(Keys.LOGGING_FORMAT).equals("json"),
            root.get(Keys.LOGGING_LEVEL),
            root.map(Keys.LOGGING_LEVELS),
            root.get(Keys.LOGGING_SLOW_REQUEST)));
  }

  /** Whether no key is configured, so that the well-known one works, on this machine only. */
  public boolean developmentMode() {
    return accessKeys.isEmpty();
  }

  /** Whether an instance may be used. */
  public boolean hasInstance(String name) {
    return instances.isEmpty() || instances.contains(name);
  }

  /**
   * Refuses combinations that would expose data.
   *
   * @throws ConfigException with the reason
   */
  public void refuseExposure() {
    if (developmentMode() && !listen.isLoopback()) {
      throw new ConfigException(
          "Refusing to listen on "
              + listen
              + " without access keys, because everyone who reaches that address could read and"
              + " change all data: give --access-key ID:SECRET, or access-keys in a --config file,"
              + " or listen on 127.0.0.1.");
    }
    if (wtable.enabled() && !wtable.listen().isLoopback() && !wtable.passwords().required()) {
      throw new ConfigException(
          "Refusing to listen on "
              + wtable.listen()
              + " for WTable clients without a password, because everyone who reaches that address"
              + " could read and change all WTable data: give wtable.admin-password in a --config"
              + " file, or listen on 127.0.0.1.");
    }
    if (!admin.allowRemote() && !admin.listen().isLoopback()) {
      throw new ConfigException(
          "Refusing to serve the admin listener on "
              + admin.listen()
              + ", because it asks for no key: use 127.0.0.1, or set admin.allow-remote to true in"
              + " a --config file if the network around it is trusted.");
    }
  }

  /** The same with another data directory. */
  public ServerSettings withData(Path newData) {
    return with(copy -> copy.data = newData);
  }

  /** The same with another address for clients. */
  public ServerSettings withListen(Address newListen) {
    return with(copy -> copy.listen = newListen);
  }

  /** The same with another durability. */
  public ServerSettings withDurability(Durability newDurability) {
    return with(copy -> copy.durability = newDurability);
  }

  /** The same with other instances. */
  public ServerSettings withInstances(List<String> newInstances) {
    return with(copy -> copy.instances = newInstances);
  }

  /** The same with other access keys. */
  public ServerSettings withAccessKeys(List<AccessKey> newAccessKeys) {
    return with(copy -> copy.accessKeys = newAccessKeys);
  }

  /** The same with another address for administration. */
  public ServerSettings withAdmin(AdminSettings newAdmin) {
    return with(copy -> copy.admin = newAdmin);
  }

  /** The same with other storage settings. */
  public ServerSettings withStorage(StorageSettings newStorage) {
    return with(copy -> copy.storage = newStorage);
  }

  /** The same with other search settings. */
  public ServerSettings withSearch(SearchOptions newSearch) {
    return with(copy -> copy.search = newSearch);
  }

  /** The same with other engine settings. */
  public ServerSettings withEngine(EngineConfig newEngine) {
    return with(copy -> copy.engine = newEngine);
  }

  /** The same with another front-end. */
  public ServerSettings withWire(WireSettings newWire) {
    return with(copy -> copy.wire = newWire);
  }

  /** The same with another front-end for WTable and GoTable clients. */
  public ServerSettings withWtable(WtableSettings newWtable) {
    return with(copy -> copy.wtable = newWtable);
  }

  /** The same with another Name Center. */
  public ServerSettings withNames(NameCenterSettings newNames) {
    return with(copy -> copy.names = newNames);
  }

  /** The same with other logging. */
  public ServerSettings withLogging(LoggingSettings newLogging) {
    return with(copy -> copy.logging = newLogging);
  }

  private ServerSettings with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.make();
  }

  /** The list, or else the instances that grants name. */
  private static List<String> instances(Section root) {
    List<String> listed = root.list(Keys.INSTANCES);
    if (root.has(Keys.INSTANCES) && listed.isEmpty()) {
      throw root.mistake(
          root.line(Keys.INSTANCES), "instances must name at least one instance, or be left out.");
    }
    Set<String> names = new LinkedHashSet<>(listed);
    for (Section key : root.sections("access-keys")) {
      for (Section grant : key.sections("grants")) {
        String instance = grant.get(Keys.GRANT_INSTANCE);
        if (instance.contains("*") || listed.contains(instance)) {
          continue;
        }
        if (!listed.isEmpty()) {
          throw grant.mistake(
              grant.line(Keys.GRANT_INSTANCE),
              "instance \"" + instance + "\" is not in the list of instances.");
        }
        names.add(instance);
      }
    }
    return List.copyOf(names);
  }

  private static List<AccessKey> accessKeys(Section root, UnaryOperator<String> environment) {
    List<AccessKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Section section : root.sections("access-keys")) {
      String id = section.require(Keys.ACCESS_KEY_ID);
      if (!ids.add(id)) {
        throw section.mistake(
            section.line(Keys.ACCESS_KEY_ID), "the access key \"" + id + "\" stands here twice.");
      }
      String secret =
          secret(
              section,
              Keys.ACCESS_KEY_SECRET,
              Keys.ACCESS_KEY_SECRET_FILE,
              Keys.ACCESS_KEY_SECRET_ENV,
              environment);
      if (secret == null) {
        throw section.mistake(
            section.line(Keys.ACCESS_KEY_ID),
            "the access key \"" + id + "\" needs a secret, a secret-file or a secret-env.");
      }
      String token =
          secret(
              section,
              Keys.ACCESS_KEY_TOKEN,
              Keys.ACCESS_KEY_TOKEN_FILE,
              Keys.ACCESS_KEY_TOKEN_ENV,
              environment);
      keys.add(
          new AccessKey(id, secret, token, !section.get(Keys.ACCESS_KEY_ENABLED), grants(section)));
    }
    return keys;
  }

  private static NameCenterSettings nameCenter(Section root, UnaryOperator<String> environment) {
    String password =
        secret(
            root,
            Keys.NAMES_PASSWORD,
            Keys.NAMES_PASSWORD_FILE,
            Keys.NAMES_PASSWORD_ENV,
            environment);
    String user = root.get(Keys.NAMES_USER);
    if ((user == null) != (password == null)) {
      throw root.mistake(
          root.line(Keys.NAMES_USER), "etcd wants a user and a password, or neither.");
    }
    return new NameCenterSettings(
        root.list(Keys.NAMES_ETCD),
        user,
        password,
        root.get(Keys.NAMES_PREFIX),
        wholeSeconds(root, Keys.NAMES_LEASE),
        root.get(Keys.NAMES_ADVERTISE),
        root.list(Keys.NAMES_BIDS));
  }

  private static Passwords wtablePasswords(Section root, UnaryOperator<String> environment) {
    String admin =
        secret(
            root,
            Keys.WTABLE_ADMIN_PASSWORD,
            Keys.WTABLE_ADMIN_PASSWORD_FILE,
            Keys.WTABLE_ADMIN_PASSWORD_ENV,
            environment);
    Map<Integer, String> databases = new HashMap<>();
    for (Section section : root.sections("wtable.databases")) {
      int id = section.require(Keys.WTABLE_DATABASE_ID);
      String password =
          secret(
              section,
              Keys.WTABLE_DATABASE_PASSWORD,
              Keys.WTABLE_DATABASE_PASSWORD_FILE,
              Keys.WTABLE_DATABASE_PASSWORD_ENV,
              environment);
      if (password == null) {
        throw section.mistake(
            section.line(Keys.WTABLE_DATABASE_ID), "the database " + id + " needs a password.");
      }
      if (databases.put(id, password) != null) {
        throw section.mistake(
            section.line(Keys.WTABLE_DATABASE_ID), "the database " + id + " stands here twice.");
      }
    }
    Map<Integer, Passwords.Business> businesses = new HashMap<>();
    for (Section section : root.sections("wtable.businesses")) {
      long id = section.require(Keys.WTABLE_BUSINESS_ID);
      int database = section.require(Keys.WTABLE_BUSINESS_DATABASE);
      String password =
          secret(
              section,
              Keys.WTABLE_BUSINESS_PASSWORD,
              Keys.WTABLE_BUSINESS_PASSWORD_FILE,
              Keys.WTABLE_BUSINESS_PASSWORD_ENV,
              environment);
      if (password == null) {
        throw section.mistake(
            section.line(Keys.WTABLE_BUSINESS_ID), "the business " + id + " needs a password.");
      }
      if (businesses.put((int) id, new Passwords.Business(database, password)) != null) {
        throw section.mistake(
            section.line(Keys.WTABLE_BUSINESS_ID), "the business " + id + " stands here twice.");
      }
    }
    return new Passwords(admin, databases, businesses);
  }

  private static List<Grant> grants(Section key) {
    List<Grant> grants = new ArrayList<>();
    if (key.sections("grants").isEmpty()) {
      throw key.mistake(
          key.line(Keys.ACCESS_KEY_ID),
          "the access key \""
              + key.get(Keys.ACCESS_KEY_ID)
              + "\" has no grants, so it could do nothing; for everything, give it"
              + " \"grants: [{allow: [read, write, admin]}]\".");
    }
    for (Section section : key.sections("grants")) {
      List<Access> allow = section.list(Keys.GRANT_ALLOW);
      if (allow.isEmpty()) {
        throw section.mistake(
            section.line(Keys.GRANT_ALLOW),
            "a grant needs allow, a list of " + Keys.GRANT_ALLOW.kind().expectation() + ".");
      }
      grants.add(
          new Grant(
              section.get(Keys.GRANT_INSTANCE), section.get(Keys.GRANT_TABLES), Set.copyOf(allow)));
    }
    return grants;
  }

  /** A secret written in place, in a file or in the environment; its text enters no message. */
  private static String secret(
      Section section,
      Key<String> inPlace,
      Key<Path> inFile,
      Key<String> inEnvironment,
      UnaryOperator<String> environment) {
    List<Key<?>> given = new ArrayList<>(List.of(inPlace, inFile, inEnvironment));
    given.removeIf(key -> !section.has(key));
    if (given.size() > 1) {
      throw section.mistake(
          section.line(given.get(1)),
          given.get(0).name() + " and " + given.get(1).name() + " exclude each other.");
    }
    if (section.has(inFile)) {
      Path file = section.get(inFile);
      try {
        String secret = Files.readString(file).lines().findFirst().orElse("").strip();
        if (!secret.isEmpty()) {
          return secret;
        }
      } catch (IOException | UncheckedIOException e) {
        throw section.mistake(section.line(inFile), "the file " + file + " cannot be read.");
      }
      throw section.mistake(section.line(inFile), "the file " + file + " is empty.");
    }
    if (section.has(inEnvironment)) {
      String name = section.get(inEnvironment);
      String secret = environment.apply(name);
      if (secret == null || secret.isEmpty()) {
        throw section.mistake(
            section.line(inEnvironment), "the environment variable " + name + " is not set.");
      }
      return secret;
    }
    return section.get(inPlace);
  }

  private static long bounded(Section root, Key<Long> key, long min, long max) {
    long value = root.get(key);
    if (value < min || value > max) {
      throw root.mistake(
          root.line(key),
          key.name() + " must be from " + min + " to " + max + " bytes, not " + value + ".");
    }
    return value;
  }

  /** For what is compared with dates, which have whole seconds. */
  private static Duration wholeSeconds(Section root, Key<Duration> key) {
    Duration value = root.get(key);
    if (value.getSeconds() == 0 || value.getNano() != 0) {
      throw root.mistake(root.line(key), key.name() + " must be whole seconds, 1s at least.");
    }
    return value;
  }

  private static Duration positive(Section root, Key<Duration> key) {
    Duration value = root.get(key);
    if (value.isZero()) {
      throw root.mistake(root.line(key), key.name() + " must be longer than nothing.");
    }
    return value;
  }

  /** Settings of which one is about to be another: no method has to name all the rest. */
  private static final class Copy {
    private Path data;
    private Address listen;
    private Durability durability;
    private List<String> instances;
    private List<AccessKey> accessKeys;
    private AdminSettings admin;
    private StorageSettings storage;
    private SearchOptions search;
    private EngineConfig engine;
    private WireSettings wire;
    private WtableSettings wtable;
    private NameCenterSettings names;
    private LoggingSettings logging;

    Copy(ServerSettings from) {
      this.data = from.data;
      this.listen = from.listen;
      this.durability = from.durability;
      this.instances = from.instances;
      this.accessKeys = from.accessKeys;
      this.admin = from.admin;
      this.storage = from.storage;
      this.search = from.search;
      this.engine = from.engine;
      this.wire = from.wire;
      this.wtable = from.wtable;
      this.names = from.names;
      this.logging = from.logging;
    }

    ServerSettings make() {
      return new ServerSettings(
          data,
          listen,
          durability,
          instances,
          accessKeys,
          admin,
          storage,
          search,
          engine,
          wire,
          wtable,
          names,
          logging);
    }
  }
}
