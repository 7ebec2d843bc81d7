/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.tabularium.client.wtable.WTableException.Kind;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.wire.wtable.codec.Framing;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection. Any thread may hand it calls; everything else happens on its event loop's thread.
 *
 * <p>Calls are queued and written together. A call's number on the wire, modulo a power of two, is
 * its place in a table, so that a reply in whatever order finds its call without searching; a
 * number whose place is taken is passed over. A call that has waited too long leaves its place
 * marked until its reply comes after all, or until the connection is given up because no reply
 * comes at all.
 */
final class Link extends ChannelInboundHandlerAdapter {
  private static final int BATCH_BYTES = 64 << 10;
  private static final int INPUT_BYTES = 16 << 10;

  /** The largest input array that is kept when it has been used up. */
  private static final int RETAINED_BYTES = 256 << 10;

  private static final long SWEEP_MILLIS = 25;

  /** Takes the place of a call that was given up. */
  private static final Call<Void> GIVEN_UP = new Call<>(null, 0, null, false, null);

  /** The link whose replies this thread is handing out. */
  private static final ThreadLocal<Link> CURRENT = new ThreadLocal<>();

  private final Pool pool;
  private final Endpoint endpoint;
  private final int windowSize;
  private final Queue<Call<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicInteger load = new AtomicInteger();

  private final PacketEncoder encoder = new PacketEncoder();
  private final PacketDecoder decoder = new PacketDecoder();
  private final Call<?>[] window;
  private final long[] numbers;
  private final int mask;
  private long number;
  private int inFlight;
  private int givenUp;
  private byte[] input = new byte[INPUT_BYTES];
  private int inputLength;
  private long lastReply;

  private Channel channel;
  private volatile EventLoop loop;
  private Future<?> sweeping;
  private int handshakesLeft;
  private boolean closed;

  private int database;
  private volatile boolean additions;
  private volatile boolean ready;
  private volatile boolean retired;

  /**
   * A link that is not connected yet.
   *
   * @param database the database of calls that name none, unless the server says another
   */
  Link(Pool pool, Endpoint endpoint, int windowSize, int database) {
    this.pool = pool;
    this.endpoint = endpoint;
    this.windowSize = windowSize;
    this.database = database;
    // Twice as many places as calls under way, so that a free one is never far.
    int places = Integer.highestOneBit(Math.max(2, windowSize) * 2 - 1) << 1;
    this.window = new Call<?>[places];
    this.numbers = new long[places];
    this.mask = places - 1;
  }

  /** The link whose reply is being handed out by this thread, or {@code null}. */
  static Link current() {
    return CURRENT.get();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** How many calls it has, written or not. */
  int load() {
    return load.get();
  }

  boolean isReady() {
    return ready && !retired;
  }

  boolean belongsTo(Pool aPool) {
    return pool == aPool;
  }

  /** Takes a call. If the link breaks, the pool gets it back. */
  void offer(Call<?> call) {
    load.incrementAndGet();
    queue.add(call);
    drainSoon();
  }

  private void drainSoon() {
    if (draining.compareAndSet(false, true)) {
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException e) {
        giveBackQueue(); // the client has been closed
      }
    }
  }

  // ---- writing

  private void drain() {
    draining.set(false);
    if (closed) {
      giveBackQueue();
      return;
    }
    boolean written = false;
    while (inFlight < windowSize && channel.isWritable()) {
      Call<?> call = queue.poll();
      if (call == null) {
        break;
      }
      if (call.isDone()) {
        load.decrementAndGet();
        call.forget();
        continue;
      }
      encode(call);
      if (encoder.size() >= BATCH_BYTES) {
        write();
        written = true;
      }
    }
    if (encoder.size() > 0) {
      write();
      written = true;
    }
    if (written) {
      channel.flush();
    }
  }

  private void encode(Call<?> call) {
    if (call.isAddition() && !additions) {
      load.decrementAndGet();
      call.fail(
          new WTableException(
              Kind.UNSUPPORTED,
              KlistCode.UNKNOWN_COMMAND.code(),
              "the server at " + endpoint + " does not know times to live",
              false,
              null));
      return;
    }
    do {
      number++;
    } while (window[(int) number & mask] != null);
    int of = call.database == Call.DEFAULT_DATABASE ? database : call.database;
    if (!encoder.writeIfFits(call.command, of, number, call.body)) {
      load.decrementAndGet();
      call.fail(WTableException.invalid(KlistCode.PACKET_TOO_LONG));
      return;
    }
    int place = (int) number & mask;
    window[place] = call;
    numbers[place] = number;
    inFlight++;
    call.writtenAt = System.nanoTime();
  }

