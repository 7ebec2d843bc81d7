/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.StreamDetails;
import io.tabularium.storage.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tunnel service. Thread-safe.
 *
 * <p>A tunnel delivers the rows of a table, the changes made to it, or the one and then the other,
 * to any number of clients at a time, each record at least once, the changes of one row in order.
 *
 * <p>Rows are read as they are when they are read; changes are delivered from the tunnel's creation
 * on. So a change may be seen twice, in the row and by itself, but none can fall between, and as
 * every change says what a cell became rather than how it changed, replaying them over the rows
 * leads to the table as it is.
 *
 * <p>Methods throw {@link io.tabularium.model.ServiceException}; futures complete when what they
 * answer rests on is on disk.
 *
 * <p>Facts in the store, keys in ASCII, values in the {@link TunnelFormat}:
 *
 * <pre>
 * tunnel/&lt;tunnel id&gt;                       a tunnel
 * tunnel-channel/&lt;tunnel id&gt;/&lt;channel id&gt;  one of its channels
 * tunnel-client/&lt;tunnel id&gt;/&lt;client id&gt;    one of its connected clients
 * </pre>
 */
public final class Tunnels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnels.class);

  private static final long NANOS_PER_HOUR = 3_600_000_000_000L;
  private static final long START_MARGIN_NANOS =
      Limits.TUNNEL_START_MARGIN_MINUTES * 60_000_000_000L;

  private final Store store;
  private final TunnelTables tables;
  private final Clock clock;
  private final TunnelSettings settings;
  private final DurableFacts facts;
  private final Map<String, Tunnel> tunnels = new ConcurrentHashMap<>();

  /** Held by whoever adds or removes tunnels. Never taken while a tunnel's monitor is held. */
  private final Object ddl = new Object();

  /**
   * Opens the service over what the store holds. Clients that were connected when the server ended
   * are connected still, and have their whole time to be heard of again.
   *
   * @param clock the server's clock, by which clients are timed
   */
  public Tunnels(Store store, TunnelTables tables, Clock clock, TunnelSettings settings) {
    this.store = store;
    this.tables = tables;
    this.clock = clock;
    this.settings = settings;
    this.facts = new DurableFacts(store);
    load();
  }

  private void load() {
    for (Map.Entry<byte[], byte[]> fact : facts(Tunnel.tunnelKeys())) {
      TunnelFormat.StoredTunnel stored = TunnelFormat.decodeTunnel(fact.getValue());
      String id = stored.definition().id();
      TunnelTable table = table(stored.definition());
      if (table == null) {
        // Its table was deleted, and the server ended before its tunnels were.
        forget(id);
        continue;
      }
      List<Channel> channels = new ArrayList<>();
      for (Map.Entry<byte[], byte[]> channel : facts(Tunnel.channelKeys(id))) {
        channels.add(TunnelFormat.decodeChannel(channel.getValue(), table.schema()));
      }
      List<Session> sessions = new ArrayList<>();
      for (Map.Entry<byte[], byte[]> session : facts(Tunnel.clientKeys(id))) {
        sessions.add(TunnelFormat.decodeSession(session.getValue(), clock.millis()));
      }
      tunnels.put(id, new Tunnel(stored, channels, sessions));
    }
  }

  private List<Map.Entry<byte[], byte[]>> facts(String prefix) {
    return store.facts(prefix.getBytes(StandardCharsets.US_ASCII));
  }

  private void forget(String id) {
    facts.put(Tunnel.tunnelKey(id), null);
    for (String prefix : List.of(Tunnel.channelKeys(id), Tunnel.clientKeys(id))) {
      for (Map.Entry<byte[], byte[]> fact : facts(prefix)) {
        facts.put(new String(fact.getKey(), StandardCharsets.US_ASCII), null);
      }
    }
    // Should it fail, it is done with the next facts, or at the next start.
    CompletableFuture<Void> unused = facts.settled();
  }

  // ---- tunnels ----------------------------------------------------------------------------------

  /**
   * Creates a tunnel. A tunnel of changes switches the table's stream on if it is off; every write
   * that begins after this is complete is delivered.
   *
   * @return its id
   */
  public CompletableFuture<String> create(String instance, TunnelSpec spec) {
    checkName(spec.name());
    synchronized (ddl) {
      TunnelTable table = tables.find(instance, spec.table());
      if (table == null) {
        throw Errors.tunnelTableNotExist();
      }
      if (!table.takesTunnels()) {
        throw Errors.tunnelTableUnfit();
      }
      int ofTable = 0;
      for (Tunnel other : tunnels.values()) {
        if (isOf(other, instance, spec.table()) && other.definition().tableId() == table.id()) {
          ofTable++;
          if (other.definition().name().equals(spec.name())) {
            throw Errors.tunnelExists(spec.name(), other.definition().id());
          }
        }
      }
      if (ofTable >= Limits.TUNNELS_PER_TABLE) {
        throw Errors.tooManyTunnels();
      }
      if (spec.type().hasStream()) {
        checkRange(spec.range(), table.stream());
        if (!table.stream().enabled()) {
          table.enableStream(Limits.TUNNEL_STREAM_HOURS);
        }
      }
      Tunnel tunnel = create(instance, spec, table);
      tunnel.drainChanges(facts::put);
      tunnels.put(tunnel.definition().id(), tunnel);
      return facts.settled().thenApply(done -> tunnel.definition().id());
    }
  }

  private Tunnel create(String instance, TunnelSpec spec, TunnelTable table) {
    StreamDetails stream = table.stream();
    Tunnel tunnel =
        new Tunnel(
            new TunnelDefinition(
                UUID.randomUUID().toString(),
                instance,
                table.id(),
                spec.table(),
                spec.name(),
                spec.type(),
                spec.range(),
                stream.enabled() ? stream.streamId() : "",
                nowNanos()));
    if (spec.type().hasBase()) {
      byte[] from = null;
      for (byte[] bound : table.partitionBounds()) {
        tunnel.add(baseChannel(tunnel.nextChannelNumber(), from, bound));
        from = bound;
      }
      tunnel.add(baseChannel(tunnel.nextChannelNumber(), from, null));
    }
    if (spec.type().hasStream()) {
      StreamChannels.create(tunnel, table);
    }
    return tunnel;
  }

  private static Channel baseChannel(int number, byte[] from, byte[] to) {
    return new Channel(
        number,
        "BaseData_" + UUID.randomUUID(),
        ChannelType.BASE_DATA,
        List.of(),
        new Channel.Source(from, to, null),
        ChannelPosition.BASE_START);
  }

  private static void checkName(String name) {
    boolean valid = !name.isEmpty() && name.length() <= Limits.TUNNEL_NAME_BYTES;
    for (int i = 0; valid && i < name.length(); i++) {
      char c = name.charAt(i);
      valid =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
    }
    if (!valid) {
      throw Errors.invalidTunnelName(name);
    }
  }

  private void checkRange(StreamRange range, StreamDetails stream) {
    long now = nowNanos();
    int hours = stream.enabled() ? stream.expirationHours() : Limits.TUNNEL_STREAM_HOURS;
    long oldest = now - hours * NANOS_PER_HOUR;
    long start = range.startNanos();
    if (start < 0 || (start != 0 && start < oldest + START_MARGIN_NANOS)) {
      throw Errors.tunnelStartTooOld();
    }
    if (start > now + START_MARGIN_NANOS) {
      throw Errors.tunnelStartInFuture();
    }
    long begins = start != 0 ? Math.min(start, now) : range.earliest() ? oldest : now;
    if (range.endNanos() != 0 && range.endNanos() <= begins) {
      throw Errors.tunnelEndsBeforeStart();
    }
  }

  /**
   * The tunnels of a table or of the whole instance, by table and name.
   *
   * @param table the table, or {@code null} for all
   */
  public List<TunnelInfo> list(String instance, String table) {
    List<TunnelInfo> infos = new ArrayList<>();
    for (Tunnel tunnel : tunnels.values()) {
      TunnelDefinition definition = tunnel.definition();
      if (isOf(tunnel, instance, table == null ? definition.table() : table)
          && table(definition) != null) {
        synchronized (tunnel) {
          if (!tunnel.isDeleted()) {
            infos.add(tunnel.info());
          }
        }
      }
    }
    infos.sort(Comparator.comparing(TunnelInfo::table).thenComparing(TunnelInfo::name));
    return infos;
  }

  /**
   * A tunnel with its channels.
   *
   * @param id the id it must have, or {@code null}
   */
  public CompletableFuture<TunnelDescription> describe(
      String instance, String table, String name, String id) {
    return describe(named(instance, table, name, id));
  }

  /** A tunnel with its channels. */
  public CompletableFuture<TunnelDescription> describe(String instance, String id) {
    return describe(withId(instance, id));
  }

  private CompletableFuture<TunnelDescription> describe(Tunnel found) {
    return with(
        found,
        (tunnel, table) -> {
          StreamChannels.discover(tunnel, table);
          noteExpiry(tunnel, table);
          return tunnel.describe(settings.unclaimedChannelsOpen());
        });
  }

  /**
   * Deletes a tunnel, at once, whoever is reading from it.
   *
   * @param id the id it must have, or {@code null}
   */
  public CompletableFuture<Void> delete(String instance, String table, String name, String id) {
    synchronized (ddl) {
      delete(named(instance, table, name, id));
    }
    return facts.settled();
  }

  /** Deletes the tunnels of a table that has been deleted. */
  public CompletableFuture<Void> tableDeleted(String instance, String table) {
    synchronized (ddl) {
      for (Tunnel tunnel : tunnels.values()) {
        if (isOf(tunnel, instance, table) && table(tunnel.definition()) == null) {
          delete(tunnel);
        }
      }
    }
    return facts.settled();
  }

  private void delete(Tunnel tunnel) {
    synchronized (tunnel) {
      tunnel.delete(facts::put);
    }
    tunnels.remove(tunnel.definition().id());
  }

  /** Suspends, resumes or ends channels of a tunnel, whoever has them. */
  public CompletableFuture<Void> schedule(
      String instance, String tunnelId, List<ChannelState> wanted) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          StreamChannels.discover(tunnel, table);
          tunnel.schedule(wanted);
          return null;
        });
  }

  // ---- clients ----------------------------------------------------------------------------------

  /**
   * The table a tunnel reads, so that the caller's right to it can be looked at; refuses if there
   * is no such tunnel.
   */
  public String tableOf(String instance, String tunnelId) {
    return withId(instance, tunnelId).definition().table();
  }

  /**
   * Connects a client.
   *
   * @param tag what it calls itself, or {@code null}
   * @param timeoutSeconds how long without a heartbeat until it is gone; {@code null} for the
   *     default
   * @return the id it goes by until it is gone
   */
  public CompletableFuture<String> connect(
      String instance, String tunnelId, String tag, Long timeoutSeconds) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          refuseExpired(tunnel, table);
          return tunnel.connect(
              tag,
              timeoutSeconds == null ? Limits.TUNNEL_TIMEOUT_SECONDS_DEFAULT : timeoutSeconds,
              clock.millis());
        });
  }

  /**
   * A client says that it is there and how its channels are, and is told how they shall be.
   *
   * @return all channels it has; any other it is to let go of
   */
  public CompletableFuture<List<ChannelState>> heartbeat(
      String instance, String tunnelId, String clientId, List<ChannelState> reported) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          refuseExpired(tunnel, table);
          StreamChannels.discover(tunnel, table);
          return tunnel.heartbeat(clientId, reported, clock.millis(), settings.warmUpMillis());
        });
  }

  /** Disconnects a client; its channels are free at once. */
  public CompletableFuture<Void> shutdown(String instance, String tunnelId, String clientId) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          tunnel.shutdown(clientId);
          return null;
        });
  }

  // ---- records ----------------------------------------------------------------------------------

  /** Up to where a channel is known to have been consumed. */
  public CompletableFuture<Checkpoint> getCheckpoint(
      String instance, String tunnelId, String clientId, String channelId) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          Channel channel = tunnel.channel(channelId);
          tunnel.checkMayRead(clientId, channel);
          return new Checkpoint(channel.position(), channel.sequence());
        });
  }

  /**
   * Notes how far a channel has been consumed.
   *
   * @param position where reading is to go on; any position of the channel, also an earlier one
   * @param sequence one more than that of the last checkpoint; a client that never connected may
   *     give 0 for whatever it is
   */
  public CompletableFuture<Void> checkpoint(
      String instance,
      String tunnelId,
      String clientId,
      String channelId,
      ChannelPosition position,
      long sequence) {
    return with(
        withId(instance, tunnelId),
        (tunnel, table) -> {
          Channel channel = tunnel.channel(channelId);
          ChannelReader.check(tunnel.definition(), table, channel, position);
          tunnel.checkpoint(clientId, channel, position, sequence);
          return null;
        });
  }

  /**
   * Reads records of a channel. Moves nothing: the same position can be read from again.
   *
   * @param sink receives the records
   */
  public RecordsPage readRecords(
      String instance,
      String tunnelId,
      String clientId,
      String channelId,
      ChannelPosition position,
      RecordSink sink) {
    Tunnel tunnel = withId(instance, tunnelId);
    TunnelTable table = existing(tunnel);
    Channel channel;
    synchronized (tunnel) {
      Channel found = enter(tunnel, () -> checkRead(tunnel, table, clientId, channelId));
      ChannelReader.check(tunnel.definition(), table, found, position);
      channel = found;
    }
    // Without the monitor: readers of different channels do not wait for each other.
    long now = nowNanos();
    RecordsPage page = ChannelReader.read(tunnel.definition(), table, channel, position, now, sink);
    if (page == null) {
      synchronized (tunnel) {
        enter(tunnel, () -> noteExpiry(tunnel, table));
      }
      throw Errors.tunnelExpired();
    }
    channel.read(now, page.next());
    return page;
  }

  private static Channel checkRead(
      Tunnel tunnel, TunnelTable table, String clientId, String channelId) {
    if (tunnel.isExpired() || StreamChannels.isReplaced(tunnel, table)) {
      throw Errors.tunnelExpired();
    }
    Channel channel = tunnel.channel(channelId);
    tunnel.checkMayRead(clientId, channel);
    return channel;
  }

  // ---- common -----------------------------------------------------------------------------------

  private static boolean isOf(Tunnel tunnel, String instance, String table) {
    return tunnel.definition().instance().equals(instance)
        && tunnel.definition().table().equals(table);
  }

  /** The tunnel's table, or {@code null} if it is gone. */
  private TunnelTable table(TunnelDefinition definition) {
    TunnelTable table = tables.find(definition.instance(), definition.table());
    return table == null || table.id() != definition.tableId() ? null : table;
  }

  private TunnelTable existing(Tunnel tunnel) {
    TunnelTable table = table(tunnel.definition());
    if (table == null) {
      throw Errors.tunnelNotExist();
    }
    return table;
  }

  private Tunnel withId(String instance, String id) {
    Tunnel tunnel = tunnels.get(id);
    if (tunnel == null || !tunnel.definition().instance().equals(instance)) {
      throw Errors.tunnelNotExist();
    }
    return tunnel;
  }

  private Tunnel named(String instance, String table, String name, String id) {
    for (Tunnel tunnel : tunnels.values()) {
      if (isOf(tunnel, instance, table)
          && tunnel.definition().name().equals(name)
          && table(tunnel.definition()) != null) {
        if (id != null && !id.equals(tunnel.definition().id())) {
          throw Errors.tunnelIdMismatch();
        }
        return tunnel;
      }
    }
    throw Errors.tunnelNotExist();
  }

  private <T> CompletableFuture<T> with(Tunnel tunnel, BiFunction<Tunnel, TunnelTable, T> body) {
    TunnelTable table = existing(tunnel);
    T value;
    synchronized (tunnel) {
      value = enter(tunnel, () -> body.apply(tunnel, table));
    }
    return facts.settled().thenApply(done -> value);
  }

  /** Does something with a tunnel whose monitor is held, and keeps what changes in doing so. */
  private <T> T enter(Tunnel tunnel, Supplier<T> body) {
    if (tunnel.isDeleted()) {
      throw Errors.tunnelNotExist();
    }
    try {
      tunnel.dropGone(clock.millis());
      return body.get();
    } finally {
      tunnel.drainChanges(facts::put);
    }
  }

  private void refuseExpired(Tunnel tunnel, TunnelTable table) {
    if (noteExpiry(tunnel, table)) {
      throw Errors.tunnelExpired();
    }
  }

  private static boolean noteExpiry(Tunnel tunnel, TunnelTable table) {
    if (!tunnel.isExpired() && StreamChannels.isLosing(tunnel, table)) {
      TunnelDefinition definition = tunnel.definition();
      LOG.warn(
          "Tunnel {} of table {}/{} is expired: changes it had still to deliver are gone",
          definition.name(),
          definition.instance(),
          definition.table());
      tunnel.expire();
    }
    return tunnel.isExpired();
  }

  private long nowNanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Lets what is being written be written. */
  @Override
  public void close() {
    facts.close();
  }
}
