/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.json.JsonFields.flag;
import static io.tabularium.engine.json.JsonFields.number;
import static io.tabularium.engine.json.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link TableState} is written down: JSON with an explicit format number, field by field, so
 * that renaming something in code cannot change what is on disk by accident. The names of {@link
 * KeyType} and {@link ValueType} constants are part of the format.
 *
 * <p>Format 2 is format 1 with the field {@code index}. An index is written in it, so that a
 * version that does not know indexes refuses the catalogue instead of letting an index fall behind.
 * Format 3 is either of them with the fields {@code openShards} and {@code shards}, for the same
 * reason: partitions that were split or merged. Format 4 is format 2 with the field {@code
 * lastPoint} in {@code index}: a last-point index, which who does not know it would keep as a
 * secondary one. Anything else is written in format 1.
 */
final class TableStateFormat {
  private static final int FORMAT_OF_LAST_POINT = 4;
  private static final int FORMAT_OF_SPLIT = 3;
  private static final int FORMAT_OF_INDEX = 2;
  private static final int FORMAT_OF_TABLE = 1;
  private static final int FORMAT = FORMAT_OF_LAST_POINT;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TableStateFormat() {}

  static byte[] encode(TableState state) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", format(state));
    root.put("instance", state.instance());
    root.put("name", state.meta().name());
    ArrayNode key = root.putArray("primaryKey");
    for (KeyColumnSchema column : state.meta().primaryKey().columns()) {
      key.addObject()
          .put("name", column.name())
          .put("type", column.type().name())
          .put("autoIncrement", column.autoIncrement());
    }
    ArrayNode defined = root.putArray("definedColumns");
    for (DefinedColumn column : state.meta().definedColumns()) {
      defined.addObject().put("name", column.name()).put("type", column.type().name());
    }
    TableOptions options = state.options();
    root.putObject("options")
        .put("timeToLiveSeconds", options.timeToLiveSeconds())
        .put("maxVersions", options.maxVersions())
        .put("maxTimeDeviationSeconds", options.maxTimeDeviationSeconds())
        .put("allowUpdate", options.allowUpdate())
        .put("updateFullRow", options.updateFullRow());
    root.putObject("throughput")
        .put("read", state.throughput().reserved().read())
        .put("write", state.throughput().reserved().write())
        .put("lastIncreaseTimeSeconds", state.throughput().lastIncreaseSeconds())
        .put("lastDecreaseTimeSeconds", state.throughput().lastDecreaseSeconds());
    StreamDetails stream = state.stream().details();
    if (stream.enabled()) {
      ObjectNode node =
          root.putObject("stream")
              .put("id", stream.streamId())
              .put("expirationHours", stream.expirationHours())
              .put("lastEnableTimeMicros", stream.lastEnableTimeMicros());
      ArrayNode columns = node.putArray("originColumns");
      stream.originColumns().forEach(columns::add);
    }
    root.put("lastStreamMicros", state.stream().lastMicros());
    ArrayNode points = root.putArray("splitPoints");
    for (Value point : state.partitions().points()) {
      ObjectNode node = points.addObject().put("type", point.type().name());
      if (point.type() == ValueType.INTEGER) {
        node.put("integer", point.asLong());
      } else {
        node.put("bytes", point.asBytes().toByteArray());
      }
    }
    if (!state.partitions().isOriginal()) {
      encode(state.partitions(), root);
    }
    EncryptionSpec encryption = state.encryption();
    if (encryption != null) {
      ObjectNode node = root.putObject("encryption");
      node.put("enabled", encryption.enabled());
      node.put("keyType", encryption.keyType());
      node.put("keyId", bytes(encryption.keyId()));
      node.put("roleArn", bytes(encryption.roleArn()));
    }
    root.put("creationTimeMicros", state.creationTimeMicros());
    root.put("localTransactions", state.localTransactions());
    root.put("pagedRows", state.pagedRows());
    if (!state.feedConsumers().isEmpty()) {
      ArrayNode consumers = root.putArray("feedConsumers");
      state.feedConsumers().forEach(consumers::add);
    }
    if (state.index() != null) {
      encode(state.index(), root.putObject("index"));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree in memory cannot fail to be written", e);
    }
  }

  private static void encode(TableState.IndexState index, ObjectNode node) {
    node.put("tableId", index.tableId());
    ArrayNode key = node.putArray("keyColumns");
    index.keyColumns().forEach(key::add);
    ArrayNode attributes = node.putArray("attributeColumns");
    index.attributeColumns().forEach(attributes::add);
    node.put("local", index.local());
    node.put("baseData", index.baseData());
    node.put("built", index.built());
    if (index.lastPoint()) {
      node.put("lastPoint", true);
    }
    node.put("builtTo", bytes(index.builtTo()));
  }

  private static TableState.IndexState decodeIndex(JsonNode node) throws IOException {
    return new TableState.IndexState(
        (int) number(node, "tableId"),
        texts(node, "keyColumns"),
        texts(node, "attributeColumns"),
        flag(node, "local"),
        flag(node, "baseData"),
        flag(node, "built"),
        node.has("lastPoint") && flag(node, "lastPoint"),
        slice(node.required("builtTo")));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws StorageException with kind UNKNOWN_FORMAT if a later version wrote it, CORRUPT if
   *     nobody did
   */
  static TableState decode(byte[] stored) {
    JsonNode root;
    try {
      root = JSON.readTree(stored);
    } catch (IOException e) {
      throw corrupt(e);
    }
    int format = root.path("format").asInt(0);
    if (format > FORMAT) {
      throw new StorageException(
          StorageException.Kind.UNKNOWN_FORMAT,
          "The catalogue holds a table of format " + format + "; this version knows " + FORMAT,
          null);
    }
    if (format < 1) {
      throw corrupt(null);
    }
    try {
      return decode(root);
    } catch (IOException | RuntimeException e) {
      throw corrupt(e);
    }
  }

  private static TableState decode(JsonNode root) throws IOException {
    List<KeyColumnSchema> key = new ArrayList<>();
    for (JsonNode column : root.required("primaryKey")) {
      key.add(
          new KeyColumnSchema(
              text(column, "name"),
              KeyType.valueOf(text(column, "type")),
              flag(column, "autoIncrement")));
    }
    List<DefinedColumn> defined = new ArrayList<>();
    for (JsonNode column : root.required("definedColumns")) {
      defined.add(new DefinedColumn(text(column, "name"), ValueType.valueOf(text(column, "type"))));
    }
    JsonNode options = root.required("options");
    JsonNode throughput = root.required("throughput");
    StreamDetails stream = StreamDetails.DISABLED;
    if (root.has("stream")) {
      JsonNode node = root.get("stream");
      stream =
          new StreamDetails(
              true,
              text(node, "id"),
              (int) number(node, "expirationHours"),
              number(node, "lastEnableTimeMicros"),
              texts(node, "originColumns"));
    }
    List<Value> points = new ArrayList<>();
    for (JsonNode point : root.required("splitPoints")) {
      points.add(
          switch (ValueType.valueOf(text(point, "type"))) {
            case INTEGER -> Value.integer(number(point, "integer"));
            case STRING -> Value.string(ByteSlice.of(point.required("bytes").binaryValue()));
            case BLOB -> Value.blob(point.required("bytes").binaryValue());
            default -> throw new IllegalArgumentException("not a key type: " + point);
          });
    }
    List<String> consumers = root.has("feedConsumers") ? texts(root, "feedConsumers") : List.of();
    EncryptionSpec encryption = null;
    if (root.has("encryption")) {
      JsonNode node = root.get("encryption");
      encryption =
          new EncryptionSpec(
              flag(node, "enabled"),
              node.hasNonNull("keyType") ? (Integer) (int) number(node, "keyType") : null,
              slice(node.path("keyId")),
              slice(node.path("roleArn")));
    }
    return new TableState(
        text(root, "instance"),
        new TableMeta(text(root, "name"), new PrimaryKeySchema(key), defined),
        new TableOptions(
            (int) number(options, "timeToLiveSeconds"),
            (int) number(options, "maxVersions"),
            number(options, "maxTimeDeviationSeconds"),
            flag(options, "allowUpdate"),
            flag(options, "updateFullRow")),
        new TableState.Throughput(
            new ReservedThroughput(
                (int) number(throughput, "read"), (int) number(throughput, "write")),
            number(throughput, "lastIncreaseTimeSeconds"),
            throughput.hasNonNull("lastDecreaseTimeSeconds")
                ? (Long) number(throughput, "lastDecreaseTimeSeconds")
                : null),
        new TableState.Stream(stream, number(root, "lastStreamMicros")),
        root.has("shards")
            ? new Partitions(points, numbers(root, "openShards"), decodeShards(root.get("shards")))
            : Partitions.of(points),
        encryption,
        number(root, "creationTimeMicros"),
        flag(root, "localTransactions"),
        flag(root, "pagedRows"),
        consumers,
        root.has("index") ? decodeIndex(root.get("index")) : null);
  }

  private static int format(TableState state) {
    if (state.index() != null && state.index().lastPoint()) {
      return FORMAT_OF_LAST_POINT;
    }
    if (!state.partitions().isOriginal()) {
      return FORMAT_OF_SPLIT;
    }
    return state.index() == null ? FORMAT_OF_TABLE : FORMAT_OF_INDEX;
  }

  private static void encode(Partitions partitions, ObjectNode root) {
    ArrayNode open = root.putArray("openShards");
    partitions.open().forEach(open::add);
    ArrayNode shards = root.putArray("shards");
    for (Partitions.Shard shard : partitions.shards()) {
      ObjectNode node = shards.addObject();
      node.put("number", shard.number());
      ArrayNode parents = node.putArray("parents");
      shard.parents().forEach(parents::add);
      node.put("epoch", shard.epoch());
      node.put("first", shard.first());
      node.put("status", shard.status().name());
      node.put("end", shard.end());
    }
  }

  private static List<Partitions.Shard> decodeShards(JsonNode array) {
    List<Partitions.Shard> shards = new ArrayList<>();
    for (JsonNode node : array) {
      shards.add(
          new Partitions.Shard(
              (int) number(node, "number"),
              numbers(node, "parents"),
              (int) number(node, "epoch"),
              number(node, "first"),
              Partitions.Status.valueOf(text(node, "status")),
              number(node, "end")));
    }
    return shards;
  }

  private static List<Integer> numbers(JsonNode node, String field) {
    List<Integer> numbers = new ArrayList<>();
    node.required(field).forEach(number -> numbers.add(number.intValue()));
    return numbers;
  }

  private static byte[] bytes(ByteSlice slice) {
    return slice == null ? null : slice.toByteArray();
  }

  private static ByteSlice slice(JsonNode node) throws IOException {
    return node.isNull() || node.isMissingNode() ? null : ByteSlice.of(node.binaryValue());
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    node.required(field).forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static StorageException corrupt(Throwable cause) {
    return new StorageException(
        StorageException.Kind.CORRUPT, "The catalogue entry of a table is unreadable", cause);
  }
}
