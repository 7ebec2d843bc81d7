/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where the server is, as options of a command. */
public final class ServerOptions {
  private static final int CONNECT_MILLIS = 3_000;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where the server listens (default: ${DEFAULT-VALUE}).")
  private String endpoint = "http://127.0.0.1:8280";

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "The instance the table is made in (default: ${DEFAULT-VALUE}).")
  private String instance = "examples";

  @Option(
      names = "--access-key",
      paramLabel = "ID:SECRET",
      description = "Who asks (default: ${DEFAULT-VALUE}, who may do everything on a new server).")
  private String accessKey = "tabularium:tabularium";

  /**
   * A client of the server; the caller shuts it down.
   *
   * @throws ExampleException if the options make no sense, or nobody listens
   */
  SyncClient connect() {
    int colon = accessKey.indexOf(':');
    if (colon < 1 || colon == accessKey.length() - 1) {
      throw new ExampleException("--access-key must be ID:SECRET.");
    }
    URI uri = uri();
    // The client would try again and again; asking once tells at once.
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port(uri)), CONNECT_MILLIS);
    } catch (IOException e) {
      throw new ExampleException(
          "No server answers at " + endpoint + ". Start one with: ./tabularium server");
    }
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setIoThreadCount(1);
    return new SyncClient(
        endpoint,
        accessKey.substring(0, colon),
        accessKey.substring(colon + 1),
        instance,
        configuration);
  }

  private URI uri() {
    try {
      URI uri = URI.create(endpoint);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ExampleException("--endpoint must be a URL such as http://127.0.0.1:8280.");
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 80;
  }
}
