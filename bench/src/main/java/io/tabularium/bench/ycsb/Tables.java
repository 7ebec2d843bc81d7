/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.wire.tablestore.Development;

/** Creates the workloads' tables for generators that do not. */
public final class Tables {
  private Tables() {}

  /** Creates tables that do not exist yet. */
  public static void create(TabulariumServer server, String... tables) {
    SyncClient client =
        new SyncClient(
            server.endpoint().toString(),
            Development.KEY,
            Development.KEY,
            TabulariumServer.INSTANCE);
    try {
      for (String table : tables) {
        TablestoreClient.createIfMissing(client, table);
      }
    } finally {
      client.shutdown();
    }
  }
}