  private void write() {
    ByteBuf out = channel.alloc().ioBuffer(encoder.size());
    out.writeBytes(encoder.array(), 0, encoder.size());
    encoder.reset();
    var unused = channel.write(out, channel.voidPromise());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      drainSoon();
    }
  }

  // ---- reading

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf received = (ByteBuf) message;
    try {
      int count = received.readableBytes();
      if (input.length - inputLength < count) {
        input = Arrays.copyOf(input, Math.max(2 * input.length, inputLength + count));
      }
      received.readBytes(input, inputLength, count);
      inputLength += count;
    } finally {
      received.release();
    }
    CURRENT.set(this);
    try {
      handOutReplies();
    } catch (ProtocolException e) {
      close(
          WTableException.local(
              Kind.PROTOCOL, "the server at " + endpoint + ": " + e.getMessage(), true, e));
    } finally {
      CURRENT.remove();
    }
  }

  private void handOutReplies() throws ProtocolException {
    int at = 0;
    long now = System.nanoTime();
    while (!closed) {
      int length = Framing.packetLength(input, at, inputLength - at);
      if (length < 0 || length > inputLength - at) {
        break;
      }
      Packet reply = decoder.reply(input, at, length);
      at += length;
      lastReply = now;
      handOut(reply);
    }
    if (at > 0) {
      System.arraycopy(input, at, input, 0, inputLength - at);
      inputLength -= at;
      if (input.length > RETAINED_BYTES && inputLength <= INPUT_BYTES) {
        input = Arrays.copyOf(input, INPUT_BYTES);
      }
    }
  }

  private void handOut(Packet reply) throws ProtocolException {
    int place = (int) reply.sequence() & mask;
    Call<?> call = window[place];
    if (call == null || numbers[place] != reply.sequence()) {
      throw new ProtocolException("A reply to no request.");
    }
    window[place] = null;
    if (call == GIVEN_UP) {
      givenUp--;
      return;
    }
    inFlight--;
    load.decrementAndGet();
    try {
      if (call.command != reply.command()) {
        throw new ProtocolException("A reply to another command.");
      }
      call.answer(reply);
    } catch (ProtocolException e) {
      call.fail(
          WTableException.local(
              Kind.PROTOCOL, "the server at " + endpoint + ": " + e.getMessage(), true, e));
      throw e;
    }
    if (inFlight == windowSize - 1 && !queue.isEmpty()) {
      drainSoon();
    }
  }

  // ---- its life

  @Override
  public void channelRegistered(ChannelHandlerContext context) {
    channel = context.channel();
    loop = channel.eventLoop();
    lastReply = System.nanoTime();
    context.fireChannelRegistered();
  }

  /** Connected: says who we are, and asks what the server can do. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    List<Call<?>> handshakes = pool.handshakes(this);
    handshakesLeft = handshakes.size();
    for (Call<?> call : handshakes) {
      load.incrementAndGet();
      call.tied = true;
      call.deadline = System.nanoTime() + pool.connectTimeoutNanos();
      var unused =
          call.whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  close((WTableException) failure);
                } else if (--handshakesLeft == 0 && !closed) {
                  ready = true;
                  pool.isReady(this);
                }
              });
      encode(call);
    }
    write();
    channel.flush();
    sweeping =
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What the server said of itself while greeting. */
  void learn(int itsDatabase, boolean hasAdditions) {
    database = itsDatabase;
    additions = hasAdditions;
  }

  int database() {
    return database;
  }

  boolean hasAdditions() {
    return additions;
  }

  /** Gives up what has waited too long, and the connection if it has gone silent. */
  private void sweep() {
    long now = System.nanoTime();
    for (Call<?> waiting : queue) {
      if (waiting.isExpired(now)) {
        waiting.fail(timeout(false)); // left in the queue, which passes it over
      }
    }
    if (inFlight > 0) {
      for (int place = 0; place < window.length && !closed; place++) {
        Call<?> call = window[place];
        if (call != null && call != GIVEN_UP && call.isExpired(now)) {
          giveUp(place, call);
        }
      }
    }
    if (retired && inFlight == 0 && queue.isEmpty()) {
      close(WTableException.local(Kind.DISCONNECTED, endpoint + " is no longer used", false, null));
    }
  }

  private void giveUp(int place, Call<?> call) {
    // Bytes alone do not count: they may be those of a reply whose length is wrong.
    boolean silent = lastReply - call.writtenAt < 0;
    window[place] = GIVEN_UP;
    givenUp++;
    inFlight--;
    load.decrementAndGet();
    WTableException failure = timeout(call.command.isWrite());
    call.fail(failure);
    if (silent || givenUp > window.length / 2) {
      close(failure);
    } else if (!queue.isEmpty()) {
      drainSoon();
    }
  }

  private WTableException timeout(boolean uncertain) {
    return WTableException.local(
        Kind.TIMEOUT, "no reply from " + endpoint + " in time", uncertain, null);
  }

  /** Takes no more calls; closes when those it has are done. */
  void retire() {
    retired = true;
  }

  /** Closes from any thread. */
  void closeSoon(WTableException why) {
    EventLoop itsLoop = loop;
    if (itsLoop == null) {
      return; // not connected yet; the pool refuses it then
    }
    try {
      itsLoop.execute(() -> close(why));
    } catch (RejectedExecutionException e) {
      giveBackQueue(); // its event loop has ended, and the connection with it
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    close(
        WTableException.local(
            Kind.DISCONNECTED, "the connection to " + endpoint + " was closed", true, null));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(
        WTableException.local(
            Kind.DISCONNECTED,
            "the connection to " + endpoint + " broke: " + cause.getMessage(),
            true,
            cause));
  }

  /** The end: what was written is lost, unless asking again does no harm; the rest goes back. */
  private void close(WTableException why) {
    if (closed) {
      return;
    }
    closed = true;
    ready = false;
    if (sweeping != null) {
      boolean unused = sweeping.cancel(false);
    }
    var unused = channel.close();
    pool.isClosed(this, why);
    for (int place = 0; place < window.length; place++) {
      Call<?> call = window[place];
      window[place] = null;
      if (call != null && call != GIVEN_UP) {
        inFlight--;
        load.decrementAndGet();
        pool.lost(call, why);
      }
    }
    giveBackQueue();
  }

  private void giveBackQueue() {
    Call<?> call;
    while ((call = queue.poll()) != null) {
      load.decrementAndGet();
      pool.again(call);
    }
  }
}
