/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.engine.Partitioning;
import io.tabularium.model.ServiceException;
import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.admin.AdminServer;
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

/** Shows, merges and splits partitions: through the server that has the data open, or by itself. */
@Command(
    name = "partitions",
    description =
        "Shows a table's partitions, and merges and splits them first if asked to, while the server"
            + " runs or while it does not. Each partition has a shard of its own in the table's"
            + " stream, so more partitions let more consumers share it. No row is moved.",
    sortOptions = false)
final class PartitionsCommand implements Callable<Integer> {
  @Mixin private ExistingData data;

  @Option(names = "--table", paramLabel = "NAME", required = true, description = "The table.")
  private String table;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "The table's instance (default: the only one that has such a table).")
  private String instance;

  @Option(
      names = "--merge-at",
      paramLabel = "VALUE",
      description =
          "Makes one partition of the two that meet at this value of the partition key; a binary"
              + " value in hexadecimal digits. May be given several times.")
  private List<String> mergeAt = new ArrayList<>();

  @Option(
      names = "--split-at",
      paramLabel = "VALUE",
      description =
          "Splits the partition that has this value of the partition key, in front of it. May be"
              + " given several times.")
  private List<String> splitAt = new ArrayList<>();

  @Option(
      names = "--parts",
      paramLabel = "NUMBER",
      description = "Splits the table so that it has this many parts of about equal size.")
  private int parts;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = data.directory();
    Partitioning.Request request =
        new Partitioning.Request(instance, table, mergeAt, splitAt, parts);
    try (Closeable lock = directory.lock();
        Store store = directory.openStore(data.settings())) {
      Partitioning.offline(store, request, System.out::println);
    } catch (ServiceException | IllegalArgumentException e) {
      throw new StartupException(e.getMessage(), e);
    } catch (DataDirectory.LockedException e) {
      RunningServer.of(directory, e)
          .post(
              "/partitions?" + query(), AdminServer.PARTITIONS_DONE, AdminServer.PARTITIONS_FAILED);
    }
    return 0;
  }

  private String query() {
    List<String> query = new ArrayList<>();
    query.add(part("table", table));
    if (instance != null) {
      query.add(part("instance", instance));
    }
    mergeAt.forEach(value -> query.add(part("merge", value)));
    splitAt.forEach(value -> query.add(part("split", value)));
    if (parts != 0) {
      query.add(part("parts", Integer.toString(parts)));
    }
    return String.join("&", query);
  }

  private static String part(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
