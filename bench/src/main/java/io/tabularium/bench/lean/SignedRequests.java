/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongSupplier;

/**
 * Writes the HTTP requests of one operation. What is the same in all of them, in the head and in
 * the string that is signed, is prepared once: a request costs the digest of its body and three
 * SHA-1 blocks. Not thread-safe.
 */
public final class SignedRequests {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int SHA1_BLOCK = 64;
  private static final String API_VERSION = "2015-12-31";

  private final LongSupplier clock;
  private final String instance;
  private final String accessKeyId;
  private final byte[] headBeforeDate;
  private final byte[] headBeforeMd5;
  private final byte[] headBeforeSignature;
  private final byte[] headBeforeLength;
  private final byte[] signedBeforeDate;
  private final byte[] signedAfterDate;
  private final MessageDigest md5;
  private final MessageDigest innerPrefix;
  private final MessageDigest outerPrefix;
  private final byte[] md5Bytes = new byte[16];
  private final byte[] md5Text = new byte[24];
  private final byte[] hmac = new byte[20];
  private final byte[] hmacText = new byte[28];
  private byte[] date = new byte[0];
  private long dateSecond = -1;

  /**
   * Prepares the requests.
   *
   * @param operation such as {@code GetRow}
   * @param host the Host header's value
   */
  public SignedRequests(
      String operation, String host, String instance, String accessKeyId, String secret) {
    this(operation, host, instance, accessKeyId, secret, System::currentTimeMillis);
  }

  /** Prepares requests that are dated by another clock. */
  SignedRequests(
      String operation,
      String host,
      String instance,
      String accessKeyId,
      String secret,
      LongSupplier clock) {
    this.clock = clock;
    this.instance = instance;
    this.accessKeyId = accessKeyId;
    headBeforeDate =
        ("POST /"
                + operation
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nx-ots-accesskeyid: "
                + accessKeyId
                + "\r\nx-ots-apiversion: "
                + API_VERSION
                + "\r\nx-ots-instancename: "
                + instance
                + "\r\nx-ots-date: ")
            .getBytes(UTF_8);
    headBeforeMd5 = "\r\nx-ots-contentmd5: ".getBytes(UTF_8);
    headBeforeSignature = "\r\nx-ots-signature: ".getBytes(UTF_8);
    headBeforeLength = "\r\nContent-Length: ".getBytes(UTF_8);
    byte[] signedBeforeMd5 =
        ("/"
                + operation
                + "\nPOST\n\nx-ots-accesskeyid:"
                + accessKeyId
                + "\nx-ots-apiversion:"
                + API_VERSION
                + "\nx-ots-contentmd5:")
            .getBytes(UTF_8);
    signedBeforeDate = "\nx-ots-date:".getBytes(UTF_8);
    signedAfterDate = ("\nx-ots-instancename:" + instance + "\n").getBytes(UTF_8);
    try {
      md5 = MessageDigest.getInstance("MD5");
      innerPrefix = MessageDigest.getInstance("SHA-1");
      outerPrefix = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5 and SHA-1", e);
    }
    byte[] key = secret.getBytes(UTF_8);
    if (key.length > SHA1_BLOCK) {
      key = innerPrefix.digest(key);
    }
    innerPrefix.update(padded(key, 0x36));
    innerPrefix.update(signedBeforeMd5);
    outerPrefix.update(padded(key, 0x5c));
  }

  private static byte[] padded(byte[] key, int filler) {
    byte[] block = Arrays.copyOf(key, SHA1_BLOCK);
    for (int i = 0; i < SHA1_BLOCK; i++) {
      block[i] ^= (byte) filler;
    }
    return block;
  }

  /**
   * Writes one request.
   *
   * @param out receives it from index 0; large enough for the body and 600 bytes more
   * @return its length
   */
  int write(byte[] body, int length, byte[] out) {
    sign(body, length);
    int at = append(headBeforeDate, out, 0);
    at = append(date, out, at);
    at = append(headBeforeMd5, out, at);
    at = append(md5Text, out, at);
    at = append(headBeforeSignature, out, at);
    at = append(hmacText, out, at);
    at = append(headBeforeLength, out, at);
    at = append(Integer.toString(length).getBytes(ISO_8859_1), out, at);
    out[at++] = '\r';
    out[at++] = '\n';
    out[at++] = '\r';
    out[at++] = '\n';
    System.arraycopy(body, 0, out, at, length);
    return at + length;
  }

  /** The headers of one request for a client that writes it by itself: names and values in turn. */
  public String[] headers(byte[] body) {
    sign(body, body.length);
    return new String[] {
      "x-ots-accesskeyid",
      accessKeyId,
      "x-ots-apiversion",
      API_VERSION,
      "x-ots-instancename",
      instance,
      "x-ots-date",
      new String(date, ISO_8859_1),
      "x-ots-contentmd5",
      new String(md5Text, ISO_8859_1),
      "x-ots-signature",
      new String(hmacText, ISO_8859_1)
    };
  }

  /** Sets date, digest and signature. */
  private void sign(byte[] body, int length) {
    try {
      md5.update(body, 0, length);
      md5.digest(md5Bytes, 0, md5Bytes.length);
      int unused = Base64.getEncoder().encode(md5Bytes, md5Text);
      refreshDate();
      MessageDigest inner = (MessageDigest) innerPrefix.clone();
      inner.update(md5Text);
      inner.update(signedBeforeDate);
      inner.update(date);
      inner.update(signedAfterDate);
      inner.digest(hmac, 0, hmac.length);
      MessageDigest outer = (MessageDigest) outerPrefix.clone();
      outer.update(hmac);
      outer.digest(hmac, 0, hmac.length);
      unused = Base64.getEncoder().encode(hmac, hmacText);
    } catch (CloneNotSupportedException | java.security.DigestException e) {
      throw new IllegalStateException("the platform's digests can be cloned", e);
    }
  }

  /** The date is good for a quarter of an hour; a second is fresh enough. */
  private void refreshDate() {
    long now = clock.getAsLong();
    if (now / 1000 != dateSecond) {
      dateSecond = now / 1000;
      date = DATE.format(Instant.ofEpochMilli(now)).getBytes(ISO_8859_1);
    }
  }

  private static int append(byte[] part, byte[] out, int at) {
    System.arraycopy(part, 0, out, at, part.length);
    return at + part.length;
  }
}
