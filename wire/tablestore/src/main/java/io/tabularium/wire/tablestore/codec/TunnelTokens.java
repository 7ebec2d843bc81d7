/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.tunnel.ChannelPosition;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The tokens of tunnel channels: places as text, which clients hand back unread but for one thing,
 * whether there is an iterator, by which they know a stream and when to pause.
 *
 * <pre>
 * token   = "finished" | base64, with padding, of the message
 *           { version (1) = 2, content (2) = bytes of the message
 *             { primary key (1), iterator (2), timestamp (3), total count (4) } }
 * </pre>
 *
 * A base-data token has the key to go on at, as a PlainBuffer row, unless it is the first; a stream
 * token has iterator and timestamp. Contents of version 1 have no count; they are read, too.
 */
public final class TunnelTokens {
  private static final String FINISHED = "finished";
  private static final long VERSION = 2;
  private static final long VERSION_WITHOUT_COUNT = 1;

  private TunnelTokens() {}

  /** The token for a place. */
  public static String encode(ChannelPosition position) {
    if (position.finished()) {
      return FINISHED;
    }
    WireBuffer content = new WireBuffer(128);
    if (position.isStream()) {
      content.putStringField(2, position.iterator());
      content.putNumberField(3, position.timestampNanos());
    } else if (position.key() != null) {
      content.putBytesField(1, PlainBufferEncoder.key(position.key()));
    }
    content.putNumberField(4, position.consumed());
    WireBuffer token = new WireBuffer(content.size() + 16);
    token.putNumberField(1, VERSION);
    token.putBytesField(2, content.array(), 0, content.size());
    return Base64.getEncoder().encodeToString(token.toByteArray());
  }

  /**
   * The place a token stands for; whether it is one of the channel is for the engine to say.
   *
   * @throws ServiceException if it is no token
   */
  public static ChannelPosition decode(String token) {
    if (token.equals(FINISHED)) {
      return ChannelPosition.FINISHED;
    }
    if (token.isEmpty() || token.length() > Limits.TUNNEL_TOKEN_BYTES) {
      throw Errors.invalidTunnelToken();
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(token.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw Errors.invalidTunnelToken();
    }
    ProtoReader in = new ProtoReader(ByteSlice.of(bytes), Errors::invalidTunnelToken);
    long version = 0;
    ByteSlice content = null;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | ProtoReader.NUMBER -> version = in.number();
        case 2 << 3 | ProtoReader.BYTES -> content = in.bytes();
        default -> in.skip();
      }
    }
    if (version != VERSION && version != VERSION_WITHOUT_COUNT) {
      throw Errors.invalidTunnelToken();
    }
    return content(in.required(content));
  }

  private static ChannelPosition content(ByteSlice content) {
    ProtoReader in = new ProtoReader(content, Errors::invalidTunnelToken);
    ByteSlice key = null;
    String iterator = null;
    long timestamp = 0;
    long count = 0;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | ProtoReader.BYTES -> key = in.bytesOrNull();
        case 2 << 3 | ProtoReader.BYTES -> {
          String text = in.string();
          iterator = text.isEmpty() ? null : text;
        }
        case 3 << 3 | ProtoReader.NUMBER -> timestamp = in.number();
        case 4 << 3 | ProtoReader.NUMBER -> count = in.number();
        default -> in.skip();
      }
    }
    if (iterator == null) {
      return ChannelPosition.base(key == null ? null : key(key), count);
    }
    if (key != null) {
      throw Errors.invalidTunnelToken();
    }
    return ChannelPosition.stream(iterator, timestamp, count);
  }

  private static PrimaryKey key(ByteSlice row) {
    try {
      return PlainBufferDecoder.readKey(row);
    } catch (ServiceException e) {
      throw Errors.invalidTunnelToken();
    }
  }
}
