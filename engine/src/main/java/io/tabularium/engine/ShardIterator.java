/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Errors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * A place in a stream as clients carry it around. Its text is URL-safe base64 of
 *
 * <pre>
 * version:1 (1)  stream:8  shard:4  position:8  table name (UTF-8)  checksum:4
 * </pre>
 *
 * in big-endian numbers. The checksum, a CRC-32 of the rest, tells what was mistyped or cut off
 * from what was given out; it keeps no secret and grants nothing.
 *
 * @param table the table's name
 * @param stream when the stream was enabled, in microseconds: what tells it from others of its
 *     table
 * @param shard the shard's number
 * @param position the position of the next change to read
 */
record ShardIterator(String table, long stream, int shard, long position) {
  private static final byte VERSION = 1;
  private static final int FIXED = 1 + Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;
  private static final int MAX_CHARACTERS = 512;

  String encode() {
    byte[] name = table.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(FIXED + name.length)
            .put(VERSION)
            .putLong(stream)
            .putInt(shard)
            .putLong(position)
            .put(name);
    bytes.putInt(checksum(bytes.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads what {@link #encode} wrote; {@link Errors#invalidShardIterator} for anything else. */
  static ShardIterator decode(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw Errors.invalidShardIterator();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Errors.invalidShardIterator();
    }
    if (bytes.length < FIXED
        || bytes[0] != VERSION
        || ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
      throw Errors.invalidShardIterator();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1 - Integer.BYTES);
    long stream = in.getLong();
    int shard = in.getInt();
    long position = in.getLong();
    String table = StandardCharsets.UTF_8.decode(in).toString();
    ShardIterator iterator = new ShardIterator(table, stream, shard, position);
    // One place has one text: clients compare them.
    if (position < 0 || !iterator.encode().equals(text)) {
      throw Errors.invalidShardIterator();
    }
    return iterator;
  }

  private static int checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
