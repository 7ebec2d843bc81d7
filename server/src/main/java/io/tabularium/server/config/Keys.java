/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import io.tabularium.model.Limits;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.server.config.Key.Shape;
import io.tabularium.storage.Durability;
import io.tabularium.wire.tablestore.Access;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every setting of the configuration file, once, in the order of the reference page. */
public final class Keys {
  private static final List<Key<?>> ALL = new ArrayList<>();

  /** The data directory. */
  public static final Key<Path> DATA =
      value(
          "data",
          Kind.PATH,
          "tabularium-data",
          "The directory that holds everything the server keeps; created if missing. Relative paths"
              + " start from where the server is started. Flag: `--data`.");

  /** The service's address. */
  public static final Key<Address> LISTEN =
      value(
          "listen",
          Kind.ADDRESS,
          "127.0.0.1:8280",
          "Where clients connect; port 0 takes a free one. Anything but a loopback address needs"
              + " access keys. Flag: `--listen`.");

  /** When a write counts as done. */
  public static final Key<Durability> DURABILITY =
      value(
          "durability",
          Kind.DURABILITY,
          "sync",
          "`sync`: a write is acknowledged when it is on disk; writes that arrive together share one"
              + " flush. `periodic:MILLISECONDS`: acknowledged at once and flushed that often"
              + " (`periodic` alone: 100 ms); a crash of the machine, not of the process, may lose"
              + " that much. Flag: `--durability`.");

  /** The instances that exist. */
  public static final Key<String> INSTANCES =
      list(
          "instances",
          Kind.INSTANCE_NAME,
          "The instances that exist. Where neither this list nor a grant names an instance, as in"
              + " development mode, instances come into being on first use.");

  /** The administration address. */
  public static final Key<Address> ADMIN_LISTEN =
      value(
          "admin.listen",
          Kind.ADDRESS,
          "127.0.0.1:8281",
          "Where `/healthz`, `/metrics`, `/names`, `/backup`, `/check` and `/partitions` are"
              + " served. Flag: `--admin`.");

  /** Whether others may reach it. */
  public static final Key<Boolean> ADMIN_ALLOW_REMOTE =
      value(
          "admin.allow-remote",
          Kind.BOOLEAN,
          "false",
          "Must be `true` before the admin listener may use an address that other machines reach,"
              + " because `/healthz`, `/metrics` and `/names` ask for no key. `/backup`,"
              + " `/check` and `/partitions` ask for the token in the data directory's `admin.address`.");

  /** A key's id. */
  public static final Key<String> ACCESS_KEY_ID =
      value("access-keys[].id", Kind.KEY_ID, null, "The access key id.");

  /** Its secret. */
  public static final Key<String> ACCESS_KEY_SECRET =
      value("access-keys[].secret", Kind.TEXT, null, "Its secret; or one of the next two.");

  /** Where its secret stands. */
  public static final Key<Path> ACCESS_KEY_SECRET_FILE =
      value("access-keys[].secret-file", Kind.PATH, null, "A file whose first line is the secret.");

  /** Which environment variable holds its secret. */
  public static final Key<String> ACCESS_KEY_SECRET_ENV =
      value(
          "access-keys[].secret-env", Kind.TEXT, null, "An environment variable with the secret.");

  /** Its security token. */
  public static final Key<String> ACCESS_KEY_TOKEN =
      value(
          "access-keys[].sts-token",
          Kind.TEXT,
          null,
          "A security token that requests with this key must present; none by default.");

  /** Where its security token stands. */
  public static final Key<Path> ACCESS_KEY_TOKEN_FILE =
      value(
          "access-keys[].sts-token-file", Kind.PATH, null, "A file whose first line is the token.");

  /** Which environment variable holds its security token. */
  public static final Key<String> ACCESS_KEY_TOKEN_ENV =
      value(
          "access-keys[].sts-token-env",
          Kind.TEXT,
          null,
          "An environment variable with the token.");

  /** Whether it may be used. */
  public static final Key<Boolean> ACCESS_KEY_ENABLED =
      value(
          "access-keys[].enabled",
          Kind.BOOLEAN,
          "true",
          "`false` keeps the key known but refuses it as disabled.");

  /** Where a grant holds. */
  public static final Key<String> GRANT_INSTANCE =
      value(
          "access-keys[].grants[].instance",
          Kind.INSTANCE_PATTERN,
          "*",
          "The instances it holds in; `*` stands for any characters. Every key in the file needs at least one grant;"
              + " several add up.");

