/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.admin.AdminServer;
import io.tabularium.server.config.Keys;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.storage.Store;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a data directory: through the server that has it open, or by opening it. */
@Command(
    name = "backup",
    description =
        "Copies the data while the server runs, or while it does not. A directory that holds an"
            + " earlier backup of the same data is brought up to date.",
    sortOptions = false)
final class BackupCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's data directory (default: ./tabularium-data).")
  private Path data = Keys.DATA.defaultValue();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where the backup goes: missing, empty, or an earlier backup.")
  private Path to;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = new DataDirectory(data);
    if (!Files.isDirectory(directory.store())) {
      throw new StartupException("There is no Tabularium data in " + data + ".", null);
    }
    try (Closeable lock = directory.lock();
        Store store = directory.openStore(ServerSettings.defaults().withData(data))) {
      store.backup(to.toAbsolutePath().normalize(), System.out::println);
      return 0;
    } catch (DataDirectory.LockedException e) {
      return throughServer(directory, e);
    }
  }

  private int throughServer(DataDirectory directory, DataDirectory.LockedException locked)
      throws InterruptedException {
    DataDirectory.Administration admin =
        directory
            .admin()
            .orElseThrow(
                () ->
                    new StartupException(
                        locked.getMessage() + " Is it just starting? Try again.", locked));
    String target =
        URLEncoder.encode(to.toAbsolutePath().normalize().toString(), StandardCharsets.UTF_8);
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<Stream<String>> response =
          client.send(
              HttpRequest.newBuilder(URI.create(admin.address() + "/backup?to=" + target))
                  .header("Authorization", AdminServer.authorization(admin.token()))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        return follow(response.statusCode(), lines.iterator(), admin.address());
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StartupException(
          "The server that uses " + data + " could not be reached at " + admin.address() + ".", e);
    }
  }

  /** Passes progress on; the last line says how it ended. */
  private static int follow(int status, Iterator<String> lines, String admin) {
    String last = "";
    while (lines.hasNext()) {
      last = lines.next();
      if (status == 200
          && !last.equals(AdminServer.BACKUP_DONE)
          && !last.startsWith(AdminServer.BACKUP_FAILED)) {
        System.out.println(last);
      }
    }
    if (status == 200 && last.equals(AdminServer.BACKUP_DONE)) {
      return 0;
    }
    if (last.startsWith(AdminServer.BACKUP_FAILED)) {
      throw new StartupException(last.substring(AdminServer.BACKUP_FAILED.length()), null);
    }
    throw new StartupException(
        status == 200
            ? "The server at " + admin + " stopped before the backup was complete."
            : "The server at " + admin + " refused: " + last + ".",
        null);
  }
}
