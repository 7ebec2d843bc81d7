/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A table as DescribeTable shows it.
 *
 * @param meta name, key and defined columns
 * @param options the options in force
 * @param throughput the reserved throughput as asked for; both parts set
 * @param lastIncreaseTimeSeconds when throughput was last raised, or the table created
 * @param lastDecreaseTimeSeconds when throughput was last lowered, or {@code null}
 * @param stream the stream
 * @param splitPoints partition-key values between the parts of a pre-split table, ascending
 * @param encryption encryption details, or {@code null}
 * @param indexes secondary indexes as declared
 * @param creationTimeMicros when the table was created
 * @param localTransactions whether local transactions are allowed
 */
public record TableDescription(
    TableMeta meta,
    TableOptions options,
    ReservedThroughput throughput,
    long lastIncreaseTimeSeconds,
    Long lastDecreaseTimeSeconds,
    StreamDetails stream,
    List<Value> splitPoints,
    EncryptionSpec encryption,
    List<IndexMeta> indexes,
    long creationTimeMicros,
    boolean localTransactions) {
  /** Copies the lists. */
  public TableDescription {
    splitPoints = List.copyOf(splitPoints);
    indexes = List.copyOf(indexes);
  }
}
