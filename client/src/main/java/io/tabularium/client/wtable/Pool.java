/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.client.wtable.WTableException.Kind;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of a client. It spreads calls over those that are ready, keeps as many as are
 * wanted to each server it was told of, and lets calls wait while there is none, each until its
 * time is up.
 *
 * <p>A connection that was lost is made again at once; one that cannot be made is tried again after
 * pauses that grow, and only seldom while other servers answer.
 */
final class Pool {
  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
  private static final byte[] CAPABILITIES = "?caps".getBytes(StandardCharsets.US_ASCII);
  private static final long SWEEP_MILLIS = 25;

  /** Reads are sent so often at most when connections are lost under them. */
  private static final int ATTEMPTS = 3;

  private final ClientSettings settings;
  private final Transport transport;
  private final Semaphore permits;
  private final Queue<Call<?>> parked = new ConcurrentLinkedQueue<>();

  private volatile Link[] ready = {};
  private volatile WTableException lastFailure;
  private volatile boolean closed;

  /** The places for connections of each server that is wanted; guarded by this. */
  private final Map<Endpoint, List<Place>> places = new HashMap<>();

  /** A connection that should exist, and the one that does or will. */
  private final class Place {
    final Endpoint endpoint;
    Link link;
    int failures;
    boolean wanted = true;

    Place(Endpoint endpoint) {
      this.endpoint = endpoint;
    }
  }

