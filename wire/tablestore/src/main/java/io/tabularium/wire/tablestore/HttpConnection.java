/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: HTTP/1.1 in, replies out. All of it runs on the connection's network
 * thread except where said otherwise.
 *
 * <p>Implementation note: requests of one connection are handled one after the other, because every
 * request is a POST and only safe methods may overlap on a connection (RFC 9112, section 9.3.2): a
 * client that sends a write and a read in one go is entitled to read what it wrote. What has been
 * sent ahead waits as bytes, and when there are too many, in the client's own socket. So one
 * connection has at most one request in memory, and one reply, of which only a slice is ever in
 * network buffers.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  /** Bytes sent ahead of their turn that a connection keeps before it stops reading. */
  static final int AHEAD_BYTES = 8 * 1024;

  /** The largest piece of a reply handed to the network at once. */
  private static final int SLICE_BYTES = 32 * 1024;

  /** What a client that was refused may still send before the line is cut. */
  private static final long LINGER_BYTES = 32L * 1024 * 1024;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private enum State {
    /** Between requests, or in the middle of a head. */
    HEAD,
    /** In the middle of a body. */
    BODY,
    /** A worker or the engine has the request. */
    HANDLING,
    /** The reply is on its way into the network. */
    WRITING,
    /** The last reply is out; what the client still sends is thrown away. */
    LINGERING,
    CLOSED
  }

  private final FrontDoor door;
  private final RequestHead head;
  private final BodyBuffer body;
  private final ChunkReader chunks = new ChunkReader();
  private final long tickNanos;

  private ChannelHandlerContext context;
  private Channel channel;
  private State state = State.HEAD;
  private long deadline;
  private long firstByteNanos;
  private long bodyLeft;
  private Future<?> timer;

  /** Whether there are more connections than there should be: this one gets one refusal. */
  private boolean surplus;

  /** Whether the rest of the current request's body is to be thrown away. */
  private boolean discarding;

  private boolean inputClosed;
  private boolean consuming;
  private boolean pumping;
  private long discarded;

  /** Bytes sent ahead of their turn, or {@code null}. */
  private ByteBuf ahead;

  private int aheadCharged;

  private Exchange exchange;
  private Reply reply;
  private int replyAt;

  HttpConnection(FrontDoor door) {
    this.door = door;
    Settings settings = door.settings;
    this.head = new RequestHead(settings.maxHeadBytes());
    this.body = new BodyBuffer(door.budget);
    // Deadlines are moved without touching the timer, which looks at them this often.
    long shortest =
        Math.min(
            Math.min(settings.idleTimeout().toNanos(), settings.requestTimeout().toNanos()),
            Math.min(settings.writeTimeout().toNanos(), settings.lingerTimeout().toNanos()));
    this.tickNanos =
        Math.max(TimeUnit.MILLISECONDS.toNanos(5), Math.min(shortest / 4, 2_000_000_000L));
  }

  // ---- events of the network --------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    channel = ctx.channel();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    int count = door.opened(this);
    int most = door.settings.maxConnections();
    if (count > 2L * most) {
      // Not even worth a refusal.
      hangUp();
      return;
    }
    surplus = count > most;
    deadline(surplus ? door.settings.lingerTimeout() : door.settings.idleTimeout());
    tick();
    if (door.draining()) {
      drain();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    State was = state;
    state = State.CLOSED;
    if (timer != null) {
      timer.cancel(false);
    }
    body.discard();
    releaseAhead();
    if (was == State.WRITING && exchange != null) {
      forgetReply(false);
    }
    door.closed(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (discarding || state == State.LINGERING) {
        discard(in);
      } else if (state == State.HANDLING || state == State.WRITING || ahead != null) {
        keepForLater(in);
      } else {
        consume(in);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (state == State.WRITING && channel.isWritable()) {
      pump();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputClosed = true;
      // A client may say all it has to say, close its side and wait for the replies.
      if (state == State.HEAD || state == State.BODY) {
        endWhenWritten();
      } else if (state == State.LINGERING) {
        whenWritten(this::hangUp);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("Connection from {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
    } else {
      log.error("Connection from {} failed", ctx.channel().remoteAddress(), cause);
    }
    hangUp();
  }

  // ---- time -------------------------------------------------------------------------------------

  private void deadline(Duration fromNow) {
    deadline = System.nanoTime() + fromNow.toNanos();
  }

  private void tick() {
    timer = null;
    if (state == State.CLOSED) {
      return;
    }
    if (state != State.HANDLING && System.nanoTime() - deadline >= 0) {
      expired();
      if (state == State.CLOSED) {
        return;
      }
    }
    timer = context.executor().schedule(this::tick, tickNanos, TimeUnit.NANOSECONDS);
  }

  private void expired() {
    boolean begun = state == State.BODY || (state == State.HEAD && head.started());
    if (begun) {
      refuse(Errors.requestTimeout(), state == State.BODY);
    } else {
      // Idle; or a peer that neither reads its reply nor goes away.
      hangUp();
    }
  }

  // ---- reading ----------------------------------------------------------------------------------

  /** Takes in bytes until they are used up or must wait for a request to be handled. */
  @SuppressWarnings("ReferenceEquality") // Equal buffers are those with equal content.
  private void consume(ByteBuf in) {
    consuming = true;
    try {
      while (in.isReadable()) {
        switch (state) {
          case HEAD -> readHead(in);
          case BODY -> readBody(in);
          case HANDLING, WRITING -> {
            if (discarding) {
              discard(in);
            } else {
              if (in != ahead) {
                keepForLater(in);
              }
              return;
            }
          }
          case LINGERING -> discard(in);
          case CLOSED -> {
            return;
          }
        }
      }
    } catch (MalformedHttpException e) {
      refuse(Errors.malformedHttp(e.getMessage()), state == State.BODY);
    } finally {
      consuming = false;
    }
  }

  private void readHead(ByteBuf in) throws MalformedHttpException {
    boolean fresh = !head.started();
    if (fresh) {
      firstByteNanos = System.nanoTime();
    }
    boolean complete = head.read(in);
    if (!complete) {
      if (fresh && head.started()) {
        deadline(door.settings.requestTimeout());
      }
      return;
    }
    if (fresh) {
      deadline = firstByteNanos + door.settings.requestTimeout().toNanos();
    }
    if (surplus) {
      refuse(Errors.busy(), true);
      return;
    }
    if (head.contentLength() > door.settings.maxBodyBytes()) {
      handleWithoutBody();
      return;
    }
    if (head.chunked()) {
      chunks.clear();
      body.begin(0);
    } else if (head.contentLength() > 0) {
      bodyLeft = head.contentLength();
      body.begin((int) bodyLeft);
    } else {
      handle();
      return;
    }
    state = State.BODY;
    if (head.expectsContinue() && !in.isReadable()) {
      write(Unpooled.wrappedBuffer(CONTINUE));
      context.flush();
    }
  }

  private void readBody(ByteBuf in) throws MalformedHttpException {
    if (!head.chunked()) {
      int count = (int) Math.min(bodyLeft, in.readableBytes());
      if (!body.append(in, count)) {
        refuse(Errors.busy(), true);
        return;
      }
      bodyLeft -= count;
      if (bodyLeft == 0) {
        handle();
      }
      return;
    }
    int count = chunks.next(in);
    if (count > 0) {
      if (body.size() + count > door.settings.maxBodyBytes()) {
        handleWithoutBody();
        return;
      }
      if (!body.append(in, count)) {
        refuse(Errors.busy(), true);
        return;
      }
      chunks.taken(count);
    } else if (chunks.done()) {
      handle();
    }
  }

  private void discard(ByteBuf in) {
    discarded += in.readableBytes();
    in.skipBytes(in.readableBytes());
    if (discarded > LINGER_BYTES) {
      hangUp();
    }
  }

  private void keepForLater(ByteBuf in) {
    int count = in.readableBytes();
    if (!door.budget.tryTake(count)) {
      // Whoever sends ahead while there is no memory is not waited for: keeping the bytes all the
      // same would let strangers fill the heap, for nobody has asked yet who they are.
      hangUp();
      return;
    }
    aheadCharged += count;
    if (ahead == null) {
      ahead = context.alloc().heapBuffer(count);
    }
    ahead.discardReadBytes();
    ahead.writeBytes(in);
    if (ahead.readableBytes() > AHEAD_BYTES) {
      channel.config().setAutoRead(false);
    }
  }

  /** Consumes what was kept; a reply may end the connection and let go of it in the middle. */
  private void consumeAhead() {
    ByteBuf in = ahead.retain();
    try {
      consume(in);
    } finally {
      in.release();
    }
  }

  private void releaseAhead() {
    if (ahead != null) {
      ahead.release();
      ahead = null;
    }
    door.budget.release(aheadCharged);
    aheadCharged = 0;
  }

  // ---- handling ---------------------------------------------------------------------------------

  private void handle() {
    int bytes = body.size();
    Lane lane = door.lane(head);
    Exchange next = new Exchange(door, this, head, lane, body.take(), bytes, firstByteNanos, false);
    begin(next, lane != null && lane.servedAtOnce(bytes));
  }

  /** The body is more than will be read: the refusal, if nothing else is wrong, is certain. */
  private void handleWithoutBody() {
    long bytes = body.size();
    body.discard();
    discarding = true;
    begin(
        new Exchange(door, this, head, door.lane(head), null, bytes, firstByteNanos, true), false);
  }

  private void begin(Exchange next, boolean here) {
    exchange = next;
    state = State.HANDLING;
    door.began();
    if (here && next.runAtOnce()) {
      return;
    }
    try {
      door.workers.execute(next);
    } catch (RejectedExecutionException e) {
      next.refuseNow(Errors.busy());
      answerLater(next);
    }
  }

  /**
   * Answers without a worker, and lets the connection end.
   *
   * @param headIsComplete whether the request's head can be looked at
   */
  private void refuse(ServiceException refusal, boolean headIsComplete) {
    long bytes = body.size();
    body.discard();
    discarding = true;
    Exchange refused =
        new Exchange(
            door,
            this,
            headIsComplete ? head : null,
            headIsComplete ? door.lane(head) : null,
            null,
            bytes,
            firstByteNanos,
            true);
    exchange = refused;
    state = State.HANDLING;
    door.began();
    refused.refuseNow(refusal);
    answerLater(refused);
  }

  /** Writes a finished exchange's reply; called on any thread, at once on the network thread. */
  void answerLater(Exchange finished) {
    later(finished, () -> answer(finished));
  }

  /** Finishes an exchange on the network thread and writes its reply; called on any thread. */
  void finishAndAnswerLater(Exchange unfinished, CompletableFuture<Reply> done) {
    later(
        unfinished,
        () -> {
          unfinished.finish(done);
          answer(unfinished);
        });
  }

  private void later(Exchange answered, Runnable task) {
    if (context.executor().inEventLoop()) {
      runOrHangUp(task);
      return;
    }
    try {
      context.executor().execute(() -> runOrHangUp(task));
    } catch (RejectedExecutionException e) {
      // The network threads are gone, and this connection with them.
      answered.release();
      door.ended();
    }
  }

  /**
   * Runs what answers a request. Whatever fails in it, the client cannot be told any more, and
   * whoever called must not try.
   */
  private void runOrHangUp(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      hangUp();
      log.error("Connection from {} failed in answering", channel.remoteAddress(), t);
    }
  }

  // ---- writing ----------------------------------------------------------------------------------

  private void answer(Exchange finished) {
    door.ended();
    if (state == State.CLOSED) {
      finished.release();
      finished.observe(false);
      exchange = null;
      return;
    }
    // From here on the end of the connection gives back what the reply has taken.
    reply = finished.replyBody();
    state = State.WRITING;
    byte[] replyHead = finished.replyHead();
    deadline(door.settings.writeTimeout());
    if (replyHead == null) {
      hangUp();
      return;
    }
    replyAt = Math.min(reply.length(), Math.max(0, SLICE_BYTES - replyHead.length));
    ByteBuf first = context.alloc().ioBuffer(replyHead.length + replyAt);
    first.writeBytes(replyHead);
    first.writeBytes(reply.array(), reply.offset(), replyAt);
    write(first);
    pump();
  }

  /** Hands the network as much of the reply as it takes without piling up. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      do {
        while (replyAt < reply.length() && channel.isWritable()) {
          int count = Math.min(SLICE_BYTES, reply.length() - replyAt);
          ByteBuf slice = context.alloc().ioBuffer(count);
          slice.writeBytes(reply.array(), reply.offset() + replyAt, count);
          replyAt += count;
          write(slice);
        }
        context.flush();
      } while (state == State.WRITING && replyAt < reply.length() && channel.isWritable());
    } finally {
      pumping = false;
    }
    if (state != State.WRITING) {
      return;
    }
    if (replyAt == reply.length() && channel.isWritable()) {
      written();
    } else {
      deadline(door.settings.writeTimeout());
    }
  }

  private void written() {
    boolean closing = exchange.closing();
    forgetReply(true);
    if (closing) {
      linger();
    } else {
      next();
    }
  }

  private void forgetReply(boolean delivered) {
    Exchange answered = exchange;
    exchange = null;
    reply = null;
    replyAt = 0;
    answered.release();
    answered.observe(delivered);
  }

  private void next() {
    head.clear();
    state = State.HEAD;
    deadline(door.settings.idleTimeout());
    if (consuming) {
      // Whoever is consuming goes on with what there is.
      return;
    }
    if (ahead != null) {
      consumeAhead();
      if (ahead != null && !ahead.isReadable()) {
        releaseAhead();
      } else if (ahead != null) {
        door.budget.release(aheadCharged - ahead.readableBytes());
        aheadCharged = ahead.readableBytes();
      }
    }
    if (state == State.HEAD || state == State.BODY) {
      if (inputClosed) {
        endWhenWritten();
        return;
      }
      if (!channel.config().isAutoRead()) {
        channel.config().setAutoRead(true);
      }
    }
    if (door.draining()) {
      drain();
    }
  }

  /**
   * Ends the connection so that the reply arrives: a socket closed with unread bytes is reset, and
   * a reset may overtake the reply.
   */
  private void linger() {
    state = State.LINGERING;
    discarding = true;
    releaseAhead();
    deadline(door.settings.writeTimeout());
    if (inputClosed || !(channel instanceof DuplexChannel duplex)) {
      whenWritten(this::hangUp);
      return;
    }
    whenWritten(
        () -> {
          deadline(door.settings.lingerTimeout());
          shutDownOutput(duplex);
        });
    channel.config().setAutoRead(true);
  }

  /**
   * Ends the connection between requests: the end of the last reply may still be on its way into
   * the network.
   */
  private void endWhenWritten() {
    state = State.LINGERING;
    discarding = true;
    body.discard();
    releaseAhead();
    deadline(door.settings.writeTimeout());
    whenWritten(this::hangUp);
  }

  // ---- closing the server -----------------------------------------------------------------------

  /** Asks the connection to end after the request it is in; called on any thread. */
  void drainLater() {
    try {
      context.executor().execute(this::drain);
    } catch (RejectedExecutionException e) {
      // Gone already.
    }
  }

  private void drain() {
    if (state == State.HEAD && !head.started()) {
      endWhenWritten();
    }
  }

  // ---- small things -----------------------------------------------------------------------------

  // Netty answers with futures whose failures come to us as events anyway.

  /** Ends the connection now; called on any thread. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void hangUp() {
    channel.close();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(ByteBuf buffer) {
    context.write(buffer, context.voidPromise());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void shutDownOutput(DuplexChannel channel) {
    channel.shutdownOutput();
  }

  /** Does something once all that was written has left, or never will. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void whenWritten(Runnable action) {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> action.run());
  }
}
