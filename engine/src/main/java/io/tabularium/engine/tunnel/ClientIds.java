/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The ids of connected clients: the client's tag, a random part, and a checksum over both and the
 * tunnel's id. By it an id is recognised long after it was forgotten: who comes with one of ours is
 * told that it is gone, while an id that was never ours is that of a program which reads channels
 * without connecting.
 */
final class ClientIds {
  private static final int TAG_LENGTH = 64;
  private static final int RANDOM_LENGTH = 36;
  private static final int CHECKSUM_LENGTH = 8;

  private ClientIds() {}

  /**
   * A new id.
   *
   * @param tag what the client calls itself, or {@code null}
   */
  static String create(String tunnelId, String tag) {
    String id = printable(tag) + "_" + UUID.randomUUID();
    return id + "_" + checksum(tunnelId, id);
  }

  /** Whether an id was made here for this tunnel, be it in use or not. */
  static boolean isOurs(String tunnelId, String clientId) {
    int end = clientId.length() - CHECKSUM_LENGTH - 1;
    return end > RANDOM_LENGTH
        && clientId.charAt(end) == '_'
        && clientId.substring(end + 1).equals(checksum(tunnelId, clientId.substring(0, end)));
  }

  /** The tag without what could upset a log or a key of a fact; a tag may be anything at all. */
  private static String printable(String tag) {
    if (tag == null) {
      return "client";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < tag.length() && out.length() < TAG_LENGTH; i++) {
      char c = tag.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
      out.append(plain ? c : '-');
    }
    return out.isEmpty() ? "client" : out.toString();
  }

  private static String checksum(String tunnelId, String id) {
    CRC32 crc = new CRC32();
    crc.update((tunnelId + "/" + id).getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
