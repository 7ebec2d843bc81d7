/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Connects to a server, pings it and expects the same packet back, all within a second. */
public final class PingProbe implements Probe, AutoCloseable {
  /** Less than a second, so that a server can be asked once a second. */
  private static final long PATIENCE_MILLIS = 800;

  private static final byte[] PING = ping();

  /** Looks up host names, which blocks; each server is asked about once at a time. */
  private final ExecutorService lookUps =
      Executors.newFixedThreadPool(2, task -> daemon(task, "tabularium-names-lookup"));

  private final AsynchronousChannelGroup connections;

  /** A probe with threads of its own for all it asks. */
  public PingProbe() {
    try {
      connections =
          AsynchronousChannelGroup.withFixedThreadPool(
              1, task -> daemon(task, "tabularium-names-probe"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static byte[] ping() {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(Command.PING, 0, 1, new Body.Raw(WireRecord.EMPTY));
    return encoder.toByteArray();
  }

  @Override
  public CompletableFuture<Boolean> ask(ProxyAddress server) {
    Conversation conversation = new Conversation();
    CompletableFuture<Boolean> well =
        conversation.outcome.completeOnTimeout(false, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    try {
      lookUps.execute(() -> conversation.begin(server));
    } catch (RejectedExecutionException e) {
      boolean unused = well.complete(false); // closed
    }
    return well.whenComplete((answer, never) -> conversation.end());
  }

  @Override
  public void close() {
    lookUps.shutdownNow();
    try {
      connections.shutdownNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection: connect, send everything, receive everything. */
  private final class Conversation implements CompletionHandler<Integer, ByteBuffer> {
    final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

    private final ByteBuffer toSend = ByteBuffer.wrap(PING);
    private final ByteBuffer received = ByteBuffer.allocate(PING.length);
    private AsynchronousSocketChannel channel;
    private boolean ended;

    void begin(ProxyAddress server) {
      InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
      synchronized (this) {
        if (ended || address.isUnresolved()) {
          boolean unused = outcome.complete(false);
          return;
        }
        try {
          channel = AsynchronousSocketChannel.open(connections);
          channel.connect(
              address,
              null,
              new CompletionHandler<Void, Void>() {
                @Override
                public void completed(Void nothing, Void none) {
                  channel.write(toSend, toSend, Conversation.this);
                }

                @Override
                public void failed(Throwable failure, Void none) {
                  Conversation.this.failed(failure, null);
                }
              });
        } catch (IOException | RuntimeException e) {
          failed(e, null);
        }
      }
    }

    @Override
    public void completed(Integer count, ByteBuffer buffer) {
      if (count < 0) {
        failed(null, buffer);
      } else if (toSend.hasRemaining()) {
        channel.write(toSend, toSend, this);
      } else if (received.hasRemaining()) {
        channel.read(received, received, this);
      } else {
        boolean unused = outcome.complete(received.flip().equals(ByteBuffer.wrap(PING)));
      }
    }

    @Override
    public void failed(Throwable failure, ByteBuffer buffer) {
      boolean unused = outcome.complete(false);
    }

    synchronized void end() {
      ended = true;
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException e) {
          // It is no longer of interest.
        }
      }
    }
  }
}
