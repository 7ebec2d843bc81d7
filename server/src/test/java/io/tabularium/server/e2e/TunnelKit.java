/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.TunnelClientInterface;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelInfo;
import com.alicloud.openservices.tablestore.model.tunnel.CreateTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.DescribeTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.DescribeTunnelResponse;
import com.alicloud.openservices.tablestore.model.tunnel.StreamTunnelConfig;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import com.alicloud.openservices.tablestore.model.tunnel.internal.GetCheckpointRequest;
import com.alicloud.openservices.tablestore.model.tunnel.internal.GetCheckpointResponse;
import com.alicloud.openservices.tablestore.model.tunnel.internal.ReadRecordsRequest;
import com.alicloud.openservices.tablestore.model.tunnel.internal.ReadRecordsResponse;
import io.tabularium.server.testkit.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests of tunnels have in common: the official client, tables, and short words. */
final class TunnelKit {
  /** The token of a channel that has nothing more. */
  static final String FINISHED = "finished";

  private static final AtomicInteger SERIAL = new AtomicInteger();

  private TunnelKit() {}

  /** The official client of the tunnel service. */
  static TunnelClient client(String endpoint, String instance) {
    ClientConfiguration configuration = E2eServer.configuration();
    configuration.setEnableResponseContentMD5Checking(false);
    return new TunnelClient(endpoint, TestServer.KEY, TestServer.KEY, instance, configuration);
  }

  /** A table with the integer key {@code pk}, in partitions divided at these points. */
  static TestTable table(E2eServer server, Object... points) {
    String name = "Tunneled" + SERIAL.incrementAndGet();
    return TestTable.make(server.client())
        .named(name)
        .key("pk", INTEGER)
        .create(server.raw(), points);
  }

  /** Switches a table's stream on. */
  static void enableStream(E2eServer server, TestTable table, String... originColumns) {
    StreamSpecification stream = new StreamSpecification(true, 24);
    for (String column : originColumns) {
      stream.addOriginColumnsToGet(column);
    }
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    request.setStreamSpecification(stream);
    server.client().updateTable(request);
  }

  static String create(TunnelClientInterface client, TestTable table, TunnelType type) {
    return create(client, table, "tunnel", type, null);
  }

  static String create(
      TunnelClientInterface client,
      TestTable table,
      String name,
      TunnelType type,
      StreamTunnelConfig config) {
    CreateTunnelRequest request = new CreateTunnelRequest(table.name(), name, type);
    if (config != null) {
      request.setStreamTunnelConfig(config);
    }
    return client.createTunnel(request).getTunnelId();
  }

  static DescribeTunnelResponse describe(TunnelClientInterface client, TestTable table) {
    return describe(client, table, "tunnel");
  }

  static DescribeTunnelResponse describe(
      TunnelClientInterface client, TestTable table, String name) {
    return client.describeTunnel(new DescribeTunnelRequest(table.name(), name));
  }

  static List<ChannelInfo> channels(TunnelClientInterface client, TestTable table) {
    return describe(client, table).getChannelInfos();
  }

  /** Channels by hand, as a program that never connects reads them. */
  static final class Reader {
    private final TunnelClientInterface client;
    private final String tunnelId;
    private final String clientId;
    private final String channelId;
    String token;
    final List<StreamRecord> records = new ArrayList<>();

    Reader(TunnelClientInterface client, String tunnelId, ChannelInfo channel) {
      this(client, tunnelId, channel.getClientId(), channel.getChannelId());
    }

    Reader(TunnelClientInterface client, String tunnelId, String clientId, String channelId) {
      this.client = client;
      this.tunnelId = tunnelId;
      this.clientId = clientId;
      this.channelId = channelId;
      this.token = checkpoint().getCheckpoint();
    }

    GetCheckpointResponse checkpoint() {
      return client.getCheckpoint(new GetCheckpointRequest(tunnelId, clientId, channelId));
    }

    ReadRecordsResponse read() {
      ReadRecordsResponse response =
          client.readRecords(new ReadRecordsRequest(tunnelId, clientId, channelId, token));
      // Which is how the client tells that a channel is finished.
      token = response.getNextToken() == null ? FINISHED : response.getNextToken();
      records.addAll(response.getRecords());
      return response;
    }

    /** Reads until nothing is left for now. */
    Reader drain() {
      while (!FINISHED.equals(token) && read().getMayMoreRecord()) {}
      return this;
    }
  }

  /** A client that can be cut off from the network. */
  static final class Cuttable {
    final AtomicBoolean cut = new AtomicBoolean();
    final TunnelClientInterface client;

    Cuttable(TunnelClientInterface behind) {
      client =
          (TunnelClientInterface)
              Proxy.newProxyInstance(
                  TunnelClientInterface.class.getClassLoader(),
                  new Class<?>[] {TunnelClientInterface.class},
                  (proxy, method, arguments) -> {
                    if (cut.get()) {
                      throw new ClientException("cut off");
                    }
                    try {
                      return method.invoke(behind, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
    }
  }
}
