/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * Who may use which database. Without any password everybody may do everything.
 *
 * @param admin opens all databases and administration; {@code null} if no password does
 * @param databases passwords that open one database, by its number
 * @param businesses what a business may use, by its number, which is unsigned
 */
public record Passwords(
    String admin, Map<Integer, String> databases, Map<Integer, Business> businesses) {
  /** No passwords at all. */
  public static final Passwords NONE = new Passwords(null, Map.of(), Map.of());

  /** A business' database and password. */
  public record Business(int database, String password) {}

  /** Copies the maps. */
  public Passwords {
    databases = Map.copyOf(databases);
    businesses = Map.copyOf(businesses);
  }

  /** Whether connections have to authorise. */
  public boolean required() {
    return admin != null || !databases.isEmpty() || !businesses.isEmpty();
  }

  boolean opensAll(byte[] given) {
    return matches(admin, given);
  }

  boolean opens(int database, byte[] given) {
    return matches(databases.get(database), given);
  }

  static boolean matches(String wanted, byte[] given) {
    if (wanted == null || wanted.isEmpty()) {
      return false;
    }
    // Digests are of equal length, so that the time tells nothing.
    return MessageDigest.isEqual(digest(wanted.getBytes(StandardCharsets.UTF_8)), digest(given));
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Passwords stay out of logs. */
  @Override
  public String toString() {
    return "Passwords[required=" + required() + "]";
  }
}
