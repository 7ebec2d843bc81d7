/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.aliyun.ots.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import com.aliyun.ots.thirdparty.com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Speaks the protocol by hand, so that a test can say what the SDK refuses to say and see the
 * headers that the SDK hides. Requests are complete and signed unless a test spoils them.
 */
final class RawClient {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final PlainHttp http;
  private final String instance;
  private final String keyId;
  private final String secret;

  RawClient(String endpoint, String instance, String keyId, String secret) {
    this.http = new PlainHttp(URI.create(endpoint));
    this.instance = instance;
    this.keyId = keyId;
    this.secret = secret;
  }

  /** Sends a message and awaits the answer. */
  Answer call(String operation, Message message) {
    return request(operation, message.toByteArray()).send();
  }

  /** Sends a body and awaits the answer. */
  Answer call(String operation, byte[] body) {
    return request(operation, body).send();
  }

  /** A request that may still be spoiled. */
  Spoilable request(String operation, byte[] body) {
    return new Spoilable(operation, body);
  }

  /** A date as the Java SDK writes it. */
  static String date(Instant instant) {
    return DATE.format(instant);
  }

  static String md5(byte[] body) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hmacSha1(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A request under construction. The signature is made last, over whatever is there then. */
  final class Spoilable {
    private final String operation;
    private final byte[] body;
    private final TreeMap<String, String> headers = new TreeMap<>();
    private String signingSecret = secret;
    private String method = "POST";
    private String signature;
    private boolean signed = true;

    private Spoilable(String operation, byte[] body) {
      this.operation = operation;
      this.body = body;
      headers.put("x-ots-apiversion", "2015-12-31");
      headers.put("x-ots-accesskeyid", keyId);
      headers.put("x-ots-instancename", instance);
      headers.put("x-ots-date", date(Instant.now()));
      headers.put("x-ots-contentmd5", md5(body));
    }

    Spoilable header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    Spoilable without(String name) {
      if (name.equals("x-ots-signature")) {
        signed = false;
      }
      headers.remove(name);
      return this;
    }

    Spoilable method(String name) {
      method = name;
      return this;
    }

    Spoilable signature(String text) {
      signature = text;
      return this;
    }

    Spoilable signedWith(String otherSecret) {
      signingSecret = otherSecret;
      return this;
    }

    Answer send() {
      TreeMap<String, String> sent = new TreeMap<>(headers);
      if (signed) {
        sent.put("x-ots-signature", signature == null ? sign() : signature);
      }
      try {
        PlainHttp.Reply reply = http.send(method, "/" + operation, sent, body);
        return new Answer(operation, reply.status(), reply.headers(), reply.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String sign() {
      StringBuilder text = new StringBuilder("/" + operation + "\n" + method + "\n\n");
      headers.forEach(
          (name, value) -> {
            if (name.startsWith("x-ots-")) {
              text.append(name).append(':').append(value.trim()).append('\n');
            }
          });
      return hmacSha1(signingSecret, text.toString());
    }
  }

  /**
   * What came back.
   *
   * @param headers by lower-cased name
   */
  record Answer(String operation, int status, Map<String, String> headers, byte[] body) {
    /** A header's value, or {@code null}. */
    String header(String name) {
      return headers.get(name);
    }

    /** The body of a refusal. */
    OtsInternalApi.Error error() {
      if (status / 100 == 2) {
        throw new AssertionError(operation + " was not refused");
      }
      try {
        return OtsInternalApi.Error.parseFrom(body);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("not an error message, status " + status, e);
      }
    }

    /** The body of an answer that must be a success. */
    byte[] success() {
      if (status != 200) {
        throw new AssertionError(
            operation + ": " + status + " " + error().getCode() + ": " + error().getMessage());
      }
      return body;
    }

    /** What {@code Authorization} must say when this secret signs the response. */
    String expectedAuthorization(String keyId, String secret) {
      StringBuilder text = new StringBuilder();
      headers.forEach(
          (name, value) -> {
            if (name.startsWith("x-ots-")) {
              text.append(name).append(':').append(value).append('\n');
            }
          });
      text.append('/').append(operation);
      return "OTS " + keyId + ":" + hmacSha1(secret, text.toString());
    }
  }
}
