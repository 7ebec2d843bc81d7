/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Composes requests as a client does, with its own straightforward idea of the signatures. Every
 * part can be replaced by something wrong.
 */
final class Requests {
  static final String INSTANCE = "myinst";
  static final String KEY = "testid";
  static final String SECRET = "testsecret";

  private String method = "POST";
  private String operation;
  private String target;
  private byte[] body = new byte[0];
  private String secret = SECRET;
  private final Map<String, String> headers = new TreeMap<>();
  private final Map<String, String> afterSigning = new TreeMap<>();
  private final List<String> plain = new ArrayList<>(List.of("Host: localhost"));
  private String framing;
  private boolean chunked;
  private boolean v4;
  private String version = "HTTP/1.1";
  private UnaryOperator<String> signature = s -> s;

  private Requests(String operation) {
    this.operation = operation;
    headers.put("x-ots-apiversion", "2015-12-31");
    headers.put("x-ots-date", date(Instant.now()));
    headers.put("x-ots-accesskeyid", KEY);
    headers.put("x-ots-instancename", INSTANCE);
  }

  /** A proper request of the test key. */
  static Requests of(String operation) {
    return new Requests(operation);
  }

  static String date(Instant instant) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(ZoneOffset.UTC)
        .format(instant);
  }

  Requests body(byte[] value) {
    body = value;
    return this;
  }

  Requests body(String value) {
    return body(value.getBytes(StandardCharsets.UTF_8));
  }

  Requests method(String value) {
    method = value;
    return this;
  }

  Requests target(String value) {
    target = value;
    return this;
  }

  Requests version(String value) {
    version = value;
    return this;
  }

  Requests secret(String value) {
    secret = value;
    return this;
  }

  /** A protocol header, signed. */
  Requests ots(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Leaves a protocol header out; it is not signed either. */
  Requests without(String name) {
    headers.remove(name);
    afterSigning.put(name, null);
    return this;
  }

  /** Puts something else into a header after the request has been signed. */
  Requests tampered(String name, String value) {
    afterSigning.put(name, value);
    return this;
  }

  Requests signature(UnaryOperator<String> change) {
    signature = change;
    return this;
  }

  /** Any other header line. */
  Requests line(String value) {
    plain.add(value);
    return this;
  }

  Requests noHost() {
    plain.remove("Host: localhost");
    return this;
  }

  /** Replaces the Content-Length line. */
  Requests framing(String value) {
    framing = value;
    return this;
  }

  Requests chunked() {
    chunked = true;
    return this;
  }

  Requests v4(String date, String region) {
    v4 = true;
    headers.put("x-ots-signdate", date);
    headers.put("x-ots-signregion", region);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head());
    if (chunked) {
      int at = 0;
      int size = 1;
      while (at < body.length) {
        int count = Math.min(size, body.length - at);
        out.writeBytes(latin1(Integer.toHexString(count) + (size % 2 == 0 ? ";x=\"y\"" : "")));
        out.writeBytes(latin1("\r\n"));
        out.write(body, at, count);
        out.writeBytes(latin1("\r\n"));
        at += count;
        size = size * 3 + 1;
      }
      out.writeBytes(latin1("0\r\nx-ots-trailer: ignored\r\n\r\n"));
    } else {
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  /** Request line and headers. */
  byte[] head() {
    Map<String, String> all = new TreeMap<>(headers);
    all.putIfAbsent("x-ots-contentmd5", Base64.getEncoder().encodeToString(md5(body)));
    if (afterSigning.containsKey("x-ots-contentmd5")
        && afterSigning.get("x-ots-contentmd5") == null) {
      all.remove("x-ots-contentmd5");
    }
    StringBuilder text = new StringBuilder("/" + operation + "\nPOST\n\n");
    all.forEach((name, value) -> text.append(name).append(':').append(value.trim()).append('\n'));
    if (v4) {
      all.put("x-ots-signaturev4", signature.apply(v4Signature(text)));
    } else {
      all.put("x-ots-signature", signature.apply(hmac("HmacSHA1", secret, text.toString())));
    }
    afterSigning.forEach(
        (name, value) -> {
          if (value == null) {
            all.remove(name);
          } else {
            all.put(name, value);
          }
        });
    StringBuilder out = new StringBuilder();
    out.append(method).append(' ').append(target == null ? "/" + operation : target);
    out.append(' ').append(version).append("\r\n");
    plain.forEach(line -> out.append(line).append("\r\n"));
    all.forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    if (chunked) {
      out.append("Transfer-Encoding: chunked\r\n");
    } else if (framing != null) {
      out.append(framing);
    } else {
      out.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return latin1(out.append("\r\n").toString());
  }

  private String v4Signature(StringBuilder text) {
    String date = headers.getOrDefault("x-ots-signdate", "");
    String key = v4Key(secret, date, headers.getOrDefault("x-ots-signregion", ""));
    return hmac("HmacSHA256", key, text + "ots");
  }

  static String v4Key(String secret, String date, String region) {
    byte[] k = raw("HmacSHA256", ("aliyun_v4" + secret).getBytes(StandardCharsets.UTF_8), date);
    k = raw("HmacSHA256", k, region);
    k = raw("HmacSHA256", k, "ots");
    return Base64.getEncoder().encodeToString(raw("HmacSHA256", k, "aliyun_v4_request"));
  }

  /** The signature a reply must have. */
  static String replySignature(String key, String operation, Map<String, String> headers) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(headers)
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-ots-")) {
                text.append(name).append(':').append(value).append('\n');
              }
            });
    return hmac("HmacSHA1", key, text + "/" + operation);
  }

  static String hmac(String algorithm, String key, String text) {
    return Base64.getEncoder()
        .encodeToString(raw(algorithm, key.getBytes(StandardCharsets.UTF_8), text));
  }

  private static byte[] raw(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] md5(byte[] data) {
    try {
      return MessageDigest.getInstance("MD5").digest(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
