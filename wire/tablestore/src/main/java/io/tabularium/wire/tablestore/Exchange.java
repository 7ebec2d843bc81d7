/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.storage.Haste;
import io.tabularium.storage.StorageException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request from its last byte to its reply.
 *
 * <p>Implementation note: the network thread frames bytes and, small reads aside (see {@link
 * Lane}), does nothing else. What costs with the size of a request, MD5 and signature first of all,
 * happens on a worker, so that one connection's large body never delays another's small one; and as
 * the worker goes on to do the operation itself, the body is still in its cache. A reply that is
 * known when the operation returns is signed right there. One that waited for durability is signed
 * on the network thread: it is small, many complete at once, and the thread that completes them is
 * the one that makes the next group durable and must not be kept.
 */
final class Exchange implements Runnable {
  /** The key under which log lines of a request carry its id. */
  static final String MDC_REQUEST_ID = "requestId";

  /** Late replies up to here are finished on the network thread. */
  private static final int SMALL_REPLY = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final FrontDoor door;
  private final HttpConnection connection;
  private final RequestHead head;
  private final Lane lane;
  private final long bodyBytes;
  private final String requestId;
  private final Instant arrived;
  private final long firstByteNanos;
  private final long lastByteNanos;

  /** Whether the connection ends with this reply, whatever the client wishes. */
  private final boolean last;

  /** The request's body as sent; forgotten as soon as it is not needed. */
  private byte[] body;

  /** What this request, or its reply, has taken from the budget of memory. */
  private int charge;

  private AccessKey key;
  private boolean proven;
  private String instance;
  private String accessKeyId;

  private long beganNanos;
  private long knownNanos;

  private ErrorCode error;
  private boolean authFailed;
  private int status;
  private byte[] replyHead;
  private Reply sent;
  private boolean closing;

  /**
   * A request.
   *
   * @param head its head, which stays as it is until the reply is written; or {@code null} if there
   *     is none that could be read
   * @param lane the lane of the operation it names, or {@code null} if there is none
   * @param body its body, and the charge for it; or {@code null} if it was not read, so that a
   *     refusal is certain
   * @param bodyBytes how much of the body has been read
   * @param last whether the connection ends with the reply in any case
   */
  Exchange(
      FrontDoor door,
      HttpConnection connection,
      RequestHead head,
      Lane lane,
      byte[] body,
      long bodyBytes,
      long firstByteNanos,
      boolean last) {
    this.door = door;
    this.connection = connection;
    this.head = head;
    this.lane = lane;
    this.body = body;
    this.charge = body == null ? 0 : body.length;
    this.bodyBytes = bodyBytes;
    this.firstByteNanos = firstByteNanos;
    this.lastByteNanos = System.nanoTime();
    this.arrived = door.settings.clock().instant();
    this.requestId = RequestIds.next(arrived);
    this.last = last;
  }

  // ---- on a worker, or on the network thread ----------------------------------------------------

  /** Handles the request; the reply goes to the connection sooner or later. */
  @Override
  public void run() {
    boolean unused = serve(this::handle);
  }

