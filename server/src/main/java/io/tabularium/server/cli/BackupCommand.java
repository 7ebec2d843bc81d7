/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.DataDirectory;
import io.tabularium.server.admin.AdminServer;
import io.tabularium.storage.Store;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies a data directory: through the server that has it open, or by opening it. */
@Command(
    name = "backup",
    description =
        "Copies the data while the server runs, or while it does not. A directory that holds an"
            + " earlier backup of the same data is brought up to date.",
    sortOptions = false)
final class BackupCommand implements Callable<Integer> {
  @Mixin private ExistingData data;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where the backup goes: missing, empty, or an earlier backup.")
  private Path to;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = data.directory();
    try (Closeable lock = directory.lock();
        Store store = directory.openStore(data.settings())) {
      store.backup(to.toAbsolutePath().normalize(), System.out::println);
      return 0;
    } catch (DataDirectory.LockedException e) {
      String target =
          URLEncoder.encode(to.toAbsolutePath().normalize().toString(), StandardCharsets.UTF_8);
      var unused =
          RunningServer.of(directory, e)
              .post("/backup?to=" + target, AdminServer.BACKUP_DONE, AdminServer.BACKUP_FAILED);
      return 0;
    }
  }
}
