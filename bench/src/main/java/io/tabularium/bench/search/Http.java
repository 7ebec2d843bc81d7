/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The client both servers are loaded with. */
final class Http {
  private static final int OK = 200;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Http() {}

  /**
   * Sends a request; answers the body of the reply.
   *
   * @throws IllegalStateException if it is refused
   */
  static byte[] send(HttpRequest request) {
    try {
      HttpResponse<byte[]> reply = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (reply.statusCode() != OK) {
        throw new IllegalStateException(
            request.uri() + ": " + reply.statusCode() + " " + new String(reply.body(), UTF_8));
      }
      return reply.body();
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
