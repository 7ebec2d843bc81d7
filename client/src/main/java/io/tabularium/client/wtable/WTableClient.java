/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.client.wtable.ClientSettings.Credential;
import io.tabularium.model.klist.KlistLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client: connections to one or several servers that serve the same data. Make one for a whole
 * program and close it in the end.
 *
 * <pre>{@code
 * try (WTableClient client = WTableClient.builder().address("127.0.0.1:6688").build()) {
 *   WTable db = client.database();
 *   Key key = Key.of(1, "user:7", "name");
 *   db.set(key, "Ada".getBytes(UTF_8));
 *   System.out.println(db.get(key).text());
 * }
 * }</pre>
 *
 * <p>Building a client does not wait for a connection; operations do, as long as their timeout
 * allows. Thread-safe.
 */
public final class WTableClient implements AutoCloseable {
  private final ClientSettings settings;
  private final Pool pool;
  private final NameFollower names;

  private WTableClient(ClientSettings settings, Pool pool, NameFollower names) {
    this.settings = settings;
    this.pool = pool;
    this.names = names;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The database the client was built for: with a bid the one of that business, else the one of
   * {@link Builder#database}.
   */
  public WTable database() {
    return new WTable(
        new AsyncWTable(pool, Call.DEFAULT_DATABASE, settings.readPreference()), pool);
  }

  /**
   * Any database. The connections have to be authorised for it, see {@link
   * Builder#databasePassword}.
   *
   * @param number 0 to 254
   */
  public WTable database(int number) {
    return new WTable(
        new AsyncWTable(pool, Builder.checkDatabase(number), settings.readPreference()), pool);
  }

  /** The servers there is a connection to at the moment, as {@code HOST:PORT}. */
  public Set<String> servers() {
    return pool.connected();
  }

  /**
   * Waits for what is under way, as long as its timeout allows, and closes the connections. What is
   * started from now on fails. Safe to call twice.
   */
  @Override
  public void close() {
    if (names != null) {
      names.close();
    }
    pool.close();
  }

  /** Says where the servers are, and anything that shall not be as usual. */
  public static final class Builder {
    private final List<String> addresses = new ArrayList<>();
    private final List<URI> nameCenters = new ArrayList<>();
    private final Map<Integer, String> databasePasswords = new LinkedHashMap<>();
    private long bid = -1;
    private String password;
    private int database;
    private ReadPreference readPreference = ReadPreference.ANY;
    private int connections = 4;
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    private int maxInFlight = 4096;
    private Duration timeout = Duration.ofSeconds(3);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration reconnectMin = Duration.ofMillis(50);
    private Duration reconnectMax = Duration.ofSeconds(5);
    private Duration avoid = Duration.ofSeconds(10);

    private Builder() {}

    /** Servers, each {@code HOST:PORT}, that serve the same data; may be called repeatedly. */
    public Builder address(String... servers) {
      Arrays.stream(servers).forEach(server -> addresses.add(Endpoint.parse(server).toString()));
      return this;
    }

    /**
     * Name Centers, such as {@code http://10.0.0.1:8281}, which know the servers of the {@link
     * #bid}. Until the first of them answers, the servers given by {@link #address} are used, if
     * any.
     */
    public Builder nameCenter(String... urls) {
      for (String url : urls) {
        URI uri = URI.create(url);
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
          throw new IllegalArgumentException("a Name Center is http://HOST:PORT, not " + url);
        }
        nameCenters.add(uri);
      }
      return this;
    }

    /**
     * The business: by it the Name Center finds the servers, and the servers find the database.
     *
     * @param number an unsigned number of 32 bits
     */
    public Builder bid(long number) {
      if (number < 0 || number > 0xFFFF_FFFFL) {
        throw new IllegalArgumentException("a bid is a number from 0 to 4294967295");
      }
      bid = number;
      return this;
    }

    /**
     * The password of the business, or without a {@link #bid} that of the database (or of all, if
     * it is the administrator's).
     */
    public Builder password(String text) {
      password = checkPassword(text);
      return this;
    }

    /** The password of another database, so that {@link WTableClient#database(int)} may use it. */
    public Builder databasePassword(int number, String text) {
      databasePasswords.put(checkDatabase(number), checkPassword(text));
      return this;
    }

    /**
     * The database of {@link WTableClient#database()}, 0 unless said otherwise. With a {@link #bid}
     * the server decides.
     */
    public Builder database(int number) {
      database = checkDatabase(number);
      return this;
    }

    /** Who may answer reads; {@link ReadPreference#ANY} unless said otherwise. */
    public Builder readPreference(ReadPreference preference) {
      readPreference = preference;
      return this;
    }

    /** How many connections to spread over the servers, of which each gets one at least; 4. */
    public Builder connections(int number) {
      connections = positive(number, "connections");
      return this;
    }

    /** How many network threads; one for each processor but 2 at most. */
    public Builder threads(int number) {
      threads = positive(number, "threads");
      return this;
    }

    /**
     * How many operations may be under way at the same time, in parts of at most 100 keys; beyond,
     * whoever starts one waits; 4096.
     */
    public Builder maxInFlight(int number) {
      maxInFlight = positive(number, "maxInFlight");
      return this;
    }

    /** How long an operation may take, with waiting for a connection and trying again; 3 s. */
    public Builder timeout(Duration time) {
      timeout = positive(time, "timeout");
      return this;
    }

    /** How long making a connection may take, and then once more greeting the server; 2 s. */
    public Builder connectTimeout(Duration time) {
      connectTimeout = positive(time, "connectTimeout");
      return this;
    }

    /**
     * How long to pause before a server is tried again.
     *
     * @param first before the first attempt; 50 ms
     * @param longest pauses double up to this; 5 s
     */
    public Builder reconnect(Duration first, Duration longest) {
      reconnectMin = positive(first, "reconnect");
      reconnectMax = positive(longest, "reconnect");
      return this;
    }

    /** How long to stay away from a server that cannot be reached while others can; 10 s. */
    public Builder avoid(Duration time) {
      avoid = positive(time, "avoid");
      return this;
    }

    /**
     * The client.
     *
     * @throws IllegalStateException if it is not said where the servers are
     */
    public WTableClient build() {
      if (addresses.isEmpty() && nameCenters.isEmpty()) {
        throw new IllegalStateException("give an address or a Name Center");
      }
      if (!nameCenters.isEmpty() && bid < 0) {
        throw new IllegalStateException("a Name Center is asked for a bid");
      }
      List<Credential> credentials = new ArrayList<>();
      if (bid >= 0 || password != null) {
        credentials.add(
            new Credential(bid >= 0 ? 0 : database, bid, password == null ? "" : password));
      }
      databasePasswords.forEach(
          (number, text) -> credentials.add(new Credential(number, -1, text)));
      ClientSettings settings =
          new ClientSettings(
              database,
              credentials,
              readPreference,
              connections,
              threads,
              maxInFlight,
              Math.max(16, Math.min(maxInFlight, 1024)),
              timeout,
              connectTimeout,
              reconnectMin,
              reconnectMax,
              avoid);
      Pool pool = new Pool(settings);
      pool.use(addresses.stream().map(Endpoint::parse).toList());
      NameFollower names = null;
      if (!nameCenters.isEmpty()) {
        names =
            new NameFollower(
                nameCenters,
                bid,
                connectTimeout,
                pool.transport().next(),
                pool::use,
                pool::nobodyKnows);
        names.start();
      }
      return new WTableClient(settings, pool, names);
    }

    static int checkDatabase(int number) {
      if (number < 0 || number >= KlistLimits.ADMIN_DATABASE) {
        throw new IllegalArgumentException("a database is a number from 0 to 254, not " + number);
      }
      return number;
    }

    private static String checkPassword(String text) {
      if (text.getBytes(StandardCharsets.UTF_8).length > KlistLimits.ROW_BYTES) {
        throw new IllegalArgumentException(
            "a password has at most " + KlistLimits.ROW_BYTES + " bytes");
      }
      return text;
    }

    private static int positive(int number, String what) {
      if (number < 1) {
        throw new IllegalArgumentException(what + " must be 1 at least");
      }
      return number;
    }

    private static Duration positive(Duration time, String what) {
      if (time.toMillis() < 1 || time.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(what + " must be from 1 ms to 1 day");
      }
      return time;
    }
  }
}
