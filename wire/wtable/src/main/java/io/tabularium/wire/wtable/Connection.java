/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.tabularium.engine.klist.Klist;
import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection. All of it runs on the connection's network thread, except {@link
 * #finished}.
 *
 * <p>Implementation note: everything that has arrived is taken apart in one go, what is asked is
 * answered, queued or handed over, and all replies at hand leave in one piece. The connection stops
 * reading while too much of it is in hand or not taken by the client, and goes on when that has
 * changed: what was read already waits as bytes, the rest in the client's own socket.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  /** Requests in hand above which no more are read. */
  private static final int MAX_IN_HAND = 4096;

  /** Bytes of requests in hand above which no more are read. */
  private static final int MAX_BYTES_IN_HAND = 8 << 20;

  /** Requests in the pool above which no more are read. */
  private static final int MAX_HEAVY = 8;

  /** Bytes of an incomplete packet that are read on even if there is no budget. */
  private static final int FREE_BYTES = 64 << 10;

  /** Replies are handed to the network in pieces of about this size. */
  private static final int PIECE_BYTES = 128 << 10;

  /** How soon a connection looks again whether there is room for its requests. */
  private static final long RETRY_MILLIS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Hub hub;
  private final Requests requests;
  private final AtomicReference<Exchange> finished = new AtomicReference<>();
  private final Runnable answering = this::answerFinished;

  private ChannelHandlerContext context;
  private boolean open;
  private boolean consuming;

  /** Whether it is among those that {@link Scratch} will flush. */
  boolean flushing;

  /** Whether it is among those whose writes {@link Scratch} will have made. */
  boolean writing;

  /** Bytes that have arrived and were not taken apart: part of a packet, or what has to wait. */
  private byte[] ahead;

  private int aheadFrom;
  private int aheadTo;

  /** When {@link #ahead} began to wait for the rest of a packet, if it does. */
  private long incompleteSince;

  private boolean incomplete;
  private boolean watched;
  private boolean retrying;

  /** Requests in hand, and what they count for; written by the network thread alone. */
  private volatile int inHand;

  private long bytesInHand;
  private int heavy;

  /** Bytes handed to the network that the client's socket has not taken. */
  private long unsent;

  /** The last piece handed to the network. */
  private ChannelFuture lastSent;

  /** The piece that tells, when it has left, that the client still takes replies. */
  private ChannelFuture awaited;

  private long awaitedSince;

  /** What the requests taken apart have lanes do, until the end of the round. */
  private List<KlistWrite> writes = new ArrayList<>();

  private long now;

  Connection(Hub hub) {
    this.hub = hub;
    this.requests = new Requests(this, hub.settings);
  }

  Klist klist() {
    return hub.settings.klist();
  }

  /** The time by which records expire, as of the replies being made. */
  long now() {
    return now;
  }

  boolean isIdle() {
    return inHand == 0;
  }

  /** The connection's network thread. */
  Executor executor() {
    return context.executor();
  }

  // ---- events of the network --------------------------------------------------------------------

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    open = hub.opened(this);
    if (!open) {
      var unused = ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    open = false;
    incomplete = false;
    dropAhead();
    settle();
    hub.closed(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!open) {
        return;
      }
      if (ahead == null) {
        int length = in.readableBytes();
        byte[] array = Scratch.get().input(length);
        in.readBytes(array, 0, length);
        int used = consume(array, 0, length);
        if (used < length && open) {
          keep(array, used, length);
        }
      } else {
        append(in);
        consumeAhead();
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    resume();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("Connection from {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
    } else {
      LOG.error("Connection from {} failed", ctx.channel().remoteAddress(), cause);
    }
    hangUp();
  }

  /** Ends the connection at once. Safe to call from any thread. */
  void hangUp() {
    if (context != null) {
      var unused = context.close();
    }
  }

  // ---- bytes that wait --------------------------------------------------------------------------

  private void keep(byte[] array, int from, int to) {
    ahead = Arrays.copyOfRange(array, from, to);
    aheadFrom = 0;
    aheadTo = ahead.length;
    hub.budget.take(ahead.length);
    if (incomplete) {
      watch();
    }
  }

  private void append(ByteBuf in) {
    int more = in.readableBytes();
    int length = aheadTo - aheadFrom;
    if (ahead.length - aheadTo < more) {
      int capacity = Math.max(length + more, Math.min(2 * length, KlistLimits.PACKET_BYTES));
      byte[] larger = capacity > ahead.length ? new byte[capacity] : ahead;
      System.arraycopy(ahead, aheadFrom, larger, 0, length);
      hub.budget.take(larger.length - ahead.length);
      ahead = larger;
      aheadFrom = 0;
      aheadTo = length;
    }
    in.readBytes(ahead, aheadTo, more);
    aheadTo += more;
  }

  private void consumeAhead() {
    aheadFrom += consume(ahead, aheadFrom, aheadTo);
    if (ahead != null && aheadFrom == aheadTo) {
      dropAhead();
    }
  }

  private void dropAhead() {
    if (ahead != null) {
      hub.budget.giveBack(ahead.length);
      ahead = null;
    }
  }

  // ---- requests ---------------------------------------------------------------------------------

  /**
   * Takes packets apart as long as there are whole ones and the connection may have more in hand.
   *
   * @return how many bytes were used
   */
  private int consume(byte[] array, int from, int to) {
    if (consuming) {
      return 0;
    }
    consuming = true;
    Scratch scratch = Scratch.get();
    int at = from;
    boolean blocked = false;
    try {
      long began = System.nanoTime();
      now = klist().now();
      requests.begin(began);
      while (open) {
        int length = Framing.packetLength(array, at, to - at);
        if (length < 0 || length > to - at) {
          break;
        }
        blocked = isBlocked();
        if (blocked) {
          break;
        }
        Packet packet = scratch.decoder.request(array, at, length);
        at += length;
        requests.handle(packet, length);
      }
      requests.end();
    } catch (ProtocolException e) {
      LOG.debug("Connection from {} ends: {}", context.channel().remoteAddress(), e.getMessage());
      at = to;
      open = false;
    } catch (RuntimeException | Error e) {
      // The next connection's replies must not begin with the rest of these.
      scratch.encoder.reset();
      throw e;
    } finally {
      consuming = false;
    }
    if (!writes.isEmpty()) {
      scratch.writeLater(this);
    }
    hand(scratch.encoder);
    scratch.flushLater(this);
    if (!open) {
      context.flush();
      var unused = context.close();
      return to - from;
    }
    boolean partial = !blocked && at < to;
    if (partial && (!incomplete || at > from)) {
      incompleteSince = System.nanoTime();
    }
    incomplete = partial;
    boolean waits = blocked || (to - at >= FREE_BYTES && hub.budget.isUsedUp());
    context.channel().config().setAutoRead(!waits);
    if (waits && hub.budget.isUsedUp()) {
      retryLater();
    }
    return at - from;
  }

  /**
   * Whether no more requests may be handled for now. A connection with nothing in hand may always
   * have one, so that those who wait for the budget do not wait for each other.
   */
  private boolean isBlocked() {
    return inHand >= MAX_IN_HAND
        || bytesInHand >= MAX_BYTES_IN_HAND
        || heavy >= MAX_HEAVY
        || !context.channel().isWritable()
        || hub.isDraining()
        || (hub.budget.isUsedUp() && (inHand > 0 || unsent > 0));
  }

  /** Goes on reading if something kept the connection from it. */
  private void resume() {
    if (!open || context.channel().config().isAutoRead() || isBlocked()) {
      return;
    }
    if (ahead != null) {
      consumeAhead();
    } else {
      context.channel().config().setAutoRead(true);
    }
  }

  /** Looks again soon, for the budget tells nobody when there is some again. */
  private void retryLater() {
    if (!retrying) {
      retrying = true;
      var unused =
          context
              .executor()
              .schedule(
                  () -> {
                    retrying = false;
                    if (open && hub.budget.isUsedUp()) {
                      retryLater();
                    }
                    resume();
                  },
                  RETRY_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  /** Has lanes do something for an exchange that was {@link #taken}. */
  void write(KlistWrite write) {
    writes.add(write);
  }

  /** What lanes have to do for it, once. */
  List<KlistWrite> takeWrites() {
    writing = false;
    List<KlistWrite> batch = writes;
    writes = new ArrayList<>();
    return batch;
  }

  /** Has the pool do a read that was {@link #taken}; does it here if the pool has no room. */
  void read(Read read) {
    try {
      hub.readers.execute(read);
    } catch (RejectedExecutionException e) {
      read.run();
    }
  }

  /** Ends the connection when the requests before this one have been handled. */
  void end() {
    open = false;
  }

  Hub hub() {
    return hub;
  }

  /** Notes a request that is answered later. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the network thread alone writes it
  void taken(Exchange exchange) {
    inHand = inHand + 1;
    bytesInHand += exchange.bytes;
    heavy += exchange.isHeavy() ? 1 : 0;
    hub.budget.take(exchange.bytes);
  }

  /** Notes that a request is no longer in hand. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the network thread alone writes it
  private void given(Exchange exchange) {
    inHand = inHand - 1;
    bytesInHand -= exchange.bytes;
    heavy -= exchange.isHeavy() ? 1 : 0;
    hub.budget.giveBack(exchange.bytes);
  }

  // ---- replies ----------------------------------------------------------------------------------

  /** Called from any thread when an exchange has its result. */
  void finished(Exchange exchange) {
    Exchange before;
    do {
      before = finished.get();
      exchange.previous = before;
    } while (!finished.compareAndSet(before, exchange));
    if (before == null) {
      if (context.executor().inEventLoop() && Scratch.get().answersAtRoundsEnd(this)) {
        return;
      }
      try {
        context.executor().execute(answering);
      } catch (RejectedExecutionException e) {
        LOG.debug("A reply is not sent: the server has stopped");
      }
    }
  }

  /** Answers what has its result. */
  void answerFinished() {
    Exchange last = finished.getAndSet(null);
    // They hang together the last one first.
    Exchange first = null;
    while (last != null) {
      Exchange before = last.previous;
      last.previous = first;
      first = last;
      last = before;
    }
    Scratch scratch = Scratch.get();
    PacketEncoder encoder = scratch.encoder;
    now = klist().now();
    for (Exchange exchange = first; exchange != null; exchange = exchange.previous) {
      given(exchange);
      if (open) {
        answer(exchange);
      }
    }
    hand(encoder);
    scratch.flushLater(this);
    resume();
  }

  private void answer(Exchange exchange) {
    try {
      reply(
          exchange.command, exchange.database, exchange.sequence, exchange.reply(), exchange.began);
    } catch (RuntimeException e) {
      LOG.error("A reply to {} could not be made", exchange.command, e);
      Scratch.get().encoder.reset();
      open = false;
      hangUp();
    }
  }

  /** Adds a reply to those that leave next. */
  void reply(Command command, int database, long sequence, Body body, long began) {
    PacketEncoder encoder = Scratch.get().encoder;
    Body sent = body;
    if (!encoder.writeIfFits(command, database, sequence, body)) {
      sent = Requests.tooLong(body);
      encoder.write(command, database, sequence, sent);
    }
    requests.observe(command, sent, began);
    if (encoder.size() >= PIECE_BYTES) {
      hand(encoder);
    }
  }

  /** Lets what was handed to the network leave. */
  void flush() {
    flushing = false;
    try {
      context.flush();
      settle();
    } catch (RuntimeException e) {
      // The others on this thread still want to be flushed.
      LOG.error("Connection from {} failed", context.channel().remoteAddress(), e);
      hangUp();
    }
  }

  /** Hands what is encoded to the network. */
  private void hand(PacketEncoder encoder) {
    int size = encoder.size();
    if (size > 0) {
      ByteBuf piece = context.alloc().ioBuffer(size, size);
      piece.writeBytes(encoder.array(), 0, size);
      encoder.reset();
      lastSent = context.write(piece);
    }
  }

  // ---- what the client does not take or does not finish -----------------------------------------

  /** Brings the budget up to date with what the client has not taken. */
  private void settle() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (pending != unsent) {
      hub.budget.take(pending - unsent);
      unsent = pending;
    }
    if (pending > 0 && awaited == null) {
      awaited = lastSent;
      awaitedSince = System.nanoTime();
      awaited.addListener(
          sent -> {
            awaited = null;
            settle();
          });
      watch();
    }
  }

  /** Sees to it that a client that stands still does not keep memory for ever. */
  private void watch() {
    if (!watched && open) {
      watched = true;
      long nanos = hub.settings.stallTimeout().toNanos();
      var unused =
          context.executor().schedule(() -> look(nanos), nanos / 4 + 1, TimeUnit.NANOSECONDS);
    }
  }

  private void look(long patience) {
    watched = false;
    long nanos = System.nanoTime();
    boolean unread = awaited != null;
    if ((unread && nanos - awaitedSince > patience)
        || (incomplete && nanos - incompleteSince > patience)) {
      LOG.debug("Connection from {} stands still", context.channel().remoteAddress());
      hangUp();
    } else if (unread || incomplete) {
      watch();
    }
  }
}