  Pool(ClientSettings settings) {
    this.settings = settings;
    this.transport = new Transport(settings.threads(), settings.connectTimeout());
    this.permits = new Semaphore(settings.maxInFlight());
    var unused =
        transport
            .next()
            .scheduleWithFixedDelay(
                this::sweepParked, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  Transport transport() {
    return transport;
  }

  long connectTimeoutNanos() {
    return settings.connectTimeout().toNanos();
  }

  /** The servers that have a connection, in no order. */
  Set<String> connected() {
    Set<String> servers = new HashSet<>();
    for (Link link : ready) {
      servers.add(link.endpoint().toString());
    }
    return servers;
  }

  // ---- calls

  /**
   * Sends a call on its way. Waits if too many are under way, unless the calling thread is one of
   * the network's.
   */
  <T> Call<T> submit(Call<T> call) {
    call.deadline = System.nanoTime() + settings.timeout().toNanos();
    if (!admit()) {
      call.fail(
          closed
              ? closedFailure()
              : WTableException.local(
                  Kind.BUSY,
                  settings.maxInFlight() + " operations are under way already",
                  false,
                  null));
      return call;
    }
    call.whenSettled = permits::release;
    again(call);
    return call;
  }

  private boolean admit() {
    if (closed) {
      return false;
    }
    if (permits.tryAcquire()) {
      return true;
    }
    if (Link.current() != null || transport.isOwnThread()) {
      return false;
    }
    try {
      return permits.tryAcquire(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Finds a connection for a call that is on none. */
  void again(Call<?> call) {
    if (call.tied) {
      call.fail(WTableException.local(Kind.DISCONNECTED, "the connection is gone", true, null));
      return;
    }
    if (call.isDone()) {
      call.forget();
      return;
    }
    Link link = choose();
    if (link != null) {
      link.offer(call);
      return;
    }
    parked.add(call);
    // In case one got ready, or everything was closed, in between.
    if (closed || ready.length > 0) {
      unpark();
    }
  }

  /** A connection was lost before a call's reply. */
  void lost(Call<?> call, WTableException why) {
    boolean harmless = !call.command.isWrite() && why.kind() != Kind.PROTOCOL;
    if (harmless && !call.tied && !closed && ++call.lost < ATTEMPTS) {
      again(call);
    } else {
      call.fail(
          WTableException.local(
              why.kind(), why.getMessage(), call.command.isWrite(), why.getCause()));
    }
  }

  /**
   * The connection for the next call: for whoever reacts to a reply the one it came on, which will
   * write all that its replies set off at once, unless another is much less busy; else the less
   * busy one of two.
   */
  private Link choose() {
    Link[] links = ready;
    if (links.length == 0) {
      return null;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Link some = links[links.length == 1 ? 0 : random.nextInt(links.length)];
    Link current = Link.current();
    if (current != null && current.belongsTo(this) && current.isReady()) {
      return 2 * some.load() < current.load() ? some : current;
    }
    Link other = links[links.length == 1 ? 0 : random.nextInt(links.length)];
    return other.load() < some.load() ? other : some;
  }

  private void unpark() {
    Call<?> call;
    while ((closed || ready.length > 0) && (call = parked.poll()) != null) {
      if (closed) {
        call.fail(closedFailure());
      } else {
        again(call);
      }
    }
  }

  private void sweepParked() {
    long now = System.nanoTime();
    parked.removeIf(
        call -> {
          if (call.isDone()) {
            call.forget();
            return true;
          }
          if (call.isExpired(now)) {
            call.fail(noConnection());
            return true;
          }
          return false;
        });
  }

  private WTableException noConnection() {
    WTableException last = lastFailure;
    Set<Endpoint> wanted;
    synchronized (this) {
      wanted = new LinkedHashSet<>(places.keySet());
    }
    String reason =
        wanted.isEmpty() ? "no server is known" : "there is no connection to any of " + wanted;
    return last == null
        ? WTableException.local(Kind.DISCONNECTED, reason, false, null)
        : WTableException.local(Kind.DISCONNECTED, reason + ": " + last.getMessage(), false, last);
  }

  // ---- connections

  /** Says why it is not known which servers there are; of interest as long as there are none. */
  synchronized void nobodyKnows(WTableException why) {
    if (places.isEmpty()) {
      lastFailure = why;
    }
  }

  /** Says which servers there are. New ones are connected to, others left. */
  synchronized void use(Collection<Endpoint> endpoints) {
    if (closed) {
      return;
    }
    Set<Endpoint> wanted = new LinkedHashSet<>(endpoints);
    places
        .entrySet()
        .removeIf(entry -> !wanted.contains(entry.getKey()) && leave(entry.getValue()));
    int each =
        Math.max(1, (settings.connections() + wanted.size() - 1) / Math.max(1, wanted.size()));
    for (Endpoint endpoint : wanted) {
      List<Place> existing = places.computeIfAbsent(endpoint, none -> new ArrayList<>());
      while (existing.size() > each) {
        boolean unused = leave(List.of(existing.remove(existing.size() - 1)));
      }
      while (existing.size() < each) {
        Place place = new Place(endpoint);
        existing.add(place);
        connect(place);
      }
    }
  }

  private boolean leave(List<Place> abandoned) {
    for (Place place : abandoned) {
      place.wanted = false;
      if (place.link != null) {
        place.link.retire();
        removeReady(place.link);
      }
    }
    return true;
  }

  private synchronized void connect(Place place) {
    if (closed || !place.wanted) {
      return;
    }
    Link link = new Link(this, place.endpoint, settings.windowSize(), settings.database());
    place.link = link;
    var unused =
        transport
            .connect(place.endpoint, link)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    isClosed(
                        link,
                        WTableException.local(
                            Kind.DISCONNECTED, failure.getMessage(), false, failure));
                  }
                });
  }

  /** What is said on a new connection before anything else. */
  List<Call<?>> handshakes(Link link) {
    List<Call<?>> calls = new ArrayList<>();
    settings
        .credentials()
        .forEach(
            credential ->
                calls.add(
                    new Call<Void>(
                        Command.AUTH,
                        credential.database(),
                        new Body.One(0, credential.toRecord()),
                        reply -> authorised(link, credential, reply))));
    WireRecord question = WireRecord.key(0, CAPABILITIES, WireRecord.EMPTY);
    calls.add(
        new Call<Void>(
            Command.PING,
            settings.database(),
            raw(new Body.One(Flags.TTL, question)),
            reply -> capable(link, reply)));
    return calls;
  }

  /** The bytes of a body of one record. */
  private static Body.Raw raw(Body.One one) {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(Command.GET, 0, 0, one);
    return new Body.Raw(Arrays.copyOfRange(encoder.array(), Framing.HEADER_BYTES, encoder.size()));
  }

  private static Void authorised(Link link, ClientSettings.Credential credential, Packet reply)
      throws ProtocolException {
    if (!(reply.body() instanceof Body.One one)) {
      throw new ProtocolException("Not an answer to AUTH.");
    }
    if (one.record().code() != 0) {
      throw WTableException.ofServer(one.record().code());
    }
    if (credential.ofBusiness() && reply.database() != KlistLimits.ADMIN_DATABASE) {
      link.learn(reply.database(), link.hasAdditions());
    }
    return null;
  }

  /** GoTable's own server repeats the question; others add what they can do as a value. */
  private static Void capable(Link link, Packet reply) throws ProtocolException {
    if (!(reply.body() instanceof Body.Raw raw)) {
      throw new ProtocolException("Not an answer to PING.");
    }
    Body.One answer = new PacketDecoder().pinged(raw);
    String abilities =
        answer == null ? "" : new String(answer.record().value(), StandardCharsets.US_ASCII);
    link.learn(link.database(), Arrays.asList(abilities.split(" ")).contains("ttl"));
    return null;
  }

  void isReady(Link link) {
    synchronized (this) {
      Place place = placeOf(link);
      if (closed || place == null || !place.wanted) {
        link.closeSoon(
            WTableException.local(
                Kind.DISCONNECTED, link.endpoint() + " is not used", false, null));
        return;
      }
      place.failures = 0;
      lastFailure = null;
      Link[] more = Arrays.copyOf(ready, ready.length + 1);
      more[ready.length] = link;
      ready = more;
    }
    LOG.debug("connected to {}", link.endpoint());
    unpark();
  }

  void isClosed(Link link, WTableException why) {
    boolean none;
    synchronized (this) {
      boolean wasReady = removeReady(link);
      Place place = placeOf(link);
      if (closed || place == null) {
        return;
      }
      place.link = null;
      lastFailure = why;
      place.failures = wasReady ? 0 : place.failures + 1;
      LOG.debug("no connection to {}", place.endpoint, why);
      connectLater(place);
      none = ready.length == 0;
    }
    if (none && why.kind() == Kind.SERVER) {
      // A wrong password does not get right by waiting.
      Call<?> call;
      while ((call = parked.poll()) != null) {
        call.fail(why);
      }
    }
  }

  private void connectLater(Place place) {
    long pause = settings.reconnectMin().toMillis();
    if (place.failures > 0) {
      pause =
          Math.min(pause << Math.min(place.failures - 1, 16), settings.reconnectMax().toMillis());
      if (ready.length > 0) {
        pause = Math.max(pause, settings.avoid().toMillis());
      }
    }
    // Spread, so that many clients do not come back in step.
    pause = 1 + (long) (pause * (0.75 + ThreadLocalRandom.current().nextDouble() / 2));
    try {
      var unused = transport.next().schedule(() -> connect(place), pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("not reconnecting, because the client is closed", e);
    }
  }

  private Place placeOf(Link link) {
    for (Place place : places.getOrDefault(link.endpoint(), List.of())) {
      if (place.link == link) {
        return place;
      }
    }
    return null;
  }

  private synchronized boolean removeReady(Link link) {
    Link[] present = ready;
    for (int i = 0; i < present.length; i++) {
      if (present[i] == link) {
        Link[] fewer = new Link[present.length - 1];
        System.arraycopy(present, 0, fewer, 0, i);
        System.arraycopy(present, i + 1, fewer, i, fewer.length - i);
        ready = fewer;
        return true;
      }
    }
    return false;
  }

  // ---- the end

  private static WTableException closedFailure() {
    return WTableException.local(Kind.CLOSED, "the client is closed", false, null);
  }

  /** Takes no more calls, waits for those under way until their time is up, and closes. */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    unpark();
    if (!transport.isOwnThread()) {
      try {
        boolean all =
            permits.tryAcquire(
                settings.maxInFlight(), settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        LOG.debug("everything has ended: {}", all);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      places.values().forEach(list -> list.forEach(this::disconnect));
    }
    unpark();
    transport.close();
    unpark();
  }

  private void disconnect(Place place) {
    if (place.link != null) {
      place.link.closeSoon(closedFailure());
    }
  }
}
