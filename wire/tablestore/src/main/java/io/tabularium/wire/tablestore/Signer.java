/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.IdentityHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Digests and signatures. Each thread has its own, with the expensive objects made once: one MD5,
 * and for each access key the MACs with their key schedule in place.
 */
final class Signer {
  /** Characters of an MD5 in base64. */
  static final int MD5_LENGTH = 24;

  /** Characters of a reply's signature. */
  static final int SIGNATURE_LENGTH = 28;

  /** Keys remembered by a thread; past it all are forgotten and made again when needed. */
  private static final int MAX_KEYS = 256;

  private static final byte[] V4_PREFIX = "aliyun_v4".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] V4_PRODUCT = "ots".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] V4_ENDING = "aliyun_v4_request".getBytes(StandardCharsets.US_ASCII);

  private static final ThreadLocal<Signer> LOCAL = ThreadLocal.withInitial(Signer::new);

  private final MessageDigest md5;
  private final byte[] md5Bytes = new byte[16];
  private final byte[] md5Text = new byte[MD5_LENGTH];
  private final byte[] sha1Bytes = new byte[20];
  private final byte[] sha256Bytes = new byte[32];
  private final byte[] sha1Text = new byte[SIGNATURE_LENGTH];
  private final byte[] sha256Text = new byte[44];
  private final Timestamps timestamps = new Timestamps();

  private byte[] scratch = new byte[2048];
  private final IdentityHashMap<AccessKey, KeyMacs> keys = new IdentityHashMap<>();
  private AccessKey lastKey;
  private KeyMacs lastMacs;

  /** What is derived from one access key. */
  private static final class KeyMacs {
    final Mac v2;
    byte[] scope;
    Mac v4;
    Mac v4Reply;

    KeyMacs(AccessKey key) {
      v2 = mac("HmacSHA1", key.secret());
    }
  }

  private Signer() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }

  /** The calling thread's. */
  static Signer current() {
    return LOCAL.get();
  }

  /** This thread's memory for composing, at least so large; its content is anybody's. */
  byte[] scratch(int size) {
    if (scratch.length < size) {
      scratch = new byte[Math.max(size, 2 * scratch.length)];
    }
    return scratch;
  }

  /** Writes dates. */
  Timestamps timestamps() {
    return timestamps;
  }

  /** The MD5 of a range in base64, until the next call. */
  byte[] md5(byte[] data, int offset, int length) {
    try {
      md5.update(data, offset, length);
      md5.digest(md5Bytes, 0, md5Bytes.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    Base64.getEncoder().encode(md5Bytes, md5Text);
    return md5Text;
  }

  /** Whether the header has the MD5 of the body. */
  boolean md5Matches(RequestHead head, byte[] body) {
    int from = head.valueStart(Header.CONTENT_MD5);
    if (head.valueEnd(Header.CONTENT_MD5) - from != MD5_LENGTH) {
      return false;
    }
    return Bytes.equal(md5(body, 0, body.length), head.array(), from);
  }

  /** Whether the request is signed with the key, by version 4 if it has that signature, else 2. */
  boolean signatureMatches(RequestHead head, AccessKey key) {
    byte[] text = scratch(head.signedBound() + V4_PRODUCT.length);
    int length = head.writeSigned(text);
    byte[] expected;
    Header header;
    if (signedByV4(head)) {
      System.arraycopy(V4_PRODUCT, 0, text, length, V4_PRODUCT.length);
      KeyMacs macs = v4(head, key);
      compute(macs.v4, text, length + V4_PRODUCT.length, sha256Bytes);
      Base64.getEncoder().encode(sha256Bytes, sha256Text);
      expected = sha256Text;
      header = Header.SIGNATURE_V4;
    } else {
      compute(macs(key).v2, text, length, sha1Bytes);
      Base64.getEncoder().encode(sha1Bytes, sha1Text);
      expected = sha1Text;
      header = Header.SIGNATURE;
    }
    byte[] actual =
        Arrays.copyOfRange(head.array(), head.valueStart(header), head.valueEnd(header));
    return MessageDigest.isEqual(expected, actual);
  }

  /** The signature of a reply to the request, in base64, until the next call. */
  byte[] signReply(RequestHead head, AccessKey key, byte[] text, int length) {
    Mac mac = signedByV4(head) ? v4(head, key).v4Reply : macs(key).v2;
    compute(mac, text, length, sha1Bytes);
    Base64.getEncoder().encode(sha1Bytes, sha1Text);
    return sha1Text;
  }

  private static boolean signedByV4(RequestHead head) {
    return head.has(Header.SIGNATURE_V4)
        && head.has(Header.SIGN_DATE)
        && head.has(Header.SIGN_REGION);
  }

  private KeyMacs macs(AccessKey key) {
    if (key == lastKey) {
      return lastMacs;
    }
    KeyMacs macs = keys.get(key);
    if (macs == null) {
      if (keys.size() >= MAX_KEYS) {
        keys.clear();
      }
      macs = new KeyMacs(key);
      keys.put(key, macs);
    }
    lastKey = key;
    lastMacs = macs;
    return macs;
  }

  /**
   * The MACs of version 4, whose key belongs to a day and a region. Only the last such key is kept
   * for each access key: clients keep theirs for a day.
   */
  private KeyMacs v4(RequestHead head, AccessKey key) {
    KeyMacs macs = macs(key);
    byte[] b = head.array();
    int dateFrom = head.valueStart(Header.SIGN_DATE);
    int dateTo = head.valueEnd(Header.SIGN_DATE);
    int regionFrom = head.valueStart(Header.SIGN_REGION);
    int regionTo = head.valueEnd(Header.SIGN_REGION);
    int dateLength = dateTo - dateFrom;
    // The line feed, which no header has, keeps date and region apart.
    byte[] scope = new byte[dateLength + 1 + regionTo - regionFrom];
    System.arraycopy(b, dateFrom, scope, 0, dateLength);
    scope[dateLength] = '\n';
    System.arraycopy(b, regionFrom, scope, dateLength + 1, regionTo - regionFrom);
    if (!Arrays.equals(scope, macs.scope)) {
      byte[] derived =
          deriveV4(
              key.secret(),
              Arrays.copyOfRange(b, dateFrom, dateTo),
              Arrays.copyOfRange(b, regionFrom, regionTo));
      macs.v4 = mac("HmacSHA256", derived);
      macs.v4Reply = mac("HmacSHA1", derived);
      macs.scope = scope;
    }
    return macs;
  }

  /** The signing key of version 4: not the bytes derived but their base64 text. */
  static byte[] deriveV4(byte[] secret, byte[] date, byte[] region) {
    byte[] start = Arrays.copyOf(V4_PREFIX, V4_PREFIX.length + secret.length);
    System.arraycopy(secret, 0, start, V4_PREFIX.length, secret.length);
    byte[] k1 = mac("HmacSHA256", start).doFinal(date);
    byte[] k2 = mac("HmacSHA256", k1).doFinal(region);
    byte[] k3 = mac("HmacSHA256", k2).doFinal(V4_PRODUCT);
    byte[] k4 = mac("HmacSHA256", k3).doFinal(V4_ENDING);
    return Base64.getEncoder().encode(k4);
  }

  private static Mac mac(String algorithm, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  private static void compute(Mac mac, byte[] text, int length, byte[] out) {
    try {
      mac.update(text, 0, length);
      mac.doFinal(out, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
