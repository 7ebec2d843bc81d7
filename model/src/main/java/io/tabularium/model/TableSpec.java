/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * Everything CreateTable may say. Parts a request leaves out are {@code null} or empty.
 *
 * @param meta name, key and defined columns
 * @param options options, {@code null} if the message is absent
 * @param throughput reserved throughput
 * @param partitions pre-split ranges
 * @param stream stream, or {@code null}
 * @param encryption encryption, or {@code null}
 * @param indexes secondary indexes to create along with the table
 * @param localTransactions whether local transactions are allowed
 */
public record TableSpec(
    TableMeta meta,
    TableOptionsChange options,
    ReservedThroughput throughput,
    List<PartitionRange> partitions,
    StreamSpec stream,
    EncryptionSpec encryption,
    List<IndexMeta> indexes,
    boolean localTransactions) {
  /** Copies the lists. */
  public TableSpec {
    partitions = List.copyOf(partitions);
    indexes = List.copyOf(indexes);
  }
}
