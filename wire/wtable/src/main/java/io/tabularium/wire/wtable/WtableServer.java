/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

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
import io.tabularium.engine.klist.Klist;
import io.tabularium.model.klist.KlistLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The front door of the WTable and GoTable protocol.
 *
 * <p>All threads are daemons: a process lives as long as whoever started the server wants.
 */
public final class WtableServer implements AutoCloseable {
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);
  private static final int BACKLOG = 1024;
  private static final long LOOK_MILLIS = 5;

  /** A connection's share of network memory: it is not read above the one until below the other. */
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(512 << 10, 4 << 20);

  private final InetSocketAddress address;
  private final int networkThreads;
  private final ThreadPoolExecutor readers;
  private final Hub hub;

  private EventLoopGroup network;
  private Channel listener;
  private boolean closed;

  private WtableServer(Builder builder) {
    address = builder.address;
    networkThreads = builder.networkThreads;
    readers =
        new ThreadPoolExecutor(
            builder.readerThreads,
            builder.readerThreads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(builder.queueCapacity),
            new DefaultThreadFactory("wtable-reader", true));
    hub = new Hub(builder.settings(), readers);
  }

  /** A server with default settings for a klist model. */
  public static Builder builder(Klist klist) {
    return new Builder(klist);
  }

  /**
   * Starts to listen.
   *
   * @return the address listened on, with the actual port if any port was asked for
   * @throws IOException if the address cannot be listened on; the server is closed then
   */
  public synchronized InetSocketAddress start() throws IOException {
    if (network != null || closed) {
      throw new IllegalStateException("the server has been started before");
    }
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerSocketChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    network =
        new MultiThreadIoEventLoopGroup(
            networkThreads, new DefaultThreadFactory("wtable-net", true), io);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(network)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Connection(hub));
                  }
                });
    try {
      // Not sync(), which would throw the checked cause unseen by the compiler.
      var bound = bootstrap.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException(bound.cause().getMessage(), bound.cause());
      }
      listener = bound.channel();
      return (InetSocketAddress) listener.localAddress();
    } finally {
      if (listener == null) {
        close(Duration.ZERO);
      }
    }
  }

  /** Connections that are open now. */
  public int connections() {
    return hub.connectionCount();
  }

  /** Reads that wait for a thread. */
  public int readsQueued() {
    return readers.getQueue().size();
  }

  /** Bytes of requests in hand and of replies that clients have not taken. */
  public long bytesInFlight() {
    return hub.budget.used();
  }

  /** Closes with ten seconds for requests in hand. */
  @Override
  public void close() {
    close(DEFAULT_DRAIN);
  }

  /**
   * Stops listening and reading, lets requests in hand be answered, then ends all connections.
   *
   * @param drain how long requests in hand may take
   * @return whether every request in hand was done in time, so that nothing calls the engine any
   *     more
   */
  public synchronized boolean close(Duration drain) {
    if (closed) {
      return readers.isTerminated();
    }
    closed = true;
    long end = System.nanoTime() + drain.toNanos();
    boolean idle = true;
    try {
      if (listener != null) {
        listener.close().awaitUninterruptibly();
        hub.drain();
        while (!hub.isIdle() && System.nanoTime() - end < 0) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        idle = hub.isIdle();
        hub.connections().forEach(Connection::hangUp);
      }
      readers.shutdown();
      if (network != null) {
        network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
      }
      long left = Math.max(0, end - System.nanoTime());
      return readers.awaitTermination(left, TimeUnit.NANOSECONDS) && idle;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Settings of a server. Sizes and durations have to be positive. */
  public static final class Builder {
    private final Klist klist;
    private InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 6688);
    private Passwords passwords = Passwords.NONE;
    private RequestObserver observer = RequestObserver.NONE;
    private boolean pingIsAuth;
    private int networkThreads = threadsFor(Runtime.getRuntime().availableProcessors());
    private int readerThreads = Math.max(4, Runtime.getRuntime().availableProcessors() * 2);
    private int queueCapacity = 1024;
    private int maxMultiKeys = KlistLimits.MULTI_KEYS;
    private int maxConnections = 10_000;
    private long maxInFlightBytes =
        Math.max(8L * KlistLimits.PACKET_BYTES, Runtime.getRuntime().maxMemory() / 4);
    private Duration stallTimeout = Duration.ofSeconds(30);

    private Builder(Klist klist) {
      this.klist = klist;
    }

    /** Where to listen; port 0 for any. By default {@code 127.0.0.1:6688}. */
    public Builder address(InetSocketAddress value) {
      address = value;
      return this;
    }

    /** Who may use which database; by default everybody may do everything. */
    public Builder passwords(Passwords value) {
      passwords = value;
      return this;
    }

    /** Who is told of every request; by default nobody. */
    public Builder observer(RequestObserver value) {
      observer = value;
      return this;
    }

    /**
     * Whether a PING that names a row is taken for an AUTH as well, because GoTable's C++ client
     * sends the one and means the other; by default not.
     */
    public Builder pingIsAuth(boolean value) {
      pingIsAuth = value;
      return this;
    }

    /** Threads that read and write sockets, serve brief reads and make writes. */
    public Builder networkThreads(int value) {
      networkThreads = positive(value, "networkThreads");
      return this;
    }

    /** Threads for reads that may take a while. */
    public Builder readerThreads(int value) {
      readerThreads = positive(value, "readerThreads");
      return this;
    }

    /** Reads that may wait for such a thread. By default 1024. */
    public Builder queueCapacity(int value) {
      queueCapacity = positive(value, "queueCapacity");
      return this;
    }

    /** Keys of one multi-operation; by default as many as the protocol can count. */
    public Builder maxMultiKeys(int value) {
      maxMultiKeys = positive(value, "maxMultiKeys");
      return this;
    }

    /** Connections that are served, by default 10,000; more are closed at once. */
    public Builder maxConnections(int value) {
      maxConnections = positive(value, "maxConnections");
      return this;
    }

    /**
     * Bytes of requests in hand and of replies not taken, of all connections together, above which
     * no more requests are read; by default a quarter of the heap.
     */
    public Builder maxInFlightBytes(long value) {
      maxInFlightBytes = value;
      return this;
    }

    /**
     * How long a client may leave a packet incomplete or replies untouched; by default 30 seconds.
     * Connections may be idle for ever.
     */
    public Builder stallTimeout(Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException("stallTimeout must be positive");
      }
      stallTimeout = value;
      return this;
    }

    /** The server, not yet listening. */
    public WtableServer build() {
      return new WtableServer(this);
    }

    private Settings settings() {
      return new Settings(
          klist,
          passwords,
          observer,
          pingIsAuth,
          maxMultiKeys,
          maxConnections,
          maxInFlightBytes,
          stallTimeout);
    }

    /** Half as many as processors, but two, as one alone may have to wait for the disk. */
    private static int threadsFor(int processors) {
      return Math.max(Math.min(2, processors), processors / 2);
    }

    private static int positive(int value, String what) {
      if (value <= 0) {
        throw new IllegalArgumentException(what + " must be positive");
      }
      return value;
    }
  }
}
