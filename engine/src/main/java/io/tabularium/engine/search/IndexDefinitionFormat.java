/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tabularium.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How an {@link IndexDefinition} is written down: JSON with an explicit format number, field by
 * field, so that renaming something in code cannot change what is on disk by accident.
 *
 * <p>A later format is read and written by a class of its own beside this one.
 */
final class IndexDefinitionFormat {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private IndexDefinitionFormat() {}

  static byte[] encode(IndexDefinition definition) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("id", definition.id());
    root.put("tableId", definition.tableId());
    root.put("name", definition.name());
    root.put("timeToLive", definition.timeToLiveSeconds());
    root.put("created", definition.createdMillis());
    root.put("generation", definition.generation());
    root.put("brother", definition.brother());
    ArrayNode weights = root.putArray("weights");
    for (IndexDefinition.Weight weight : definition.weights()) {
      weights.addObject().put("id", weight.id()).put("weight", weight.weight());
    }
    ObjectNode settings = root.putObject("settings");
    if (definition.settings().shards() != null) {
      settings.put("shards", definition.settings().shards());
    }
    if (definition.settings().routingPartitionSize() != null) {
      settings.put("routingPartitionSize", definition.settings().routingPartitionSize());
    }
    if (definition.settings().customColumnVersion() != null) {
      settings.put("customColumnVersion", definition.settings().customColumnVersion());
    }
    SchemaFormat.write(definition.schema(), root.putObject("schema"));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static IndexDefinition decode(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      int format = root.path("format").asInt();
      if (format != FORMAT) {
        throw new StorageException(
            StorageException.Kind.UNKNOWN_FORMAT,
            "The catalogue holds a search index of format " + format + ".",
            null);
      }
      List<IndexDefinition.Weight> weights = new ArrayList<>();
      for (JsonNode weight : root.path("weights")) {
        weights.add(
            new IndexDefinition.Weight(weight.get("id").asLong(), weight.get("weight").asInt()));
      }
      JsonNode settings = root.path("settings");
      return new IndexDefinition(
          root.get("id").asLong(),
          root.get("tableId").asInt(),
          root.get("name").asText(),
          SchemaFormat.read(root.get("schema")),
          new SearchIndexSettings(
              settings.has("shards") ? settings.get("shards").asInt() : null,
              settings.has("routingPartitionSize")
                  ? settings.get("routingPartitionSize").asInt()
                  : null,
              settings.has("customColumnVersion")
                  ? settings.get("customColumnVersion").asBoolean()
                  : null),
          root.get("brother").asLong(),
          weights,
          root.get("timeToLive").asInt(),
          root.get("created").asLong(),
          root.get("generation").asInt());
    } catch (IOException | NullPointerException | IllegalArgumentException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "A search index in the catalogue cannot be read.", e);
    }
  }
}
