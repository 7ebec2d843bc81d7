/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.netty.buffer.ByteBuf;
import io.tabularium.model.Errors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the request line and the headers of one request after another on a connection, and keeps
 * where everything is instead of copying it out.
 *
 * <p>Implementation note: a general HTTP decoder makes an object or two of every header, of which
 * this protocol needs five and signs the raw bytes of eight. Here one array per connection holds
 * the head, names are lower-cased in place, and the signature is computed over ranges of that
 * array. The grammar is the strict one of RFC 9112: CRLF line ends only, no folded lines, no blanks
 * before colons, one framing header at most, so there is nothing two parties could read
 * differently. A test compares it with Netty's decoder.
 *
 * <p>Not thread-safe. A connection reads nothing while a request of it is being handled, so a
 * worker may use the head until the reply is known.
 */
final class RequestHead {
  private static final int INITIAL_BYTES = 1024;

  /** Header lines of one request. */
  static final int MAX_HEADERS = 100;

  /** Blank lines tolerated before a request line, as some old clients send one after a body. */
  private static final int MAX_LEADING_LINES = 4;

  private static final String[] SCHEMES = {"http://", "https://"};
  private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER_OPERATION = "\nPOST\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTS = "x-ots-".getBytes(StandardCharsets.US_ASCII);

