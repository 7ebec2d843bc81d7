/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.testkit;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.Server;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.AdminSettings;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.StorageSettings;
import io.tabularium.wire.tablestore.Development;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The real server in this process, on free ports, in development mode unless told otherwise. Its
 * data goes with it if it was started without a directory.
 */
public final class TestServer implements AutoCloseable {
  /** The access key id that works in development mode, and its secret. */
  public static final String KEY = Development.KEY;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Server server;
  private final Path temporary;

  private TestServer(Server server, Path temporary) {
    this.server = server;
    this.temporary = temporary;
  }

  /** A server with data of its own. */
  public static TestServer start() {
    return start(UnaryOperator.identity());
  }

  /** A server over a directory that outlives it. */
  public static TestServer start(Path data) {
    return start(data, UnaryOperator.identity(), Clock.systemUTC());
  }

  /** A server with data of its own and other settings; ports and data are chosen before. */
  public static TestServer start(UnaryOperator<ServerSettings> change) {
    return start(null, change, Clock.systemUTC());
  }

  /** A server with data of its own that goes by another clock. */
  public static TestServer start(Clock clock) {
    return start(null, UnaryOperator.identity(), clock);
  }

  /** A server with data of its own and this configuration file; ports are chosen after reading. */
  public static TestServer configured(String yaml) {
    try {
      Path file = Files.createTempFile("tabularium", ".yaml");
      try {
        Files.writeString(file, yaml);
        ServerSettings read = ServerSettings.read(file);
        return start(
            chosen ->
                read.withData(chosen.data())
                    .withListen(chosen.listen())
                    .withAdmin(chosen.admin())
                    .withStorage(chosen.storage()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A server with everything chosen.
   *
   * @param data its directory, or {@code null} for one that is deleted in the end
   * @param change makes its settings from those for tests
   * @param clock its clock
   */
  public static TestServer start(Path data, UnaryOperator<ServerSettings> change, Clock clock) {
    Path temporary = data == null ? temporaryDirectory() : null;
    ServerSettings settings =
        ServerSettings.defaults()
            .withData(data == null ? temporary : data)
            .withListen(new Address("127.0.0.1", 0))
            .withAdmin(new AdminSettings(new Address("127.0.0.1", 0), false))
            .withStorage(new StorageSettings("rocksdb", 32L << 20, 32L << 20));
    return new TestServer(Server.start(change.apply(settings), clock), temporary);
  }

  /** The endpoint for clients. */
  public String endpoint() {
    return server.endpoint();
  }

  /** The address of the administration listener. */
  public String admin() {
    return server.adminEndpoint();
  }

  /** The data directory. */
  public Path data() {
    return server.settings().data();
  }

  /** The server itself. */
  public Server server() {
    return server;
  }

  /** A client with the development key; the caller shuts it down. */
  public SyncClient client(String instance) {
    return new SyncClient(endpoint(), KEY, KEY, instance);
  }

  /** The body of an administration page. */
  public String get(String path) {
    return send(HttpRequest.newBuilder(URI.create(admin() + path)).build()).body();
  }

  /** The answer to an administration request. */
  public static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    if (temporary != null) {
      deleteTree(temporary);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("tabularium-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
