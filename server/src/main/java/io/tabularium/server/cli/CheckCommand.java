/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.engine.IndexCheck;
import io.tabularium.search.SearchEngine;
import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.admin.AdminServer;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.storage.Store;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares indexes with their tables: through the server that has the data open, or by itself. */
@Command(
    name = "check",
    description =
        "Proves that indexes hold what their tables say, no less and no more, while the server runs"
            + " or while it does not. Prints what differs, and then exits with 3.",
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  /** Unlike a failure to check. */
  static final int DIFFERENT = 3;

  @Mixin private ExistingData data;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table whose indexes are checked (default: every table).")
  private String table;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "The instance to look in (default: every instance).")
  private String instance;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = data.directory();
    long differences;
    ServerSettings settings = data.settings();
    try (Closeable lock = directory.lock();
        Store store = directory.openStore(settings);
        SearchEngine search = directory.openSearch(settings)) {
      differences = check(store, search);
    } catch (DataDirectory.LockedException e) {
      String last =
          RunningServer.of(directory, e)
              .post("/check" + query(), AdminServer.CHECK_DONE, AdminServer.CHECK_FAILED);
      differences = Long.parseLong(last.substring(AdminServer.CHECK_DONE.length()));
    }
    System.out.println(
        differences == 0
            ? "Every index holds what its table says."
            : "Differences found: " + differences + ".");
    return differences == 0 ? 0 : DIFFERENT;
  }

  private long check(Store store, SearchEngine search) {
    IndexCheck.Result result =
        IndexCheck.offline(store, search, instance, table, System.out::println);
    if (result.tables() == 0 && table != null) {
      throw new StartupException("There is no table " + table + ".", null);
    }
    return result.differences();
  }

  private String query() {
    List<String> parts = new ArrayList<>();
    if (table != null) {
      parts.add("table=" + URLEncoder.encode(table, StandardCharsets.UTF_8));
    }
    if (instance != null) {
      parts.add("instance=" + URLEncoder.encode(instance, StandardCharsets.UTF_8));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}
