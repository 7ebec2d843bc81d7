/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One tunnel with its channels and clients: the state machine. It knows no clock and no disk: it is
 * told the time, and gathers what has changed until {@link #drainChanges}. Not thread-safe: whoever
 * uses it holds its monitor.
 *
 * <p>A client has a channel from the moment it is handed out until the client says in a heartbeat
 * that it has given it up, or is gone; so at no moment do two clients have one. Heartbeats carry
 * the versions of the channels' states, and the later one holds.
 */
final class Tunnel {
  /** A client that still has not given up a channel after so many heartbeats loses it. */
  private static final int CLOSING_BEATS = 5;

  /** Above this a reported version is nothing a client has counted up to. */
  private static final long VERSION_END = Long.MAX_VALUE / 2;

  private static final String TUNNEL = "tunnel/";
  private static final String CHANNEL = "tunnel-channel/";
  private static final String CLIENT = "tunnel-client/";

  private final TunnelDefinition definition;
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private TunnelStage stage;
  private boolean expired;
  private boolean deleted;

  private boolean changed;
  private final Set<String> changedChannels = new LinkedHashSet<>();
  private final Set<String> changedSessions = new LinkedHashSet<>();

  /** A new tunnel, without channels yet. */
  Tunnel(TunnelDefinition definition) {
    this.definition = definition;
    this.stage =
        definition.type().hasBase() ? TunnelStage.PROCESS_BASE_DATA : TunnelStage.PROCESS_STREAM;
    this.changed = true;
  }

  /** A tunnel as it was stored. */
  Tunnel(
      TunnelFormat.StoredTunnel stored,
      Collection<Channel> channels,
      Collection<Session> sessions) {
    this.definition = stored.definition();
    this.stage = stored.stage();
    this.expired = stored.expired();
    channels.stream()
        .sorted(Comparator.comparingInt(Channel::number))
        .forEach(channel -> this.channels.put(channel.id(), channel));
    sessions.forEach(session -> this.sessions.put(session.clientId(), session));
  }

  TunnelDefinition definition() {
    return definition;
  }

  TunnelStage stage() {
    return stage;
  }

  boolean isDeleted() {
    return deleted;
  }

  boolean isExpired() {
    return expired;
  }

  /** Notes for ever that some of what it would have delivered is gone. */
  void expire() {
    expired = true;
    changed = true;
  }

  // ---- channels ---------------------------------------------------------------------------------

  Collection<Channel> channels() {
    return channels.values();
  }

  /** The channel with this id; refuses if there is none. */
  Channel channel(String id) {
    Channel channel = channels.get(id);
    if (channel == null) {
      throw Errors.channelNotExist();
    }
    return channel;
  }

  /** The number of the next channel to be added. */
  int nextChannelNumber() {
    return channels.values().stream().mapToInt(channel -> channel.number() + 1).max().orElse(0);
  }

  /** Adds a channel. */
  void add(Channel channel) {
    channels.put(channel.id(), channel);
    changedChannels.add(channel.id());
  }

  /** Forgets finished channels that nobody can want to know of any more. */
  void forget(Channel channel) {
    channels.remove(channel.id());
    changedChannels.add(channel.id());
  }

  /** Whether the channel is one of those the tunnel shows in its stage. */
  boolean isShown(Channel channel) {
    return channel.type() == ChannelType.BASE_DATA || stage == TunnelStage.PROCESS_STREAM;
  }

  /** Whether all channels that must be finished before this one are. */
  boolean parentsAreFinished(Channel channel) {
    for (String parent : channel.parents()) {
      Channel known = channels.get(parent);
      if (known != null && !known.isTerminated()) {
        return false;
      }
    }
    return true;
  }

  private boolean isAssignable(Channel channel) {
    return channel.owner() == null
        && !channel.isTerminated()
        && !channel.suspended()
        && isShown(channel)
        && parentsAreFinished(channel);
  }

  private void terminate(Channel channel, long version) {
    channel.terminate(version);
    changedChannels.add(channel.id());
    if (stage == TunnelStage.PROCESS_BASE_DATA && baseIsFinished()) {
      stage = TunnelStage.PROCESS_STREAM;
      changed = true;
    }
  }

  private boolean baseIsFinished() {
    for (Channel channel : channels.values()) {
      if (channel.type() == ChannelType.BASE_DATA && !channel.isTerminated()) {
        return false;
      }
    }
    return true;
  }

  // ---- clients ----------------------------------------------------------------------------------

  /** Lets clients go that have not been heard of for too long. */
  void dropGone(long nowMillis) {
    for (Session session : new ArrayList<>(sessions.values())) {
      if (session.isGone(nowMillis)) {
        drop(session.clientId());
      }
    }
  }

  private void drop(String clientId) {
    sessions.remove(clientId);
    changedSessions.add(clientId);
    for (Channel channel : channels.values()) {
      if (channel.isOwnedBy(clientId)) {
        channel.release();
        changedChannels.add(channel.id());
      }
    }
  }

  /** Whether anybody is connected. */
  boolean hasClients() {
    return !sessions.isEmpty();
  }

  /**
   * A client comes.
   *
   * @param tag what it calls itself, or {@code null}
   * @param timeoutSeconds how long without a heartbeat until it is gone; brought within limits
   * @return its id
   */
  String connect(String tag, long timeoutSeconds, long nowMillis) {
    if (sessions.size() >= Limits.TUNNEL_CLIENTS) {
      throw Errors.tooManyTunnelClients();
    }
    long seconds =
        Math.max(
            Limits.TUNNEL_TIMEOUT_SECONDS_MIN,
            Math.min(Limits.TUNNEL_TIMEOUT_SECONDS_MAX, timeoutSeconds));
    String clientId = ClientIds.create(definition.id(), tag);
    sessions.put(clientId, new Session(clientId, seconds * 1000, nowMillis, nowMillis));
    changedSessions.add(clientId);
    return clientId;
  }

  /** A client goes; if it is gone already, all the better. */
  void shutdown(String clientId) {
    if (sessions.containsKey(clientId)) {
      drop(clientId);
    }
  }

  /**
   * A client says how its channels are and is told how they shall be.
   *
   * @param reported how they are
   * @return all channels it has now; any other it is to let go of
   */
  List<ChannelState> heartbeat(
      String clientId, List<ChannelState> reported, long nowMillis, long warmUpMillis) {
    Session session = sessions.get(clientId);
    if (session == null) {
      throw Errors.tunnelClientGone();
    }
    session.beat(nowMillis);
    for (ChannelState state : reported) {
      accept(clientId, state);
    }
    Map<Channel, String> barred = takeOverdue(clientId);
    if (session.isEligible(nowMillis, warmUpMillis)) {
      assign(clientId, nowMillis, warmUpMillis, barred);
    }
    List<ChannelState> answer = new ArrayList<>();
    for (Channel channel : channels.values()) {
      if (channel.isOwnedBy(clientId)) {
        answer.add(new ChannelState(channel.id(), channel.version(), channel.status()));
      }
    }
    return answer;
  }

  private void accept(String clientId, ChannelState state) {
    Channel channel = channels.get(state.id());
    if (channel == null
        || !channel.isOwnedBy(clientId)
        || state.version() < channel.version()
        || state.version() > VERSION_END) {
      return;
    }
    if (state.status() == ChannelStatus.CLOSE) {
      channel.release(state.version());
      changedChannels.add(channel.id());
    } else if (state.status() == ChannelStatus.TERMINATED) {
      terminate(channel, state.version());
    }
  }

  /** Takes channels that the client was asked for long ago and still has. */
  private Map<Channel, String> takeOverdue(String clientId) {
    Map<Channel, String> taken = new HashMap<>();
    for (Channel channel : channels.values()) {
      if (channel.isOwnedBy(clientId)
          && channel.status() == ChannelStatus.CLOSING
          && channel.closingBeat() >= CLOSING_BEATS) {
        channel.release();
        changedChannels.add(channel.id());
        taken.put(channel, clientId);
      }
    }
    return taken;
  }

  private void assign(
      String beating, long nowMillis, long warmUpMillis, Map<Channel, String> barred) {
    List<String> clients = new ArrayList<>();
    clients.add(beating);
    for (Session session : sessions.values()) {
      if (!session.clientId().equals(beating) && session.isEligible(nowMillis, warmUpMillis)) {
        clients.add(session.clientId());
      }
    }
    List<Channel> unfinished = new ArrayList<>();
    Set<Channel> assignable = new HashSet<>();
    for (Channel channel : channels.values()) {
      if (!channel.isTerminated()) {
        unfinished.add(channel);
        if (isAssignable(channel)) {
          assignable.add(channel);
        }
      }
    }
    for (Channel channel : Assignment.balance(unfinished, assignable, clients, barred)) {
      changedChannels.add(channel.id());
    }
  }

  // ---- reading and checkpoints ------------------------------------------------------------------

  /** Refuses a client that may not read the channel. */
  void checkMayRead(String clientId, Channel channel) {
    if (sessions.containsKey(clientId)) {
      if (channel.owner() != null && !channel.isOwnedBy(clientId)) {
        throw Errors.channelTaken();
      }
    } else if (ClientIds.isOurs(definition.id(), clientId)) {
      throw Errors.tunnelClientGone();
    }
  }

  /**
   * Remembers how far a channel has been consumed.
   *
   * @param number one more than that of the last checkpoint; 0 for any, from a client that is not
   *     connected
   */
  void checkpoint(String clientId, Channel channel, ChannelPosition position, long number) {
    checkMayRead(clientId, channel);
    boolean connected = sessions.containsKey(clientId);
    if (!connected && channel.owner() != null) {
      throw Errors.channelTaken();
    }
    if (channel.isRepeated(position, number, clientId)) {
      return;
    }
    long next = channel.sequence() + 1;
    boolean anyNumber = number == 0 && !connected;
    boolean begunAgain = channel.isTerminated() && !position.finished();
    if ((number != next && !anyNumber) || begunAgain) {
      throw Errors.checkpointOutOfSequence(number, next);
    }
    if (channel.isTerminated()) {
      channel.checkpoint(channel.position(), next, clientId);
    } else if (position.finished()) {
      // Which also keeps count and time of what was delivered last.
      channel.checkpoint(channel.position(), next, clientId);
      terminate(channel, channel.version() + 1);
    } else {
      channel.checkpoint(position, next, clientId);
    }
    changedChannels.add(channel.id());
  }

  /**
   * Suspends, resumes or ends channels.
   *
   * @param wanted for each channel OPEN, CLOSING or TERMINATED
   */
  void schedule(List<ChannelState> wanted) {
    for (ChannelState state : wanted) {
      Channel unused = channel(state.id());
      if (state.status() == ChannelStatus.WAIT || state.status() == ChannelStatus.CLOSE) {
        throw Errors.invalidChannelSchedule();
      }
    }
    for (ChannelState state : wanted) {
      Channel channel = channel(state.id());
      if (!channel.isTerminated()) {
        switch (state.status()) {
          case CLOSING -> suspend(channel);
          case OPEN -> resume(channel);
          default -> terminate(channel, channel.version() + 1);
        }
        changedChannels.add(channel.id());
      }
    }
  }

  private static void suspend(Channel channel) {
    channel.suspend(true);
    if (channel.status() == ChannelStatus.OPEN) {
      if (channel.owner() == null) {
        channel.release();
      } else {
        channel.askBack();
      }
    }
  }

  private static void resume(Channel channel) {
    channel.suspend(false);
    if (channel.status() == ChannelStatus.CLOSING) {
      channel.reopen();
    } else if (channel.status() != ChannelStatus.OPEN) {
      channel.openForNobody();
    }
  }

  // ---- descriptions -----------------------------------------------------------------------------

  TunnelInfo info() {
    return new TunnelInfo(
        definition.id(),
        definition.instance(),
        definition.table(),
        definition.name(),
        definition.type(),
        stage,
        definition.streamId(),
        expired,
        definition.range(),
        definition.createdNanos());
  }

  TunnelDescription describe(boolean unclaimedChannelsOpen) {
    List<ChannelDescription> shown = new ArrayList<>();
    for (Channel channel : channels.values()) {
      if (isShown(channel)) {
        shown.add(
            new ChannelDescription(
                channel.id(),
                channel.type(),
                shownStatus(channel, unclaimedChannelsOpen),
                channel.owner(),
                rpo(channel),
                channel.position().consumed(),
                channel.accessNanos()));
      }
    }
    return new TunnelDescription(info(), shown, rpo());
  }

  private ChannelStatus shownStatus(Channel channel, boolean unclaimedChannelsOpen) {
    if (channel.isTerminated()) {
      return ChannelStatus.TERMINATED;
    }
    if (channel.suspended()) {
      return ChannelStatus.CLOSING;
    }
    if (unclaimedChannelsOpen && sessions.isEmpty() && isAssignable(channel)) {
      return ChannelStatus.OPEN;
    }
    return channel.status();
  }

  /** Up to when the channel has been consumed; a shard just begun is as far as those before it. */
  private long rpo(Channel channel) {
    long rpo = channel.position().timestampNanos();
    if (rpo == 0) {
      for (String parent : channel.parents()) {
        Channel known = channels.get(parent);
        rpo = Math.max(rpo, known == null ? 0 : known.position().timestampNanos());
      }
    }
    return rpo;
  }

  private long rpo() {
    if (stage != TunnelStage.PROCESS_STREAM) {
      return 0;
    }
    long latest = 0;
    long least = Long.MAX_VALUE;
    for (Channel channel : channels.values()) {
      if (channel.type() == ChannelType.STREAM) {
        if (channel.isTerminated()) {
          latest = Math.max(latest, rpo(channel));
        } else if (parentsAreFinished(channel)) {
          least = Math.min(least, rpo(channel));
        }
      }
    }
    return least == Long.MAX_VALUE ? latest : least;
  }

  // ---- what is to be kept -----------------------------------------------------------------------

  static String tunnelKey(String id) {
    return TUNNEL + id;
  }

  /** What the keys of tunnels begin with. */
  static String tunnelKeys() {
    return TUNNEL;
  }

  /** What the keys of a tunnel's channels begin with. */
  static String channelKeys(String id) {
    return CHANNEL + id + "/";
  }

  /** What the keys of a tunnel's clients begin with. */
  static String clientKeys(String id) {
    return CLIENT + id + "/";
  }

  /** Hands over the facts that have changed since the last time, {@code null} for those to go. */
  void drainChanges(BiConsumer<String, byte[]> facts) {
    if (deleted) {
      return;
    }
    String id = definition.id();
    if (changed) {
      facts.accept(
          tunnelKey(id),
          TunnelFormat.encode(new TunnelFormat.StoredTunnel(definition, stage, expired)));
      changed = false;
    }
    for (Iterator<String> it = changedChannels.iterator(); it.hasNext(); it.remove()) {
      String channelId = it.next();
      Channel channel = channels.get(channelId);
      facts.accept(
          channelKeys(id) + channelId, channel == null ? null : TunnelFormat.encode(channel));
    }
    for (Iterator<String> it = changedSessions.iterator(); it.hasNext(); it.remove()) {
      String clientId = it.next();
      Session session = sessions.get(clientId);
      facts.accept(
          clientKeys(id) + clientId, session == null ? null : TunnelFormat.encode(session));
    }
  }

  /** Ends the tunnel and hands over the facts that are to go. */
  void delete(BiConsumer<String, byte[]> facts) {
    deleted = true;
    String id = definition.id();
    facts.accept(tunnelKey(id), null);
    channels.keySet().forEach(channel -> facts.accept(channelKeys(id) + channel, null));
    sessions.keySet().forEach(client -> facts.accept(clientKeys(id) + client, null));
  }
}