  /** Which tables it covers. */
  public static final Key<String> GRANT_TABLES =
      value(
          "access-keys[].grants[].tables",
          Kind.TABLE_PATTERN,
          "*",
          "The tables it covers; `*` stands for any characters.");

  /** What it permits. */
  public static final Key<Access> GRANT_ALLOW =
      list(
          "access-keys[].grants[].allow",
          Kind.ACCESS,
          "Any of `read` (rows and descriptions), `write` (rows) and `admin` (create, change and"
              + " delete tables). None includes another. Required.");

  /** The WTable address. */
  public static final Key<Address> WTABLE_LISTEN =
      value(
          "wtable.listen",
          Kind.ADDRESS,
          null,
          "Where WTable and GoTable clients connect; port 0 takes a free one. Without it there is no"
              + " such front-end. Anything but a loopback address needs a password. Flag:"
              + " `--wtable`.");

  /** The password for everything. */
  public static final Key<String> WTABLE_ADMIN_PASSWORD =
      value(
          "wtable.admin-password",
          Kind.PASSWORD,
          null,
          "Opens all databases and administration; or one of the next two. As soon as there is any"
              + " password under `wtable`, connections have to authorise.");

  /** Where it stands. */
  public static final Key<Path> WTABLE_ADMIN_PASSWORD_FILE =
      value(
          "wtable.admin-password-file",
          Kind.PATH,
          null,
          "A file whose first line is the password.");

  /** Which environment variable holds it. */
  public static final Key<String> WTABLE_ADMIN_PASSWORD_ENV =
      value(
          "wtable.admin-password-env",
          Kind.TEXT,
          null,
          "An environment variable with the password.");

  /** A database. */
  public static final Key<Integer> WTABLE_DATABASE_ID =
      value(
          "wtable.databases[].id",
          Kind.integer(0, KlistLimits.ADMIN_DATABASE - 1),
          null,
          "A database that has a password of its own.");

  /** Its password. */
  public static final Key<String> WTABLE_DATABASE_PASSWORD =
      value(
          "wtable.databases[].password",
          Kind.PASSWORD,
          null,
          "Its password; or one of the next two.");

  /** Where its password stands. */
  public static final Key<Path> WTABLE_DATABASE_PASSWORD_FILE =
      value(
          "wtable.databases[].password-file",
          Kind.PATH,
          null,
          "A file whose first line is the password.");

  /** Which environment variable holds its password. */
  public static final Key<String> WTABLE_DATABASE_PASSWORD_ENV =
      value(
          "wtable.databases[].password-env",
          Kind.TEXT,
          null,
          "An environment variable with the password.");

  /** A business. */
  public static final Key<Long> WTABLE_BUSINESS_ID =
      value(
          "wtable.businesses[].id",
          Kind.UNSIGNED,
          null,
          "A business (bid). A connection that authorises with it may use its database, and at most "
              + KlistLimits.BUSINESS_MULTI_KEYS
              + " keys in one operation.");

  /** Its database. */
  public static final Key<Integer> WTABLE_BUSINESS_DATABASE =
      value(
          "wtable.businesses[].database",
          Kind.integer(0, KlistLimits.ADMIN_DATABASE - 1),
          null,
          "The database it uses.");

  /** Its password. */
  public static final Key<String> WTABLE_BUSINESS_PASSWORD =
      value(
          "wtable.businesses[].password",
          Kind.PASSWORD,
          null,
          "Its password; or one of the next two.");

  /** Where its password stands. */
  public static final Key<Path> WTABLE_BUSINESS_PASSWORD_FILE =
      value(
          "wtable.businesses[].password-file",
          Kind.PATH,
          null,
          "A file whose first line is the password.");

  /** Which environment variable holds its password. */
  public static final Key<String> WTABLE_BUSINESS_PASSWORD_ENV =
      value(
          "wtable.businesses[].password-env",
          Kind.TEXT,
          null,
          "An environment variable with the password.");

  /** Keys of a multi-operation. */
  public static final Key<Integer> WTABLE_MULTI_KEYS =
      value(
          "wtable.multi-keys",
          Kind.integer(1, KlistLimits.MULTI_KEYS),
          Integer.toString(KlistLimits.MULTI_KEYS),
          "Keys of one multi-operation at most.");

