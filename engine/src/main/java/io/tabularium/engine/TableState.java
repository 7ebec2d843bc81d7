/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import io.tabularium.model.Value;
import java.util.List;

/**
 * Everything the catalogue keeps of a table, at one moment.
 *
 * @param instance the instance the table belongs to
 * @param meta name, key and defined columns
 * @param options the options in force
 * @param throughput the reserved throughput
 * @param stream the stream
 * @param splitPoints the pre-split points
 * @param encryption what was asked for, or {@code null}
 * @param creationTimeMicros when the table was created
 * @param localTransactions whether local transactions are allowed
 * @param pagedRows whether some row may lie in pages
 * @param feedConsumers what follows the table's changes beside its stream, by name
 */
record TableState(
    String instance,
    TableMeta meta,
    TableOptions options,
    Throughput throughput,
    Stream stream,
    List<Value> splitPoints,
    EncryptionSpec encryption,
    long creationTimeMicros,
    boolean localTransactions,
    boolean pagedRows,
    List<String> feedConsumers) {

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

  TableState {
    splitPoints = List.copyOf(splitPoints);
    feedConsumers = List.copyOf(feedConsumers);
  }

  TableDescription description() {
    return new TableDescription(
        meta,
        options,
        throughput.reserved(),
        throughput.lastIncreaseSeconds(),
        throughput.lastDecreaseSeconds(),
        stream.details(),
        splitPoints,
        encryption,
        List.of(),
        creationTimeMicros,
        localTransactions);
  }

  TableState withDefinedColumns(List<DefinedColumn> columns) {
    TableMeta newMeta = new TableMeta(meta.name(), meta.primaryKey(), columns);
    return altered(newMeta, options, throughput, stream, pagedRows, feedConsumers);
  }

  TableState withOptions(TableOptions newOptions) {
    return altered(meta, newOptions, throughput, stream, pagedRows, feedConsumers);
  }

  TableState withThroughput(Throughput newThroughput) {
    return altered(meta, options, newThroughput, stream, pagedRows, feedConsumers);
  }

  TableState withStream(Stream newStream) {
    return altered(meta, options, throughput, newStream, pagedRows, feedConsumers);
  }

  TableState withPagedRows() {
    return altered(meta, options, throughput, stream, true, feedConsumers);
  }

  TableState withFeedConsumers(List<String> newConsumers) {
    return altered(meta, options, throughput, stream, pagedRows, newConsumers);
  }

  private TableState altered(
      TableMeta newMeta,
      TableOptions newOptions,
      Throughput newThroughput,
      Stream newStream,
      boolean newPagedRows,
      List<String> newConsumers) {
    return new TableState(
        instance,
        newMeta,
        newOptions,
        newThroughput,
        newStream,
        splitPoints,
        encryption,
        creationTimeMicros,
        localTransactions,
        newPagedRows,
        newConsumers);
  }
}
