/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static io.tabularium.engine.json.JsonFields.flag;
import static io.tabularium.engine.json.JsonFields.number;
import static io.tabularium.engine.json.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How tunnels, channels and clients look in the store: JSON, so that a person can read it, with the
 * number of the format in each. A format, once released, keeps being read.
 */
final class TunnelFormat {
  static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private TunnelFormat() {}

  /** A tunnel apart from its channels and clients. */
  record StoredTunnel(TunnelDefinition definition, TunnelStage stage, boolean expired) {}

  // ---- tunnels ----------------------------------------------------------------------------------

  static byte[] encode(StoredTunnel tunnel) {
    TunnelDefinition definition = tunnel.definition();
    ObjectNode root = root();
    root.put("id", definition.id());
    root.put("instance", definition.instance());
    root.put("tableId", definition.tableId());
    root.put("table", definition.table());
    root.put("name", definition.name());
    root.put("type", definition.type().text());
    root.put("earliest", definition.range().earliest());
    root.put("startNanos", definition.range().startNanos());
    root.put("endNanos", definition.range().endNanos());
    root.put("streamId", definition.streamId());
    root.put("createdNanos", definition.createdNanos());
    root.put("stage", tunnel.stage().text());
    root.put("expired", tunnel.expired());
    return bytes(root);
  }

  /**
   * Reads a tunnel.
   *
   * @throws StorageException with kind UNKNOWN_FORMAT if a later version wrote it, CORRUPT if
   *     nobody did
   */
  static StoredTunnel decodeTunnel(byte[] stored) {
    return decode(
        stored,
        root ->
            new StoredTunnel(
                new TunnelDefinition(
                    text(root, "id"),
                    text(root, "instance"),
                    (int) number(root, "tableId"),
                    text(root, "table"),
                    text(root, "name"),
                    TunnelType.ofText(text(root, "type")),
                    new StreamRange(
                        flag(root, "earliest"),
                        number(root, "startNanos"),
                        number(root, "endNanos")),
                    text(root, "streamId"),
                    number(root, "createdNanos")),
                TunnelStage.ofText(text(root, "stage")),
                flag(root, "expired")));
  }

  // ---- channels ---------------------------------------------------------------------------------

  static byte[] encode(Channel channel) {
    ObjectNode root = root();
    root.put("number", channel.number());
    root.put("id", channel.id());
    root.put("type", channel.type().text());
    ArrayNode parents = root.putArray("parents");
    channel.parents().forEach(parents::add);
    Channel.Source source = channel.source();
    root.put("from", source.from());
    root.put("to", source.to());
    root.put("shard", source.shard());
    Channel.State state = channel.state();
    root.put("status", state.status().name());
    root.put("version", state.version());
    root.put("owner", state.owner());
    root.put("suspended", state.suspended());
    root.put("sequence", state.sequence());
    root.put("checkpointedBy", state.checkpointedBy());
    ChannelPosition position = state.position();
    ObjectNode node = root.putObject("position");
    node.put("key", position.key() == null ? null : KeyCodec.encode(position.key()));
    node.put("iterator", position.iterator());
    node.put("timestampNanos", position.timestampNanos());
    node.put("consumed", position.consumed());
    node.put("finished", position.finished());
    return bytes(root);
  }

  /** Reads a channel; see {@link #decodeTunnel}. */
  static Channel decodeChannel(byte[] stored, PrimaryKeySchema schema) {
    return decode(
        stored,
        root -> {
          List<String> parents = new ArrayList<>();
          root.required("parents").forEach(parent -> parents.add(parent.textValue()));
          JsonNode node = root.required("position");
          byte[] key = binary(node, "key");
          PrimaryKey decoded = key == null ? null : KeyCodec.decode(schema, key, 0);
          return new Channel(
              (int) number(root, "number"),
              text(root, "id"),
              ChannelType.ofText(text(root, "type")),
              parents,
              new Channel.Source(
                  binary(root, "from"), binary(root, "to"), optionalText(root, "shard")),
              new Channel.State(
                  ChannelStatus.valueOf(text(root, "status")),
                  number(root, "version"),
                  optionalText(root, "owner"),
                  flag(root, "suspended"),
                  new ChannelPosition(
                      decoded,
                      optionalText(node, "iterator"),
                      number(node, "timestampNanos"),
                      number(node, "consumed"),
                      flag(node, "finished")),
                  number(root, "sequence"),
                  optionalText(root, "checkpointedBy")));
        });
  }

  // ---- clients ----------------------------------------------------------------------------------

  static byte[] encode(Session session) {
    ObjectNode root = root();
    root.put("id", session.clientId());
    root.put("timeoutMillis", session.timeoutMillis());
    root.put("connectedMillis", session.connectedMillis());
    return bytes(root);
  }

  /**
   * Reads a client; see {@link #decodeTunnel}.
   *
   * @param nowMillis when it is to have been heard last
   */
  static Session decodeSession(byte[] stored, long nowMillis) {
    return decode(
        stored,
        root ->
            new Session(
                text(root, "id"),
                number(root, "timeoutMillis"),
                number(root, "connectedMillis"),
                nowMillis));
  }

  // ---- JSON -------------------------------------------------------------------------------------

  /** Reads one kind of thing. */
  private interface Decoder<T> {
    T decode(JsonNode root) throws IOException;
  }

  private static <T> T decode(byte[] stored, Decoder<T> decoder) {
    try {
      JsonNode root = JSON.readTree(stored);
      int format = root.path("format").asInt(0);
      if (format > FORMAT) {
        throw new StorageException(
            StorageException.Kind.UNKNOWN_FORMAT,
            "The store holds a tunnel of format " + format + "; this version knows " + FORMAT,
            null);
      }
      if (format < 1) {
        throw corrupt(null);
      }
      return decoder.decode(root);
    } catch (StorageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw corrupt(e);
    }
  }

  private static StorageException corrupt(Throwable cause) {
    return new StorageException(
        StorageException.Kind.CORRUPT, "What the store holds of a tunnel is unreadable", cause);
  }

  private static ObjectNode root() {
    return JSON.createObjectNode().put("format", FORMAT);
  }

  private static byte[] bytes(ObjectNode root) {
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree in memory cannot fail to be written", e);
    }
  }

  private static String optionalText(JsonNode node, String field) {
    return node.required(field).isNull() ? null : text(node, field);
  }

  private static byte[] binary(JsonNode node, String field) throws IOException {
    JsonNode value = node.required(field);
    return value.isNull() ? null : value.binaryValue();
  }
}