  /** Records of a scan. */
  public static final Key<Integer> WTABLE_SCAN_RECORDS =
      value(
          "wtable.scan-records",
          Kind.integer(1, KlistLimits.SCAN_NUMBER),
          Integer.toString(KlistLimits.SCAN_RECORDS),
          "Records of one page of a scan at most; clients that ask for more go on from there.");

  /** Connections. */
  public static final Key<Integer> WTABLE_CONNECTIONS =
      value(
          "wtable.connections",
          Kind.integer(1, 1_000_000),
          "10000",
          "WTable connections that are served; more are closed at once.");

  /** Network threads. */
  public static final Key<Integer> WTABLE_NETWORK_THREADS =
      value(
          "wtable.network-threads",
          Kind.threads(1024),
          "auto",
          "Threads that read and write WTable sockets, serve brief reads and make writes. `auto` follows the"
              + " number of processors.");

  /** The C++ client's AUTH. */
  public static final Key<Boolean> WTABLE_PING_IS_AUTH =
      value(
          "wtable.ping-is-auth",
          Kind.BOOLEAN,
          "false",
          "Takes a PING that carries a password for an AUTH, because GoTable's C++ client sends the"
              + " one and means the other.");

  /** Which engine. */
  public static final Key<String> STORAGE_ENGINE =
      value("storage.engine", Kind.TEXT, "rocksdb", "The storage engine, by name.");

  /** Block cache. */
  public static final Key<Long> STORAGE_CACHE =
      value(
          "storage.cache",
          Kind.BYTES_OR_AUTO,
          "auto",
          "Memory for caching stored blocks. `auto` is a quarter of the machine's (or container's)"
              + " memory, at least 64 MiB and at most 8 GiB.");

  /** Write buffers. */
  public static final Key<Long> STORAGE_WRITE_BUFFER =
      value(
          "storage.write-buffer",
          Kind.BYTES_OR_AUTO,
          "auto",
          "Memory for writes that are not yet in sorted files. `auto` is a quarter of the cache, at"
              + " least 64 MiB and at most 128 MiB.");

  /** The registry of servers. */
  public static final Key<String> NAMES_ETCD =
      list(
          "name-center.etcd",
          Kind.ETCD,
          "The members of an etcd, each a URL, in which this server enters itself for its WTable"
              + " clients and finds the other servers of their business. Without it the Name Center"
              + " knows this server alone. Flag: `--name-center`.");

  /** The registry's user. */
  public static final Key<String> NAMES_USER =
      value("name-center.user", Kind.TEXT, null, "The user in etcd, if it asks for one.");

  /** The registry's password. */
  public static final Key<String> NAMES_PASSWORD =
      value(
          "name-center.password", Kind.TEXT, null, "The user's password; or one of the next two.");

  /** Where the registry's password stands. */
  public static final Key<Path> NAMES_PASSWORD_FILE =
      value(
          "name-center.password-file", Kind.PATH, null, "A file whose first line is the password.");

  /** Which environment variable holds the registry's password. */
  public static final Key<String> NAMES_PASSWORD_ENV =
      value(
          "name-center.password-env",
          Kind.TEXT,
          null,
          "An environment variable with the password.");

  /** Keys in the registry. */
  public static final Key<String> NAMES_PREFIX =
      value(
          "name-center.prefix",
          Kind.TEXT,
          "/tabularium/names/",
          "What the keys in etcd begin with; a business and an address follow, as in"
              + " `/tabularium/names/10086/10.0.0.7:6688`.");

  /** How long an entry outlives its server. */
  public static final Key<Duration> NAMES_LEASE =
      value(
          "name-center.lease",
          Kind.TIME_SPAN,
          "5s",
          "How long a server that has crashed or is cut off stays entered; whole seconds.");

  /** Where clients find this server. */
  public static final Key<Address> NAMES_ADVERTISE =
      value(
          "name-center.advertise",
          Kind.ADDRESS,
          null,
          "Where clients are to find this server, if that is not `wtable.listen`; port 0 means the"
              + " port it listens on.");

  /** Whom this server serves. */
  public static final Key<Long> NAMES_BIDS =
      list(
          "name-center.bids",
          Kind.UNSIGNED,
          "The businesses (bids) this server is entered for; without it, those of"
              + " `wtable.businesses`.");

  /** Which search engine. */
  public static final Key<String> SEARCH_ENGINE =
      value("search.engine", Kind.TEXT, "lucene", "The search engine, by name.");

