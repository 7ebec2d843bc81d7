/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides who may come in. The order of the checks is part of the protocol, as far as clients can
 * see it: origin, method, operation, headers, date, instance name, access key, clock, body digest,
 * signature, instance, permission, body size.
 *
 * <p>Whether an instance exists is only asked once the signature has been found right: strangers
 * learn nothing about names, and instances that come into being on first use do not for a forgery.
 */
final class Gatekeeper {
  private static final long SECONDS_OF_DAY = 86_400;

  private final Settings settings;

  Gatekeeper(Settings settings) {
    this.settings = settings;
  }

  /**
   * Refuses a request that names nothing we do.
   *
   * @param lane the lane of what it names, or {@code null} if there is none
   */
  void checkOperation(RequestHead head, Lane lane) {
    if (!head.isPost()) {
      throw Errors.methodNotAllowed();
    }
    if (lane == null) {
      throw Errors.unsupportedOperation(
          Bytes.printable(head.array(), head.operationStart(), head.operationEnd()));
    }
  }

  /**
   * Refuses what a browser sends for a web page. A page anywhere may have its host name resolve to
   * this machine and then ask as it likes, with a key that is well known; but with every POST a
   * browser names the page's origin, and lets no script leave that out.
   */
  void checkOrigin(RequestHead head) {
    if (settings.refuseBrowsers() && head.hasOrigin()) {
      throw Errors.webPageRefused();
    }
  }

  /** Refuses a request that lacks a header, or has something in one that cannot be. */
  void checkHeaders(RequestHead head) {
    head.require(Header.DATE);
    head.require(Header.API_VERSION);
    head.require(Header.ACCESS_KEY_ID);
    head.require(Header.INSTANCE_NAME);
    head.require(Header.CONTENT_MD5);
    if (head.has(Header.SIGNATURE_V4)) {
      head.require(Header.SIGN_DATE);
      head.require(Header.SIGN_REGION);
    } else {
      head.require(Header.SIGNATURE);
    }
    if (head.duplicate() != null) {
      throw Errors.duplicateHeader(head.duplicate());
    }
    if (date(head) == Timestamps.INVALID) {
      throw Errors.invalidDate(head.printable(Header.DATE));
    }
    if (head.has(Header.SIGNATURE_V4) && signDay(head) == Timestamps.INVALID) {
      throw Errors.invalidDate(head.printable(Header.SIGN_DATE));
    }
    if (!instanceNameIsValid(head)) {
      throw Errors.invalidInstanceName(head.printable(Header.INSTANCE_NAME));
    }
  }

  /** The key the request names, if there is one. */
  Optional<AccessKey> find(RequestHead head) {
    return head.has(Header.ACCESS_KEY_ID)
        ? settings.keys().find(head.value(Header.ACCESS_KEY_ID))
        : Optional.empty();
  }

  /**
   * Refuses a request that its key did not sign, here and now.
   *
   * @param body what was sent, or {@code null} if it was too much to be read; the signature does
   *     not need it
   */
  void authenticate(Signer signer, RequestHead head, AccessKey key, byte[] body, Instant now) {
    if (key.disabled()) {
      throw Errors.accessKeyDisabled();
    }
    long seconds = now.getEpochSecond();
    if (Math.abs(seconds - date(head)) > settings.clockSkew().toSeconds()) {
      throw Errors.clockSkew(head.printable(Header.DATE));
    }
    if (head.has(Header.SIGNATURE_V4)) {
      long day = Math.floorDiv(seconds, SECONDS_OF_DAY);
      if (Math.abs(day - signDay(head)) > settings.signDateAge().toDays()) {
        throw Errors.signDateSkew(head.printable(Header.SIGN_DATE));
      }
    }
    if (body != null && !signer.md5Matches(head, body)) {
      throw Errors.md5Mismatch();
    }
    if (!signer.signatureMatches(head, key)) {
      throw Errors.signatureMismatch();
    }
    Optional<byte[]> token = key.securityToken();
    if (token.isPresent() && !presents(head, token.get())) {
      throw Errors.securityTokenMismatch();
    }
  }

  /**
   * Refuses what the key may not do in the instance at all; tables are checked one by one later.
   */
  void authorize(AccessKey key, String instance, Access access) {
    if (!settings.instances().exists(instance)) {
      throw Errors.instanceNotFound();
    }
    if (!key.mayEnter(instance)) {
      throw Errors.noPrivilegeOnInstance();
    }
    if (!key.may(access, instance)) {
      throw Errors.noPermission();
    }
  }

  private static long date(RequestHead head) {
    return Timestamps.parse(head.array(), head.valueStart(Header.DATE), head.valueEnd(Header.DATE));
  }

  private static long signDay(RequestHead head) {
    return Timestamps.parseDay(
        head.array(), head.valueStart(Header.SIGN_DATE), head.valueEnd(Header.SIGN_DATE));
  }

  private static boolean presents(RequestHead head, byte[] token) {
    String sent = head.value(Header.STS_TOKEN);
    return sent != null && MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean instanceNameIsValid(RequestHead head) {
    byte[] b = head.array();
    int from = head.valueStart(Header.INSTANCE_NAME);
    int to = head.valueEnd(Header.INSTANCE_NAME);
    if (to - from < Limits.INSTANCE_NAME_MIN || to - from > Limits.INSTANCE_NAME_MAX) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte c = Bytes.lower(b[i]);
      boolean letter = c >= 'a' && c <= 'z';
      boolean digit = c >= '0' && c <= '9';
      boolean first = i == from;
      boolean last = i == to - 1;
      if (!(letter || (digit && !first) || (c == '-' && !first && !last))) {
        return false;
      }
    }
    return true;
  }
}
