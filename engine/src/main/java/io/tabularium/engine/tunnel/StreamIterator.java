/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.Errors;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A place in a shard, written into the tokens of a stream channel as
 *
 * <pre>
 * &lt;stream id&gt;/&lt;shard id&gt;/&lt;sequence number, decimal&gt;/&lt;CRC-32 of all before, 8 hex digits&gt;
 * </pre>
 *
 * The checksum is against tokens mangled or made up by mistake. It keeps nobody out: whoever may
 * read the channel may read any place in it.
 *
 * @param stream the stream's id
 * @param shard the shard's id
 * @param sequence the smallest sequence number not read yet
 */
record StreamIterator(String stream, String shard, long sequence) {
  private static final char SEPARATOR = '/';

  /** The text. */
  String text() {
    String place = stream + SEPARATOR + shard + SEPARATOR + sequence;
    return place + SEPARATOR + checksum(place);
  }

  /**
   * Reads the text.
   *
   * @throws io.tabularium.model.ServiceException if it is none
   */
  static StreamIterator parse(String text) {
    int third = text.lastIndexOf(SEPARATOR);
    int second = text.lastIndexOf(SEPARATOR, third - 1);
    int first = text.lastIndexOf(SEPARATOR, second - 1);
    if (first < 1
        || third <= second + 1
        || !text.substring(third + 1).equals(checksum(text.substring(0, third)))) {
      throw Errors.invalidTunnelToken();
    }
    try {
      long sequence = Long.parseLong(text, second + 1, third, 10);
      if (sequence < 0) {
        throw Errors.invalidTunnelToken();
      }
      return new StreamIterator(
          text.substring(0, first), text.substring(first + 1, second), sequence);
    } catch (NumberFormatException e) {
      throw Errors.invalidTunnelToken();
    }
  }

  private static String checksum(String place) {
    CRC32 crc = new CRC32();
    crc.update(place.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