  /** Changes not yet in files. */
  public static final Key<Long> SEARCH_WRITE_BUFFER =
      value(
          "search.write-buffer",
          Kind.BYTES_OR_AUTO,
          "auto",
          "Memory for changes of all search indexes that are not yet in files. `auto` is a sixteenth"
              + " of the heap, at least 16 MiB and at most 512 MiB.");

  /** How fresh. */
  public static final Key<Duration> SEARCH_REFRESH_INTERVAL =
      value(
          "search.refresh-interval",
          Kind.TIME_SPAN,
          "50ms",
          "How long a change that has reached a search index may stay unseen by searches. Shorter is"
              + " fresher, longer makes larger files at once. An index that lags has more time.");

  /** How many at once. */
  public static final Key<Integer> SEARCH_CONCURRENT =
      value(
          "search.concurrent",
          Kind.integer(1, 10_000),
          "64",
          "Searches, and pages of scans, that run at the same time. Those beyond wait for half a"
              + " second and are then told `OTSServerBusy`, upon which clients try again.");

  /** Who feeds. */
  public static final Key<Integer> SEARCH_THREADS =
      value(
          "search.threads",
          Kind.integer(1, 256),
          "2",
          "How many search indexes are brought up to their tables at the same time.");

  /** How much is fed again. */
  public static final Key<Duration> SEARCH_COMMIT_INTERVAL =
      value(
          "search.commit-interval",
          Kind.TIME_SPAN,
          "5s",
          "How often a search index that has changed is made durable, or each eighth of its lag, if"
              + " that is more. A crash makes it read again the changes since; none is lost.");

  /** Who is too old. */
  public static final Key<Duration> SEARCH_EXPIRY_INTERVAL =
      value(
          "search.expiry-interval",
          Kind.TIME_SPAN,
          "30s",
          "How often rows past their time to live are looked for in search indexes.");

  /** Who gives way. */
  public static final Key<Duration> SEARCH_FLOOD_LAG =
      value(
          "search.flood-lag",
          Kind.TIME_SPAN,
          "60s",
          "How far a search index may fall behind its table to leave the processors to writes, while"
              + " more than 3,000 rows a second are written to the table and the processors have"
              + " nothing to spare. With `0s` it always takes in as much as it can."
              + " `tabularium_search_lag_seconds` tells how far behind it is.");

  /** Quota of tables. */
  public static final Key<Integer> LIMITS_TABLES =
      value(
          "limits.tables-per-instance",
          Kind.integer(1, 100_000),
          Integer.toString(Limits.TABLES_PER_INSTANCE),
          "How many tables one instance may have.");

  /** Wide rows. */
  public static final Key<Long> LIMITS_ROW_RESPONSE =
      value(
          "limits.row-response",
          Kind.BYTES,
          "64MiB",
          "How much of one wide row a read returns before it hands out a token to go on with.");

  /** Clock skew. */
  public static final Key<Duration> LIMITS_CLOCK_SKEW =
      value(
          "limits.clock-skew",
          Kind.TIME_SPAN,
          "15m",
          "How far a request's date may be from the server's clock; whole seconds.");

  /** Age of V4 signing dates. */
  public static final Key<Duration> LIMITS_SIGN_DATE_AGE =
      value(
          "limits.sign-date-age",
          Kind.TIME_SPAN,
          "7d",
          "How far the day of a V4 signature may be from today; whole days.");

  /** Connections. */
  public static final Key<Integer> LIMITS_CONNECTIONS =
      value(
          "limits.connections",
          Kind.integer(1, 1_000_000),
          "10000",
          "Connections that are served; clients beyond are told that the server is busy.");

  /** Waiting requests. */
  public static final Key<Integer> LIMITS_QUEUED_REQUESTS =
      value(
          "limits.queued-requests",
          Kind.integer(1, 1_000_000),
          "1024",
          "Requests that may wait for a worker; beyond, clients are told that the server is busy.");

  /** Slow senders. */
  public static final Key<Duration> LIMITS_REQUEST_TIMEOUT =
      value(
          "limits.request-timeout",
          Kind.TIME_SPAN,
          "30s",
          "How long a request may take from its first byte to its last.");

  /** Idle connections. */
  public static final Key<Duration> LIMITS_IDLE_TIMEOUT =
      value(
          "limits.idle-timeout",
          Kind.TIME_SPAN,
          "5m",
          "How long a connection may be without a request before it is closed.");

