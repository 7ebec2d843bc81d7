/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.server.Server;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.AdminSettings;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.StorageSettings;
import io.tabularium.wire.tablestore.Development;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real server in this process, for tests of what drives it. */
public final class Served implements AutoCloseable {
  private final Server server;

  /** Starts a server whose data is in a directory. */
  public Served(Path data) {
    server =
        Server.start(
            ServerSettings.defaults()
                .withData(data)
                .withListen(new Address("127.0.0.1", 0))
                .withAdmin(new AdminSettings(new Address("127.0.0.1", 0), false))
                .withStorage(new StorageSettings("rocksdb", 32L << 20, 32L << 20))
                .withWtable(
                    ServerSettings.defaults().wtable().withListen(new Address("127.0.0.1", 0))));
  }

  /** Its address. */
  public String endpoint() {
    return server.endpoint();
  }

  /** Where WTable clients connect. */
  public String wtableAddress() {
    return server.wtableAddress();
  }

  /** Creates the tables of the workloads. */
  public void createTables() {
    SyncClient client =
        new SyncClient(endpoint(), Development.KEY, Development.KEY, TabulariumServer.INSTANCE);
    TablestoreClient.createIfMissing(client, WorkloadMix.TABLE);
    TablestoreClient.createIfMissing(client, WorkloadMix.WARM_UP_TABLE);
    client.shutdown();
  }

  /** A generator's arguments: those about this server, and more. */
  public Settings settings(String... more) {
    URI uri = URI.create(endpoint());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "host=" + uri.getHost(),
                "port=" + uri.getPort(),
                "instance=" + TabulariumServer.INSTANCE,
                "accessKeyId=" + Development.KEY,
                "accessKeySecret=" + Development.KEY,
                "tablestore.endpoint=" + endpoint(),
                "tablestore.instance=" + TabulariumServer.INSTANCE,
                "tablestore.accessKeyId=" + Development.KEY,
                "tablestore.accessKeySecret=" + Development.KEY,
                "serverPid=" + ProcessHandle.current().pid()));
    arguments.addAll(List.of(more));
    return new Settings(arguments.toArray(new String[0]));
  }

  @Override
  public void close() {
    server.close();
  }
}
