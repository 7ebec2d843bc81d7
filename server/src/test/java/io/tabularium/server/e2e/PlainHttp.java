/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * HTTP/1.1 over kept connections, as plainly as it can be: what a connection does can be told
 * exactly, and a connection that ends without having announced it is a failure, never retried and
 * never the doing of a client library.
 */
final class PlainHttp {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final URI endpoint;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

  PlainHttp(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * A reply.
   *
   * @param headers by lower-cased name
   */
  record Reply(int status, Map<String, String> headers, byte[] body) {}

  /** Sends a request over an idle connection, or a new one, and awaits the reply. */
  Reply send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    Connection connection = idle.poll();
    if (connection == null) {
      connection = new Connection();
    }
    boolean keep = false;
    try {
      Reply reply = connection.exchange(method, path, headers, body);
      keep = !"close".equalsIgnoreCase(reply.headers().get("connection"));
      return reply;
    } finally {
      if (keep) {
        idle.add(connection);
      } else {
        connection.socket.close();
      }
    }
  }

  private final class Connection {
    private final Socket socket;
    private final InputStream in;
    private int exchanges;

    Connection() throws IOException {
      socket = new Socket(endpoint.getHost(), endpoint.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    Reply exchange(String method, String path, Map<String, String> headers, byte[] body)
        throws IOException {
      StringBuilder head =
          new StringBuilder()
              .append(method)
              .append(' ')
              .append(path)
              .append(" HTTP/1.1\r\nHost: ")
              .append(endpoint.getAuthority())
              .append("\r\nContent-Length: ")
              .append(body.length)
              .append("\r\n");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      byte[] first = head.append("\r\n").toString().getBytes(ISO_8859_1);
      byte[] all = new byte[first.length + body.length];
      System.arraycopy(first, 0, all, 0, first.length);
      System.arraycopy(body, 0, all, first.length, body.length);
      socket.getOutputStream().write(all);
      exchanges++;

      String status = line();
      int code = Integer.parseInt(status.split(" ", 3)[1]);
      Map<String, String> answered = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        answered.put(line.substring(0, colon).toLowerCase(), line.substring(colon + 1).trim());
      }
      int length = method.equals("HEAD") ? 0 : Integer.parseInt(answered.get("content-length"));
      byte[] content = in.readNBytes(length);
      if (content.length < length) {
        throw new EOFException("the reply ended after " + content.length + " of " + length);
      }
      return new Reply(code, answered, content);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException(
              "the server ended the connection in exchange %d after \"%s\""
                  .formatted(exchanges, line));
        }
        line.append((char) c);
      }
      line.setLength(line.length() - 1); // the carriage return
      return line.toString();
    }
  }
}
