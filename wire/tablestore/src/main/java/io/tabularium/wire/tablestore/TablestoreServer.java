/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tabularium.model.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP front door of the Tablestore protocol: takes connections, checks who sent a request,
 * hands it to its {@link Operation} and signs the answer.
 *
 * <p>A few network threads frame requests; a bounded pool of workers checks and serves them. What
 * is past a bound is refused with {@code OTSServerBusy}, upon which clients wait and try again.
 *
 * <p>All threads are daemons: a process lives as long as whoever started the server wants.
 */
public final class TablestoreServer implements AutoCloseable {
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);
  private static final int BACKLOG = 1024;

  // A connection's share of network memory: it stops writing above the one, goes on below the
  // other. Small, for anybody may send requests and leave the replies unread.
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(8 * 1024, 32 * 1024);

  private final InetSocketAddress address;
  private final Settings settings;
  private final ThreadPoolExecutor workers;
  private final FrontDoor door;
  private final int networkThreads;

  private EventLoopGroup network;
  private Channel listener;
  private boolean closed;

  private TablestoreServer(Builder builder) {
    address = builder.address;
    settings = builder.settings();
    networkThreads = builder.networkThreads;
    workers =
        new ThreadPoolExecutor(
            builder.workerThreads,
            builder.workerThreads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(builder.queueCapacity),
            new DefaultThreadFactory("tablestore-worker", true));
    door = new FrontDoor(settings, workers);
  }

  /** A server with default settings; access keys, instances and operations must be given. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts to listen.
   *
   * @return the address listened on, with the actual port if any port was asked for
   * @throws AddressUnavailableException if the address cannot be listened on; the server is closed
   *     then
   */
  public synchronized InetSocketAddress start() throws AddressUnavailableException {
    if (network != null || closed) {
      throw new IllegalStateException("the server has been started before");
    }
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerSocketChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    network =
        new MultiThreadIoEventLoopGroup(
            networkThreads, new DefaultThreadFactory("tablestore-net", true), io);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(network)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpConnection(door));
                  }
                });
    try {
      // Not sync(), which would throw the checked cause unseen by the compiler.
      var bound = bootstrap.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new AddressUnavailableException(
            "Cannot listen on " + name(address) + ": " + reason(bound.cause()) + ".",
            bound.cause());
      }
      listener = bound.channel();
      return (InetSocketAddress) listener.localAddress();
    } finally {
      if (listener == null) {
        close(Duration.ZERO);
      }
    }
  }

  private static String name(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "the host name is unknown";
    }
    String message = String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("in use")) {
      return "the address is already in use";
    }
    if (lower.contains("permission denied")) {
      return "permission denied";
    }
    if (lower.contains("cannot assign") || lower.contains("can't assign")) {
      return "this machine has no such address";
    }
    return message;
  }

  /** Connections that are open now. */
  public int connections() {
    return door.connectionCount();
  }

  /** Requests that have been read and not been answered. */
  public int requestsInFlight() {
    return door.handling();
  }

  /** Requests that wait for a worker. */
  public int requestsQueued() {
    return workers.getQueue().size();
  }

  /** Bytes of requests and replies in memory; see {@link Builder#maxInFlightBytes}. */
  public long bytesInFlight() {
    return door.budget.used();
  }

  /** Closes with ten seconds for requests in hand. */
  @Override
  public void close() {
    close(DEFAULT_DRAIN);
  }

  /**
   * Stops listening, ends idle connections, lets requests in hand be answered, then ends the rest.
   * Operations still running after that are not interrupted: an interrupt would close files under
   * the store.
   *
   * @param drain how long requests in hand may take
   * @return whether every request in hand was done in time, so that nothing calls operations any
   *     more
   */
  public synchronized boolean close(Duration drain) {
    if (closed) {
      return workers.isTerminated();
    }
    closed = true;
    long end = System.nanoTime() + drain.toNanos();
    boolean empty = true;
    boolean interrupted = false;
    if (listener != null) {
      listener.close().awaitUninterruptibly();
      door.beginDraining();
      door.connections().forEach(HttpConnection::drainLater);
      try {
        empty = door.awaitEmpty(end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
        empty = false;
      }
      if (!empty) {
        door.connections().forEach(HttpConnection::hangUp);
        // Connections that only lingered are no reason to call anything unfinished.
        empty = door.handling() == 0;
      }
    }
    workers.shutdown();
    if (network != null) {
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    }
    try {
      empty &= workers.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return empty;
  }

  /**
   * After {@link #close(Duration)} has given up on requests: waits for the operations still
   * running.
   *
   * @param patience how long to wait
   * @return whether nothing calls operations any more
   */
  public synchronized boolean awaitOperations(Duration patience) {
    if (!closed) {
      throw new IllegalStateException("the server has not been closed");
    }
    long end = System.nanoTime() + patience.toNanos();
    try {
      // Both, because brief operations run on network threads.
      return workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)
          && (network == null
              || network.awaitTermination(
                  Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Settings of a server. Durations and sizes have to be positive. */
  public static final class Builder {
    private InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8280);
    private AccessKeys keys;
    private InstanceDirectory instances;
    private Collection<? extends Operation> operations = List.of();
    private RequestObserver observer = RequestObserver.NONE;
    private Clock clock = Clock.systemUTC();
    private int networkThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private int workerThreads = Math.max(4, Runtime.getRuntime().availableProcessors() * 2);
    private int queueCapacity = 1024;
    private int maxConnections = 10_000;
    private int maxHeadBytes = 16 * 1024;
    private int maxBodyBytes = Limits.REQUEST_BODY_BYTES;
    private long maxInFlightBytes =
        Math.max(4L * Limits.REQUEST_BODY_BYTES, Runtime.getRuntime().maxMemory() / 4);
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration writeTimeout = Duration.ofSeconds(30);
    private Duration lingerTimeout = Duration.ofSeconds(5);
    private Duration clockSkew = Duration.ofMinutes(15);
    private Duration signDateAge = Duration.ofDays(7);
    private boolean refuseBrowsers;

    private Builder() {}

    /** Where to listen; port 0 for any. By default {@code 127.0.0.1:8280}. */
    public Builder address(InetSocketAddress value) {
      address = value;
      return this;
    }

    /** Where access keys are found. */
    public Builder accessKeys(AccessKeys value) {
      keys = value;
      return this;
    }

    /** Which instances there are. */
    public Builder instances(InstanceDirectory value) {
      instances = value;
      return this;
    }

    /** What the server can do. */
    public Builder operations(Collection<? extends Operation> value) {
      operations = List.copyOf(value);
      return this;
    }

    /** Who is told of every request; by default nobody. */
    public Builder observer(RequestObserver value) {
      observer = value;
      return this;
    }

    /** The clock for dates in replies and the check of those in requests. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Threads that read and write sockets and serve brief operations; by default half as many as
     * processors: more threads are asleep more often, and waking them is what costs.
     */
    public Builder networkThreads(int value) {
      networkThreads = positive(value, "networkThreads");
      return this;
    }

    /** Threads that serve requests; by default twice as many as processors, four at least. */
    public Builder workerThreads(int value) {
      workerThreads = positive(value, "workerThreads");
      return this;
    }

    /** Requests that may wait for a worker; past it the server is busy. By default 1024. */
    public Builder queueCapacity(int value) {
      queueCapacity = positive(value, "queueCapacity");
      return this;
    }

    /**
     * Connections that are served; by default 10,000. As many again are told that the server is
     * busy, more are closed unheard.
     */
    public Builder maxConnections(int value) {
      maxConnections = positive(value, "maxConnections");
      return this;
    }

    /** Bytes of a request line with its headers; by default 16 KiB. */
    public Builder maxHeadBytes(int value) {
      maxHeadBytes = positive(value, "maxHeadBytes");
      return this;
    }

    /** Bytes of a request's body as sent; by default the protocol's limit. */
    public Builder maxBodyBytes(int value) {
      maxBodyBytes = positive(value, "maxBodyBytes");
      return this;
    }

    /**
     * Bytes of request bodies and unsent replies, of all connections together, above which new
     * requests are told that the server is busy; by default a quarter of the heap. Must hold at
     * least one largest body.
     */
    public Builder maxInFlightBytes(long value) {
      maxInFlightBytes = value;
      return this;
    }

    /** How long a connection may be without a request; by default five minutes. */
    public Builder idleTimeout(Duration value) {
      idleTimeout = positive(value, "idleTimeout");
      return this;
    }

    /** How long a request may take from its first byte to its last; by default 30 seconds. */
    public Builder requestTimeout(Duration value) {
      requestTimeout = positive(value, "requestTimeout");
      return this;
    }

    /** How long a client may leave a reply untouched; by default 30 seconds. */
    public Builder writeTimeout(Duration value) {
      writeTimeout = positive(value, "writeTimeout");
      return this;
    }

    /** How long a refused client may go on sending before the line is cut; by default 5 seconds. */
    public Builder lingerTimeout(Duration value) {
      lingerTimeout = positive(value, "lingerTimeout");
      return this;
    }

    /** How far a request's date may be from the server's clock; by default 15 minutes. */
    public Builder clockSkew(Duration value) {
      clockSkew = positive(value, "clockSkew");
      return this;
    }

    /** How far the day of a V4 signature may be from today, in whole days; by default seven. */
    public Builder signDateAge(Duration value) {
      signDateAge = positive(value, "signDateAge");
      return this;
    }

    /**
     * Whether requests that a browser sends for a web page are refused; by default not. To be set
     * when keys are no secret: any page a developer looks at could use them otherwise.
     */
    public Builder refuseBrowsers(boolean value) {
      refuseBrowsers = value;
      return this;
    }

    /** The server, not yet listening. */
    public TablestoreServer build() {
      return new TablestoreServer(this);
    }

    private Settings settings() {
      if (keys == null || instances == null) {
        throw new IllegalArgumentException("access keys and instances must be given");
      }
      if (maxInFlightBytes < maxBodyBytes) {
        throw new IllegalArgumentException(
            "maxInFlightBytes (" + maxInFlightBytes + ") cannot hold one body of maxBodyBytes");
      }
      Map<String, Operation> byName = new HashMap<>();
      for (Operation operation : operations) {
        if (byName.put(operation.name(), operation) != null) {
          throw new IllegalArgumentException("two operations are named " + operation.name());
        }
      }
      return new Settings(
          keys,
          instances,
          Map.copyOf(byName),
          observer,
          clock,
          maxConnections,
          maxHeadBytes,
          maxBodyBytes,
          maxInFlightBytes,
          idleTimeout,
          requestTimeout,
          writeTimeout,
          lingerTimeout,
          clockSkew,
          signDateAge,
          refuseBrowsers);
    }

    private static int positive(int value, String what) {
      if (value <= 0) {
        throw new IllegalArgumentException(what + " must be positive");
      }
      return value;
    }

    private static Duration positive(Duration value, String what) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException(what + " must be positive");
      }
      return value;
    }
  }
}
