/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An access key: who signs requests, with what, and what they may do. Compared by identity, because
 * derived signing keys are cached per object: hand out the same object for as long as nothing about
 * the key changes.
 */
public final class AccessKey {
  private final String id;
  private final byte[] secret;
  private final byte[] securityToken;
  private final boolean disabled;
  private final List<Grant> grants;

  /**
   * A key.
   *
   * @param id its public name: printable ASCII without blanks and colons
   * @param secret what signatures are made with; not empty
   * @param securityToken the token a request of this (temporary) key must present, or {@code null}
   *     for a permanent key
   * @param disabled whether every request of this key is refused
   * @param grants what it may do
   * @throws IllegalArgumentException if the id or a secret could never be sent by a client
   */
  public AccessKey(
      String id, String secret, String securityToken, boolean disabled, List<Grant> grants) {
    if (id.isEmpty() || !id.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
      throw new IllegalArgumentException(
          "an access key id must be printable ASCII without blanks and colons");
    }
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("the secret of access key " + id + " is empty");
    }
    if (securityToken != null && securityToken.isEmpty()) {
      throw new IllegalArgumentException("the security token of access key " + id + " is empty");
    }
    this.id = id;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.securityToken =
        securityToken == null ? null : securityToken.getBytes(StandardCharsets.UTF_8);
    this.disabled = disabled;
    this.grants = List.copyOf(grants);
  }

  /** A permanent, enabled key. */
  public static AccessKey of(String id, String secret, Grant... grants) {
    return new AccessKey(id, secret, null, false, List.of(grants));
  }

  /** Its public name. */
  public String id() {
    return id;
  }

  /** Whether every request of this key is refused. */
  public boolean disabled() {
    return disabled;
  }

  /** What it may do. */
  public List<Grant> grants() {
    return grants;
  }

  /** The secret, UTF-8; not to be changed. */
  byte[] secret() {
    return secret;
  }

  /** The token requests must present, if any; not to be changed. */
  Optional<byte[]> securityToken() {
    return Optional.ofNullable(securityToken);
  }

  /** Whether there is anything it may do in the instance. */
  boolean mayEnter(String instance) {
    for (Grant grant : grants) {
      if (grant.covers(instance)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may do this with some table of the instance. */
  boolean may(Access access, String instance) {
    for (Grant grant : grants) {
      if (grant.access().contains(access) && grant.covers(instance)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may do this with the table. */
  boolean may(Access access, String instance, String table) {
    for (Grant grant : grants) {
      if (grant.access().contains(access) && grant.covers(instance) && grant.coversTable(table)) {
        return true;
      }
    }
    return false;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "AccessKey[" + id + (disabled ? ", disabled]" : "]");
  }
}
