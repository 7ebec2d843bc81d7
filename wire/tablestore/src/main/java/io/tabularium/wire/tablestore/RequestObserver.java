/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.ErrorCode;

/**
 * Sees every request that was answered, for metrics and the slow-request log. Called on network
 * threads: it must be quick and must not block. What it throws is logged and ignored.
 */
@FunctionalInterface
public interface RequestObserver {
  /** Looks away. */
  RequestObserver NONE = request -> {};

  /** Called when the reply has been handed to the network, or could not be any more. */
  void answered(Request request);

  /**
   * A request and how it went. Texts that come from the client are as received, up to some hundred
   * characters, with anything but printable ASCII replaced.
   *
   * @param operation the operation's name if it is a known one, or {@code null}
   * @param error the error code of the reply, or {@code null} for success
   * @param status the HTTP status of the reply
   * @param readNanos from the request's first byte to its last
   * @param queueNanos from there until a worker took it up; zero if none did
   * @param handleNanos from there until the reply was known, waiting for durability included
   * @param totalNanos from the request's first byte until the reply was handed to the network
   * @param requestBytes bytes of the request's body as sent, or as far as it was read
   * @param replyBytes bytes of the reply's body as sent
   * @param requestId the id in the reply and in the log
   * @param traceId the client's own id for the call, or {@code null}
   * @param instance the instance named, or {@code null}
   * @param accessKeyId the access key named, or {@code null}; not proven when the error is {@code
   *     OTSAuthFailed}
   * @param delivered whether the connection was still there to take the reply
   */
  record Request(
      String operation,
      ErrorCode error,
      int status,
      long readNanos,
      long queueNanos,
      long handleNanos,
      long totalNanos,
      long requestBytes,
      long replyBytes,
      String requestId,
      String traceId,
      String instance,
      String accessKeyId,
      boolean delivered) {}
}