  /** Upkeep. */
  public static final Key<Duration> ENGINE_UPKEEP_INTERVAL =
      value(
          "engine.upkeep-interval",
          Kind.TIME_SPAN,
          "10m",
          "How often expired cells are looked for, to give their space back.");

  /** Pace of building indexes. */
  public static final Key<Integer> ENGINE_INDEX_BUILD_RATE =
      value(
          "engine.index-build-rows-per-second",
          Kind.integer(1, Integer.MAX_VALUE),
          Integer.toString(Integer.MAX_VALUE),
          "How many rows a second one index is built from at most, once CreateIndex has been called"
              + " on a table with rows.");

  /** Short times to live. */
  public static final Key<Boolean> ENGINE_SHORT_TTL =
      value(
          "engine.allow-short-time-to-live",
          Kind.BOOLEAN,
          "false",
          "Accepts a time to live under a day, which the service refuses. For tests.");

  /** Encryption asked for. */
  public static final Key<Boolean> ENGINE_ACCEPT_ENCRYPTION =
      value(
          "engine.accept-encryption",
          Kind.BOOLEAN,
          "false",
          "Accepts and echoes a request for server-side encryption instead of refusing it. The data"
              + " is **not** encrypted.");

  /** A tunnel's warm-up. */
  public static final Key<Duration> TUNNEL_WARM_UP =
      value(
          "tunnel.warm-up",
          Kind.TIME_SPAN,
          "3s",
          "How long after it has connected a tunnel's client is given no channels. Longer than 5 s"
              + " would cost clients with short heartbeats a turn.");

  /** What is shown of channels nobody has. */
  public static final Key<Boolean> TUNNEL_UNCLAIMED_OPEN =
      value(
          "tunnel.show-unclaimed-open",
          Kind.BOOLEAN,
          "false",
          "Shows the channels of a tunnel that nobody is connected to as `OPEN` rather than `WAIT`,"
              + " for consumers that never connect, such as the service's Spark connector.");

  /** Worker threads. */
  public static final Key<Integer> THREADS_WORKERS =
      value(
          "threads.workers",
          Kind.threads(1024),
          "auto",
          "Threads that carry out requests. `auto` follows the number of processors.");

  /** Network threads. */
  public static final Key<Integer> THREADS_NETWORK =
      value(
          "threads.network",
          Kind.threads(1024),
          "auto",
          "Threads that read and write sockets. `auto` follows the number of processors.");

  /** Draining. */
  public static final Key<Duration> SHUTDOWN_DRAIN =
      value(
          "shutdown.drain",
          Kind.TIME_SPAN,
          "10s",
          "How long requests in progress may take to finish once the server is told to stop.");

  /** Log format. */
  public static final Key<String> LOGGING_FORMAT =
      value(
          "logging.format",
          Kind.choice("human", "json"),
          "human",
          "`human`: one readable line per event. `json`: one JSON object per line. Both go to"
              + " standard error.");

  /** Log level. */
  public static final Key<String> LOGGING_LEVEL =
      value("logging.level", Kind.LOG_LEVEL, "info", "The least severe events that are logged.");

  /** Log levels by logger. */
  public static final Key<String> LOGGING_LEVELS =
      map(
          "logging.levels",
          Kind.LOG_LEVEL,
          "Other levels for some packages, such as `io.tabularium.engine: debug`.");

  /** Slow requests. */
  public static final Key<Duration> LOGGING_SLOW_REQUEST =
      value(
          "logging.slow-request",
          Kind.TIME_SPAN,
          "500ms",
          "Requests that take this long are logged with operation, instance, sizes and times;"
              + " `0ms` logs every request.");

  private Keys() {}

  /** All of them, in the order of the reference page. */
  public static List<Key<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Key<T> value(String path, Kind<T> kind, String defaultText, String help) {
    return add(new Key<>(path, kind, Shape.VALUE, defaultText, help));
  }

  private static <T> Key<T> list(String path, Kind<T> kind, String help) {
    return add(new Key<>(path, kind, Shape.LIST, null, help));
  }

  private static <T> Key<T> map(String path, Kind<T> kind, String help) {
    return add(new Key<>(path, kind, Shape.MAP, null, help));
  }

  private static <T> Key<T> add(Key<T> key) {
    ALL.add(key);
    return key;
  }
}
