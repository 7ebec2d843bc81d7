/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import java.util.List;

/**
 * Everything the catalogue keeps of a table, at one moment.
 *
 * @param instance the instance the table belongs to
 * @param meta name, key and defined columns
 * @param options the options in force
 * @param throughput the reserved throughput
 * @param stream the stream
 * @param partitions how it is cut, and the shards of its feed
 * @param encryption what was asked for, or {@code null}
 * @param creationTimeMicros when the table was created
 * @param localTransactions whether local transactions are allowed
 * @param pagedRows whether some row may lie in pages
 * @param feedConsumers what follows the table's changes beside its stream, by name
 * @param index what the table is an index of, or {@code null} if it is none
 */
record TableState(
    String instance,
    TableMeta meta,
    TableOptions options,
    Throughput throughput,
    Stream stream,
    Partitions partitions,
    EncryptionSpec encryption,
    long creationTimeMicros,
    boolean localTransactions,
    boolean pagedRows,
    List<String> feedConsumers,
    IndexState index) {

  /**
   * The reserved throughput and its history.
   *
   * @param reserved as asked for; both parts set
   * @param lastIncreaseSeconds when it was last raised, or the table created
   * @param lastDecreaseSeconds when it was last lowered, or {@code null}
   */
  record Throughput(
      ReservedThroughput reserved, long lastIncreaseSeconds, Long lastDecreaseSeconds) {}

  /**
   * The stream and its history.
   *
   * @param details as descriptions show it
   * @param lastMicros the number in the newest stream id the table ever had, 0 if none: the next id
   *     must have a larger one even if the clock stands still
   */
  record Stream(StreamDetails details, long lastMicros) {}

  /**
   * What makes a table an index, and how far it is built.
   *
   * @param tableId the number of the table it is an index of
   * @param keyColumns the declared key columns
   * @param attributeColumns the covered columns
   * @param local whether it was declared local
   * @param baseData whether it is to hold the rows that were there before it
   * @param built whether it holds them, if it is to
   * @param lastPoint whether it is a last-point index, which has key columns alone
   * @param builtTo the row key up to which, exclusively, it has them; empty at the beginning
   */
  record IndexState(
      int tableId,
      List<String> keyColumns,
      List<String> attributeColumns,
      boolean local,
      boolean baseData,
      boolean built,
      boolean lastPoint,
      ByteSlice builtTo) {
    IndexState {
      keyColumns = List.copyOf(keyColumns);
      attributeColumns = List.copyOf(attributeColumns);
    }

    /** Whether every row that belongs into the index is there. */
    boolean complete() {
      return baseData && built;
    }

    IndexState withBuiltTo(ByteSlice rowKey) {
      return new IndexState(
          tableId, keyColumns, attributeColumns, local, baseData, built, lastPoint, rowKey);
    }

    IndexState asBuilt() {
      return new IndexState(
          tableId, keyColumns, attributeColumns, local, baseData, true, lastPoint, ByteSlice.EMPTY);
    }

    boolean uses(String column) {
      return keyColumns.contains(column) || attributeColumns.contains(column);
    }

    IndexMeta meta(String name) {
      return new IndexMeta(name, keyColumns, attributeColumns, local, built);
    }
  }

  TableState {
    feedConsumers = List.copyOf(feedConsumers);
  }

  /**
   * The table as DescribeTable shows it.
   *
   * @param inForce the options in force, which an index has from its table
   * @param shown the stream, which a last-point index has from its table
   * @param indexes the table's indexes
   */
  TableDescription description(TableOptions inForce, StreamDetails shown, List<IndexMeta> indexes) {
    return new TableDescription(
        meta,
        inForce,
        throughput.reserved(),
        throughput.lastIncreaseSeconds(),
        throughput.lastDecreaseSeconds(),
        shown,
        partitions.points(),
        encryption,
        indexes,
        creationTimeMicros,
        localTransactions);
  }

  TableState withDefinedColumns(List<DefinedColumn> columns) {
    TableMeta newMeta = new TableMeta(meta.name(), meta.primaryKey(), columns);
    return altered(newMeta, options, throughput, stream, partitions, pagedRows, feedConsumers);
  }

  TableState withOptions(TableOptions newOptions) {
    return altered(meta, newOptions, throughput, stream, partitions, pagedRows, feedConsumers);
  }

  TableState withThroughput(Throughput newThroughput) {
    return altered(meta, options, newThroughput, stream, partitions, pagedRows, feedConsumers);
  }

  TableState withStream(Stream newStream) {
    return altered(meta, options, throughput, newStream, partitions, pagedRows, feedConsumers);
  }

  TableState withPartitions(Partitions newPartitions) {
    return altered(meta, options, throughput, stream, newPartitions, pagedRows, feedConsumers);
  }

  TableState withPagedRows() {
    return altered(meta, options, throughput, stream, partitions, true, feedConsumers);
  }

  TableState withFeedConsumers(List<String> newConsumers) {
    return altered(meta, options, throughput, stream, partitions, pagedRows, newConsumers);
  }

  TableState withIndex(IndexState newIndex) {
    return new TableState(
        instance,
        meta,
        options,
        throughput,
        stream,
        partitions,
        encryption,
        creationTimeMicros,
        localTransactions,
        pagedRows,
        feedConsumers,
        newIndex);
  }

  private TableState altered(
      TableMeta newMeta,
      TableOptions newOptions,
      Throughput newThroughput,
      Stream newStream,
      Partitions newPartitions,
      boolean newPagedRows,
      List<String> newConsumers) {
    return new TableState(
        instance,
        newMeta,
        newOptions,
        newThroughput,
        newStream,
        newPartitions,
        encryption,
        creationTimeMicros,
        localTransactions,
        newPagedRows,
        newConsumers,
        index);
  }
}
