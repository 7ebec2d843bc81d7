/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Builds CreateTable requests that are valid but for what a test says. */
final class Specs {
  private String name = "t";
  private List<KeyColumnSchema> key = List.of(KeyColumnSchema.of("pk", KeyType.STRING));
  private List<DefinedColumn> columns = List.of();
  private TableOptionsChange options = options(-1, 1);
  private ReservedThroughput throughput = new ReservedThroughput(0, 0);
  private List<PartitionRange> partitions = List.of();
  private StreamSpec stream;
  private EncryptionSpec encryption;
  private List<IndexMeta> indexes = List.of();
  private boolean localTransactions;

  static Specs table() {
    return new Specs();
  }

  static Specs table(String name) {
    return new Specs().named(name);
  }

  static TableOptionsChange options(Integer timeToLive, Integer maxVersions) {
    return new TableOptionsChange(timeToLive, maxVersions, null, null, null);
  }

  static KeyColumnSchema generated(String name, KeyType type) {
    return new KeyColumnSchema(name, type, true);
  }

  Specs named(String newName) {
    name = newName;
    return this;
  }

  Specs key(KeyColumnSchema... newKey) {
    key = List.of(newKey);
    return this;
  }

  Specs key(KeyType type) {
    return key(KeyColumnSchema.of("pk", type));
  }

  Specs columns(DefinedColumn... newColumns) {
    columns = List.of(newColumns);
    return this;
  }

  Specs options(TableOptionsChange newOptions) {
    options = newOptions;
    return this;
  }

  Specs throughput(Integer read, Integer write) {
    throughput = new ReservedThroughput(read, write);
    return this;
  }

  Specs withoutThroughput() {
    throughput = null;
    return this;
  }

  Specs partitions(PartitionRange... newPartitions) {
    partitions = List.of(newPartitions);
    return this;
  }

  /** Cuts the table at these points, as the SDKs do. */
  Specs splitAt(Value... points) {
    List<PartitionRange> ranges = new ArrayList<>();
    Value begin = Value.INF_MIN;
    for (Value point : points) {
      ranges.add(new PartitionRange(begin, point));
      begin = point;
    }
    ranges.add(new PartitionRange(begin, Value.INF_MAX));
    partitions = ranges;
    return this;
  }

  Specs stream(StreamSpec newStream) {
    stream = newStream;
    return this;
  }

  Specs encryption(EncryptionSpec newEncryption) {
    encryption = newEncryption;
    return this;
  }

  Specs indexes(IndexMeta... newIndexes) {
    indexes = List.of(newIndexes);
    return this;
  }

  Specs localTransactions() {
    localTransactions = true;
    return this;
  }

  TableSpec spec() {
    return new TableSpec(
        new TableMeta(name, new PrimaryKeySchema(key), columns),
        options,
        throughput,
        partitions,
        stream,
        encryption,
        indexes,
        localTransactions);
  }
}
