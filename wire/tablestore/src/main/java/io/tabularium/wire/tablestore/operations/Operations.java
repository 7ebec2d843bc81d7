/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Operation;
import java.util.List;

/** The table of operations. What is not in it is an unsupported operation. */
public final class Operations {
  private Operations() {}

  /** All operations, over an engine; each knows its name and the access it needs. */
  public static List<Operation> all(Engine engine) {
    return List.of(
        // Tables.
        new CreateTable(engine),
        new UpdateTable(engine),
        new DeleteTable(engine),
        new ListTable(engine),
        new DescribeTable(engine),
        new ComputeSplitPointsBySize(engine),
        new AddDefinedColumn(engine),
        new DeleteDefinedColumn(engine),
        new CreateIndex(engine),
        new DropIndex(engine),
        new CreateLastPointIndex(engine),
        new DeleteLastPointIndex(engine),
        // Reading rows.
        new GetRow(engine),
        new BatchGetRow(engine),
        new GetRange(engine),
        new BulkExport(engine),
        // Writing rows.
        WriteRow.put(engine),
        WriteRow.update(engine),
        WriteRow.delete(engine),
        new BatchWriteRow(engine),
        new BulkImport(engine),
        // Search indexes.
        new CreateSearchIndex(engine),
        new UpdateSearchIndex(engine),
        new DeleteSearchIndex(engine),
        new ListSearchIndex(engine),
        new DescribeSearchIndex(engine),
        new Search(engine),
        new ComputeSplits(engine),
        new ParallelScan(engine),
        // Local transactions.
        new StartLocalTransaction(engine),
        new CommitTransaction(engine),
        new AbortTransaction(engine),
        // Streams.
        new ListStream(engine),
        new DescribeStream(engine),
        new GetShardIterator(engine),
        new GetStreamRecord(engine),
        // Tunnels.
        new CreateTunnel(engine),
        new DeleteTunnel(engine),
        new ListTunnel(engine),
        new DescribeTunnel(engine),
        GetTunnelRpo.byTime(engine),
        GetTunnelRpo.byOffset(engine),
        new ScheduleTunnel(engine),
        new ConnectTunnel(engine),
        new HeartbeatTunnel(engine),
        new ShutdownTunnel(engine),
        new GetTunnelCheckpoint(engine),
        new ReadTunnelRecords(engine),
        new TunnelCheckpoint(engine));
  }
}
