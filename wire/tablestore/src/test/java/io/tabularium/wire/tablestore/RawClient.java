/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A socket that sends whatever bytes and reads replies strictly. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final Socket socket;
  private final InputStream in;

  RawClient(InetSocketAddress address) throws IOException {
    this(address, 0);
  }

  RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(address);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A reply, header names in lower case. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, Map<String, String> headers, byte[] body) {
    /** Code and message of an error body. */
    String error() {
      int codeLength = body[1];
      String code = new String(body, 2, codeLength, StandardCharsets.UTF_8);
      int at = 2 + codeLength;
      if (body[0] != 0x0a || body[at] != 0x12) {
        throw new AssertionError("not an error body");
      }
      int length = 0;
      int shift = 0;
      byte b;
      do {
        b = body[++at];
        length |= (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      at++;
      if (at + length != body.length) {
        throw new AssertionError("the error body has other bytes");
      }
      return code + ": " + new String(body, at, length, StandardCharsets.UTF_8);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.get(name);
    }

    /** Whether all headers of the protocol are there and right, the signature aside. */
    boolean wellFormed() {
      return "protocol buffer".equals(header("x-ots-contenttype"))
          && header("x-ots-requestid").matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
          && header("x-ots-date").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z")
          && Base64.getEncoder()
              .encodeToString(Requests.md5(body))
              .equals(header("x-ots-contentmd5"));
    }

    /** Whether it is signed with this key by the test key's id. */
    boolean signedWith(String key, String operation) {
      return ("OTS " + Requests.KEY + ":" + Requests.replySignature(key, operation, headers))
          .equals(header("authorization"));
    }
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawClient send(Requests request) throws IOException {
    return send(request.bytes());
  }

  Answer ask(Requests request) throws IOException {
    return send(request).answer();
  }

  Answer answer() throws IOException {
    return answer(true);
  }

  Answer answer(boolean withBody) throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new AssertionError("no status line: " + status);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (headers.put(name, line.substring(colon + 1).trim()) != null) {
        throw new AssertionError("a header came twice: " + name);
      }
    }
    byte[] body = new byte[0];
    if (withBody && headers.containsKey("content-length")) {
      int length = Integer.parseInt(headers.get("content-length"));
      body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("the body ends early");
      }
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
  }

  /** Whether the server has ended the connection and nothing more is there to read. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  /** Everything until the server ends the connection. */
  byte[] rest() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    in.transferTo(out);
    return out.toByteArray();
  }

  int read() throws IOException {
    return in.read();
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the reply ends in a line: " + text);
      }
      text.append((char) b);
    }
    if (text.length() == 0 || text.charAt(text.length() - 1) != '\r') {
      throw new AssertionError("a line without CRLF: " + text);
    }
    text.setLength(text.length() - 1);
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