  /** Characters of a method or header name (RFC 9110, token), lower-cased; 0 if not allowed. */
  private static final byte[] TOKEN = new byte[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = (byte) c;
      TOKEN[c - 32] = (byte) c;
    }
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = (byte) c;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = (byte) c;
    }
  }

  private final int limit;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private int scanned;
  private int lineStart;
  private int leadingLines;
  private int headers;
  private boolean requestLineRead;

  private int methodStart;
  private int methodEnd;
  private int operationStart;
  private int operationEnd;
  private int minorVersion;

  private long contentLength;
  private boolean chunked;
  private boolean closing;
  private boolean keepAlive;
  private boolean expectContinue;
  private boolean origin;
  private int hosts;

  /** The protocol's headers: four numbers each, where name and value begin and end. */
  private int[] ots = new int[4 * 16];

  private int otsCount;

  /** For each {@link Header} its place in {@link #ots}, or -1. */
  private final int[] known = new int[Header.values().length];

  private String duplicate;

  /**
   * An empty head.
   *
   * @param limit bytes of request line and headers together
   */
  RequestHead(int limit) {
    this.limit = limit;
    clear();
  }

  /** Forgets the request, keeps the memory unless a request made it large. */
  void clear() {
    if (bytes.length > 4 * INITIAL_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
    length = 0;
    scanned = 0;
    lineStart = 0;
    leadingLines = 0;
    headers = 0;
    requestLineRead = false;
    methodStart = 0;
    methodEnd = 0;
    operationStart = 0;
    operationEnd = 0;
    minorVersion = 1;
    contentLength = -1;
    chunked = false;
    closing = false;
    keepAlive = false;
    expectContinue = false;
    origin = false;
    hosts = 0;
    otsCount = 0;
    duplicate = null;
    Arrays.fill(known, -1);
  }

  /** Whether a byte of a request has been read; blank lines before it do not count. */
  boolean started() {
    return requestLineRead || length > lineStart;
  }

  /**
   * Reads up to the end of the head and not beyond.
   *
   * @return whether the head is complete
   */
  boolean read(ByteBuf in) throws MalformedHttpException {
    while (in.isReadable()) {
      int take = Math.min(in.readableBytes(), INITIAL_BYTES);
      if (length + take > limit) {
        take = limit - length;
        if (take == 0) {
          throw new MalformedHttpException("the header section is too large");
        }
      }
      if (length + take > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + take, bytes.length * 2)));
      }
      in.getBytes(in.readerIndex(), bytes, length, take);
      int before = length;
      length += take;
      if (scan()) {
        in.skipBytes(scanned - before);
        length = scanned;
        return true;
      }
      // What is left over after blank lines were dropped was taken from the input all the same.
      in.skipBytes(take);
    }
    return false;
  }

  /** Takes in complete lines; leaves {@link #scanned} behind the blank line that ends the head. */
  private boolean scan() throws MalformedHttpException {
    byte[] b = bytes;
    int end = length;
    int i = scanned;
    if (i == 0 && !requestLineRead && end > 0 && b[0] != '\r' && (b[0] < 0 || TOKEN[b[0]] == 0)) {
      // TLS on a plain port, for one: no reason to wait for a line that never ends.
      throw new MalformedHttpException("it does not begin with a method");
    }
    while (i < end) {
      byte c = b[i];
      if ((c >= 0x20 && c != 0x7f) || c < 0 || c == '\t') {
        i++;
        continue;
      }
      if (c != '\r') {
        throw new MalformedHttpException(
            c == '\n'
                ? "a line ends without a carriage return"
                : "a control character in the head");
      }
      if (i + 1 == end) {
        break;
      }
      if (b[i + 1] != '\n') {
        throw new MalformedHttpException("a carriage return inside a line");
      }
      int start = lineStart;
      lineStart = i + 2;
      if (i == start) {
        if (requestLineRead) {
          scanned = i + 2;
          finish();
          return true;
        }
        if (++leadingLines > MAX_LEADING_LINES) {
          throw new MalformedHttpException("blank lines instead of a request");
        }
      } else if (!requestLineRead) {
        requestLine(start, i);
        requestLineRead = true;
      } else {
        header(start, i);
      }
      i += 2;
    }
    scanned = i;
    return false;
  }

  private void requestLine(int start, int end) throws MalformedHttpException {
    int space = start;
    while (space < end && bytes[space] > 0 && TOKEN[bytes[space]] != 0) {
      space++;
    }
    if (space == start || space >= end || bytes[space] != ' ') {
      throw new MalformedHttpException("it does not begin with a method");
    }
    methodStart = start;
    methodEnd = space;
    int target = space + 1;
    int targetEnd = target;
    while (targetEnd < end && bytes[targetEnd] > ' ') {
      targetEnd++;
    }
    if (targetEnd == target || targetEnd >= end || bytes[targetEnd] != ' ') {
      throw new MalformedHttpException("the request line has no proper target");
    }
    int version = targetEnd + 1;
    if (end - version != 8
        || !Bytes.equal(HTTP_1, bytes, version)
        || (bytes[end - 1] != '0' && bytes[end - 1] != '1')) {
      throw new MalformedHttpException("the protocol is not HTTP/1.1");
    }
    minorVersion = bytes[end - 1] - '0';
    int path = target;
    if (bytes[target] != '/') {
      path = afterAuthority(target, targetEnd);
      if (path < 0) {
        throw new MalformedHttpException("the request line has no proper target");
      }
    }
    // An endpoint that ends in a slash makes some clients ask for //name; they sign /name.
    while (path < targetEnd && bytes[path] == '/') {
      path++;
    }
    operationStart = path;
    operationEnd = targetEnd;
  }

  /** Where the path of {@code http://host/path} begins; -1 if the target is not of that form. */
  private int afterAuthority(int from, int to) {
    for (String scheme : SCHEMES) {
      int path = from + scheme.length();
      if (path < to && Bytes.equalIgnoreCase(scheme, bytes, from, path)) {
        while (path < to && bytes[path] != '/') {
          path++;
        }
        return path;
      }
    }
    return -1;
  }

  private void header(int start, int end) throws MalformedHttpException {
    if (++headers > MAX_HEADERS) {
      throw new MalformedHttpException("there are too many headers");
    }
    byte[] b = bytes;
    int colon = start;
    while (colon < end) {
      byte c = b[colon];
      byte lower = c > 0 ? TOKEN[c] : 0;
      if (lower == 0) {
        break;
      }
      b[colon++] = lower;
    }
    if (colon == start || colon >= end || b[colon] != ':') {
      throw new MalformedHttpException("a header line has no proper name");
    }
    int from = colon + 1;
    int to = end;
    while (from < to && blank(b[from])) {
      from++;
    }
    while (to > from && blank(b[to - 1])) {
      to--;
    }
    if (colon - start >= OTS.length && Bytes.equal(OTS, b, start)) {
      addOts(start, colon, from, to);
    } else {
      framing(start, colon, from, to);
    }
  }

  private void addOts(int nameStart, int nameEnd, int from, int to) {
    int at = 4 * otsCount++;
    if (at == ots.length) {
      ots = Arrays.copyOf(ots, at * 2);
    }
    // Kept sorted by name, which is how they are signed; clients send a handful, often in order.
    int place = at;
    while (place > 0) {
      int order =
          Arrays.compareUnsigned(bytes, nameStart, nameEnd, bytes, ots[place - 4], ots[place - 3]);
      if (order >= 0) {
        if (order == 0) {
          duplicate = Bytes.printable(bytes, nameStart, nameEnd);
        }
        break;
      }
      System.arraycopy(ots, place - 4, ots, place, 4);
      place -= 4;
    }
    ots[place] = nameStart;
    ots[place + 1] = nameEnd;
    ots[place + 2] = from;
    ots[place + 3] = to;
    if (place != at) {
      for (int i = 0; i < known.length; i++) {
        if (known[i] >= place) {
          known[i] += 4;
        }
      }
    }
    Header header = Header.of(bytes, nameStart, nameEnd);
    if (header != null) {
      known[header.slot()] = place;
    }
  }

  private void framing(int start, int colon, int from, int to) throws MalformedHttpException {
    byte[] b = bytes;
    switch (colon - start) {
      case 4 -> {
        if (Bytes.equalIgnoreCase("host", b, start, colon)) {
          hosts++;
        }
      }
      case 6 -> {
        if (Bytes.equalIgnoreCase("expect", b, start, colon)) {
          expectContinue = Bytes.equalIgnoreCase("100-continue", b, from, to);
        } else if (Bytes.equalIgnoreCase("origin", b, start, colon)) {
          origin = true;
        }
      }
      case 10 -> {
        if (Bytes.equalIgnoreCase("connection", b, start, colon)) {
          connection(from, to);
        }
      }
      case 14 -> {
        if (Bytes.equalIgnoreCase("content-length", b, start, colon)) {
          if (contentLength >= 0) {
            throw new MalformedHttpException("there are two content lengths");
          }
          contentLength = Bytes.decimal(b, from, to);
          if (contentLength < 0) {
            throw new MalformedHttpException("the content length is not a number");
          }
        }
      }
      case 17 -> {
        if (Bytes.equalIgnoreCase("transfer-encoding", b, start, colon)) {
          if (chunked || !Bytes.equalIgnoreCase("chunked", b, from, to)) {
            throw new MalformedHttpException("the only transfer coding is chunked");
          }
          chunked = true;
        }
      }
      default -> {
        // Not about framing, not the protocol's.
      }
    }
  }

  private void connection(int from, int to) {
    int start = from;
    while (start < to) {
      int end = start;
      while (end < to && bytes[end] != ',') {
        end++;
      }
      int next = end + 1;
      while (start < end && blank(bytes[start])) {
        start++;
      }
      while (end > start && blank(bytes[end - 1])) {
        end--;
      }
      if (Bytes.equalIgnoreCase("close", bytes, start, end)) {
        closing = true;
      } else if (Bytes.equalIgnoreCase("keep-alive", bytes, start, end)) {
        keepAlive = true;
      }
      start = next;
    }
  }

  private void finish() throws MalformedHttpException {
    if (chunked && (contentLength >= 0 || minorVersion == 0)) {
      // Two framings for one body are how requests are smuggled past proxies.
      throw new MalformedHttpException("the length of the body is ambiguous");
    }
    if (hosts > 1 || (hosts == 0 && minorVersion == 1)) {
      throw new MalformedHttpException("there must be one Host header");
    }
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  // ---- what was read ----------------------------------------------------------------------------

  /** The array the ranges below are in. */
  byte[] array() {
    return bytes;
  }

  /** Whether the method is POST. */
  boolean isPost() {
    return methodEnd - methodStart == 4
        && bytes[methodStart] == 'P'
        && bytes[methodStart + 1] == 'O'
        && bytes[methodStart + 2] == 'S'
        && bytes[methodStart + 3] == 'T';
  }

  /** Whether the method is HEAD, whose replies have no body. */
  boolean isHead() {
    return methodEnd - methodStart == 4
        && bytes[methodStart] == 'H'
        && bytes[methodStart + 1] == 'E'
        && bytes[methodStart + 2] == 'A'
        && bytes[methodStart + 3] == 'D';
  }

  /** Where the operation's name begins, behind the slash. */
  int operationStart() {
    return operationStart;
  }

  /** Where the operation's name ends. */
  int operationEnd() {
    return operationEnd;
  }

  /** Bytes of the body, or -1 if not announced. */
  long contentLength() {
    return contentLength;
  }

  /** Whether the body comes in chunks. */
  boolean chunked() {
    return chunked;
  }

  /** Whether the client waits for a word before it sends the body. */
  boolean expectsContinue() {
    return expectContinue && minorVersion == 1;
  }

  /** Whether it names the origin of a web page, as browsers do with every POST. */
  boolean hasOrigin() {
    return origin;
  }

  /** Whether the connection may serve another request after this one. */
  boolean persistent() {
    return !closing && (minorVersion == 1 || keepAlive);
  }

  /** Whether the client speaks HTTP/1.0, which must be told that the connection stays. */
  boolean oldClient() {
    return minorVersion == 0;
  }

  /** The name of a protocol header that came twice, or {@code null}. */
  String duplicate() {
    return duplicate;
  }

  /** Whether the header is there. */
  boolean has(Header header) {
    return known[header.slot()] >= 0;
  }

  /** Refuses if the header is not there. */
  void require(Header header) {
    if (!has(header)) {
      throw Errors.missingHeader(header.text());
    }
  }

  /** Where the value of a header that is there begins. */
  int valueStart(Header header) {
    return ots[known[header.slot()] + 2];
  }

  /** Where the value of a header that is there ends. */
  int valueEnd(Header header) {
    return ots[known[header.slot()] + 3];
  }

  /** The value of a header as received, or {@code null} if it is not there. */
  String value(Header header) {
    return has(header) ? Bytes.latin1(bytes, valueStart(header), valueEnd(header)) : null;
  }

  /** The value of a header fit for messages and logs, or {@code null} if it is not there. */
  String printable(Header header) {
    return has(header) ? Bytes.printable(bytes, valueStart(header), valueEnd(header)) : null;
  }

  /** Bytes that {@link #writeSigned} writes at most. */
  int signedBound() {
    return length + 16;
  }

  /**
   * Writes what a request's signature is computed over (spec of versions 2 and 4 alike, without the
   * latter's ending).
   *
   * @return how many bytes were written
   */
  int writeSigned(byte[] out) {
    byte[] b = bytes;
    int at = 0;
    out[at++] = '/';
    System.arraycopy(b, operationStart, out, at, operationEnd - operationStart);
    at += operationEnd - operationStart;
    System.arraycopy(AFTER_OPERATION, 0, out, at, AFTER_OPERATION.length);
    at += AFTER_OPERATION.length;
    int signature = known[Header.SIGNATURE.slot()];
    int signatureV4 = known[Header.SIGNATURE_V4.slot()];
    for (int i = 0; i < 4 * otsCount; i += 4) {
      if (i == signature || i == signatureV4) {
        continue;
      }
      int name = ots[i + 1] - ots[i];
      System.arraycopy(b, ots[i], out, at, name);
      at += name;
      out[at++] = ':';
      int value = ots[i + 3] - ots[i + 2];
      System.arraycopy(b, ots[i + 2], out, at, value);
      at += value;
      out[at++] = '\n';
    }
    return at;
  }
}
