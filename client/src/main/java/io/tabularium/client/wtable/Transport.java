/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The client's network threads, and how it connects. */
final class Transport implements AutoCloseable {
  /** Writing pauses when a connection has so much unsent. */
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private final MultiThreadIoEventLoopGroup loops;
  private final Bootstrap bootstrap;

  /** Several, so that a name nobody answers for does not hold up the others. */
  private static final int LOOK_UP_THREADS = 4;

  /** Looks up host names, which blocks. */
  private final ThreadPoolExecutor lookUps =
      new ThreadPoolExecutor(
          LOOK_UP_THREADS,
          LOOK_UP_THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(), // at most one entry per connection
          new DefaultThreadFactory("wtable-lookup", true));

  private final Resolver resolver;

  /** Finds the address of a host. */
  @FunctionalInterface
  interface Resolver {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  Transport(int threads, Duration connectTimeout) {
    this(threads, connectTimeout, InetAddress::getByName);
  }

  Transport(int threads, Duration connectTimeout, Resolver resolver) {
    this.resolver = resolver;
    lookUps.allowCoreThreadTimeOut(true);
    boolean epoll = Epoll.isAvailable();
    loops =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("wtable-client", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    bootstrap =
        new Bootstrap()
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT);
  }

  /** One of the network threads, in turn. */
  EventLoop next() {
    return loops.next();
  }

  /** Whether the calling thread is one of the network threads, which must not be blocked. */
  boolean isOwnThread() {
    for (var loop : loops) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Connects; what it returns fails if that does not work in time. */
  CompletableFuture<Void> connect(Endpoint endpoint, ChannelHandler handler) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    byte[] literal =
        endpoint.host().indexOf('%') >= 0 // an address with a scope, which bytes alone lack
            ? null
            : NetUtil.createByteArrayFromIpAddressString(endpoint.host());
    if (literal != null) {
      connect(() -> InetAddress.getByAddress(literal), endpoint, handler, connected);
    } else {
      lookUps.execute(() -> connect(() -> resolve(endpoint.host()), endpoint, handler, connected));
    }
    return connected;
  }

  private InetAddress resolve(String host) throws UnknownHostException {
    try {
      return resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("unknown host " + host);
    }
  }

  private void connect(
      Callable<InetAddress> address,
      Endpoint endpoint,
      ChannelHandler handler,
      CompletableFuture<Void> connected) {
    try {
      ChannelFuture attempt =
          bootstrap
              .clone(next())
              .handler(handler)
              .connect(new InetSocketAddress(address.call(), endpoint.port()));
      var unused =
          attempt.addListener(
              done -> {
                if (done.isSuccess()) {
                  boolean first = connected.complete(null);
                } else {
                  boolean first = connected.completeExceptionally(done.cause());
                }
              });
    } catch (Exception e) {
      boolean first = connected.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    lookUps.shutdownNow();
    var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    if (!isOwnThread()) {
      boolean ended = loops.terminationFuture().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }
}