  /**
   * Handles the request on a network thread, if that is possible without waiting for anything.
   *
   * @return whether it was; otherwise nothing has been done, and a worker must {@link #run} it
   */
  boolean runAtOnce() {
    return serve(() -> Haste.run(this::handle));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What follows the reply answers, and never throws.
  private boolean serve(Supplier<CompletableFuture<Reply>> handler) {
    beganNanos = System.nanoTime();
    MDC.put(MDC_REQUEST_ID, requestId);
    byte[] request = body;
    CompletableFuture<Reply> reply;
    boolean known;
    try {
      reply = handler.get();
    } catch (Haste.WouldWaitException e) {
      body = request;
      MDC.remove(MDC_REQUEST_ID);
      return false;
    } catch (Throwable t) {
      reply = CompletableFuture.failedFuture(t);
    }
    try {
      known = reply.isDone();
      if (known) {
        finish(reply);
      }
    } finally {
      MDC.remove(MDC_REQUEST_ID);
    }
    // Out of reach of the catch above: what goes wrong in writing a reply must not make another.
    if (known) {
      connection.answerLater(this);
    } else {
      CompletableFuture<Reply> awaited = reply;
      awaited.whenComplete((value, failure) -> finishLater(awaited, value));
    }
    if (lane != null) {
      lane.took(System.nanoTime() - beganNanos);
    }
    return true;
  }

  private CompletableFuture<Reply> handle() {
    RequestHead h = head;
    door.gatekeeper.checkOrigin(h);
    door.gatekeeper.checkOperation(h, lane);
    Operation operation = lane.operation();
    door.gatekeeper.checkHeaders(h);
    key = door.gatekeeper.find(h).orElseThrow(Errors::unknownAccessKey);
    Signer signer = Signer.current();
    door.gatekeeper.authenticate(signer, h, key, body, door.settings.clock().instant());
    proven = true;
    instance = h.value(Header.INSTANCE_NAME);
    door.gatekeeper.authorize(key, instance, operation.access());
    if (body == null) {
      throw Errors.bodyTooLarge();
    }
    if (door.budget.full()) {
      // Replies that wait for their readers: no more are made until some of them are gone.
      throw Errors.busy();
    }
    byte[] message = message(h);
    CompletableFuture<Reply> reply =
        operation.run(new Call(requestId, instance, this::may), message);
    if (reply == null) {
      throw new IllegalStateException(operation.name() + " answered nothing");
    }
    return reply;
  }

  /** What the operation is to be given; it alone holds on to it. */
  private byte[] message(RequestHead h) {
    int inflated = Compression.inflatedSize(h, body.length);
    byte[] sent = body;
    if (inflated == Compression.NOT_COMPRESSED) {
      body = null;
      return sent;
    }
    if (!door.budget.tryTake(inflated)) {
      throw Errors.busy();
    }
    charge += inflated;
    body = null;
    return Compression.inflate(sent, inflated);
  }

  private boolean may(String table, Access access) {
    return key.may(access, instance, table);
  }

  private void finishLater(CompletableFuture<Reply> done, Reply reply) {
    if (reply != null && (reply.length() > SMALL_REPLY || Compression.wanted(head))) {
      try {
        recharge(reply);
        door.workers.execute(
            () -> {
              finish(done);
              connection.answerLater(this);
            });
        return;
      } catch (RejectedExecutionException e) {
        // The network thread does it then: late is better than never.
      }
    }
    connection.finishAndAnswerLater(this, done);
  }

  // ---- anywhere ---------------------------------------------------------------------------------

  /** Turns the operation's outcome into what is sent, and charges for that. Never throws. */
  void finish(CompletableFuture<Reply> done) {
    knownNanos = System.nanoTime();
    body = null;
    prepare(done);
    recharge(sent);
  }

  private void prepare(CompletableFuture<Reply> done) {
    try {
      Reply reply;
      try {
        reply = done.get();
        if (reply == null) {
          throw new IllegalStateException("an operation completed without a reply");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        refuse(Errors.unavailable(e));
        return;
      } catch (Throwable t) {
        refuse(refusal(t));
        return;
      }
      compose(reply, 200);
    } catch (Throwable t) {
      hopeless(t);
    }
  }

  /** Answers with an error that was found before the request came to a worker. Never throws. */
  void refuseNow(ServiceException refusal) {
    knownNanos = System.nanoTime();
    body = null;
    try {
      refuse(refusal);
    } catch (Throwable t) {
      hopeless(t);
    }
    recharge(sent);
  }

  /**
   * The request's memory goes, the reply's comes in its place: the whole array it is in, and at
   * once, not when the connection comes to write it, for until then many may pile up.
   */
  private void recharge(Reply reply) {
    int now = reply.array().length;
    door.budget.take((long) now - charge);
    charge = now;
  }

  /** Gives back what the request or its reply has taken; they are not needed any more. */
  void release() {
    door.budget.release(charge);
    charge = 0;
  }

  private void refuse(ServiceException refusal) {
    authFailed = refusal.code() == ErrorCode.OTSAuthFailed;
    ServiceException told =
        lane == null
            ? refusal
            : lane.operation()
                .told(refusal, head == null ? null : head.printable(Header.API_VERSION));
    error = told.code();
    compose(Reply.of(ErrorBody.of(told)), error.httpStatus());
  }

  /** Not even an error reply could be made: the connection closes without one. */
  private void hopeless(Throwable t) {
    error = ErrorCode.OTSInternalServerError;
    status = error.httpStatus();
    replyHead = null;
    sent = Reply.EMPTY;
    closing = true;
    try {
      log.error("Request {} could not be answered", requestId, t);
    } catch (Throwable again) {
      // Out of memory, most likely; the process goes on.
    }
  }

  private void compose(Reply reply, int httpStatus) {
    status = httpStatus;
    closing = last || door.draining() || head == null || !head.persistent();
    AccessKey signKey = replyKey();
    Reply body = reply;
    boolean deflated = false;
    if (head != null && reply.length() >= Compression.THRESHOLD && Compression.wanted(head)) {
      Reply compressed = Compression.deflate(reply);
      if (compressed != null) {
        body = compressed;
        deflated = true;
      }
    }
    replyHead =
        ReplyHead.compose(
            Signer.current(),
            httpStatus,
            head,
            signKey,
            requestId,
            door.settings.clock().instant(),
            reply,
            body.length(),
            deflated,
            closing,
            head != null && head.oldClient());
    // HEAD is told the length of a body it does not get.
    sent = head != null && head.isHead() ? Reply.EMPTY : body;
  }

  /**
   * The key to sign the reply with, or {@code null}. Who failed to prove who they are gets no
   * signature; who merely sent a bad header does, if they named a key.
   */
  private AccessKey replyKey() {
    if (proven) {
      return key;
    }
    if (head == null || authFailed) {
      return null;
    }
    try {
      return door.gatekeeper.find(head).filter(found -> !found.disabled()).orElse(null);
    } catch (RuntimeException e) {
      log.warn("No access key for the reply to request {}", requestId, e);
      return null;
    }
  }

  /** The error a client is shown for a failure; logs what the server is to blame for. */
  private ServiceException refusal(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    ServiceException refusal;
    if (cause instanceof ServiceException service) {
      refusal = service;
    } else if (cause instanceof StorageException storage) {
      refusal =
          switch (storage.kind()) {
            case BUSY -> Errors.busy();
            case UNAVAILABLE, LOCKED, UNKNOWN_FORMAT -> Errors.unavailable(storage);
            case CORRUPT -> Errors.internal(storage);
          };
    } else {
      refusal = Errors.internal(cause);
    }
    // Anything else is the client's own doing or back-pressure: counted, not logged.
    if (refusal.code() == ErrorCode.OTSInternalServerError) {
      logFailure(refusal, 0);
    } else if (refusal.code() == ErrorCode.OTSServerUnavailable
        || refusal.code() == ErrorCode.OTSTimeout) {
      long unlogged = door.outages.next();
      if (unlogged != OutageLog.COUNTED) {
        logFailure(refusal, unlogged);
      }
    }
    return refusal;
  }

  /**
   * Logs a failure.
   *
   * @param unlogged how many failures that may be of the same outage were not logged before it
   */
  private void logFailure(ServiceException refusal, long unlogged) {
    // On a network thread the id is not in the context; on a worker this changes nothing.
    MDC.put(MDC_REQUEST_ID, requestId);
    try {
      log.error(
          "Request {} failed: {} on instance {}, answered {}{}",
          requestId,
          lane == null ? "no operation" : lane.operation().name(),
          instance,
          refusal.code(),
          unlogged == 0 ? "" : "; before it " + unlogged + " not logged",
          refusal.getCause() != null ? refusal.getCause() : refusal);
    } finally {
      MDC.remove(MDC_REQUEST_ID);
    }
  }

  // ---- on the network thread --------------------------------------------------------------------

  /** Head and body to send; the head is {@code null} if nothing can be. */
  byte[] replyHead() {
    return replyHead;
  }

  /** The body to send. */
  Reply replyBody() {
    return sent;
  }

  /** Whether the connection ends with the reply. */
  boolean closing() {
    return closing;
  }

  /** The id in the reply. */
  String requestId() {
    return requestId;
  }

  /** The client's own name for the request; one client has another header for it. */
  private String traceId() {
    String id = head.printable(Header.TRACE_ID);
    return id != null ? id : head.printable(Header.TUNNEL_TRACE_ID);
  }

  /** Tells the observer. */
  void observe(boolean delivered) {
    RequestObserver observer = door.settings.observer();
    if (observer == RequestObserver.NONE) {
      return;
    }
    try {
      if (head != null) {
        accessKeyId = head.printable(Header.ACCESS_KEY_ID);
        instance = head.printable(Header.INSTANCE_NAME);
      }
      long now = System.nanoTime();
      observer.answered(
          new RequestObserver.Request(
              lane == null ? null : lane.operation().name(),
              error,
              status,
              lastByteNanos - firstByteNanos,
              beganNanos == 0 ? 0 : beganNanos - lastByteNanos,
              beganNanos == 0 ? 0 : knownNanos - beganNanos,
              now - firstByteNanos,
              bodyBytes,
              sent.length(),
              requestId,
              head == null ? null : traceId(),
              instance,
              accessKeyId,
              delivered));
    } catch (RuntimeException e) {
      log.error("The observer of requests failed at request {}", requestId, e);
    }
  }
}
