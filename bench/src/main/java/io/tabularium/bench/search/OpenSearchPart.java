/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.engine.Settling;
import io.tabularium.bench.process.Home;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.OpenSearchServer;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Our server against OpenSearch: the same orders, the same questions, both over HTTP. */
final class OpenSearchPart {
  private static final Target INDEXING = Target.atLeast(1.5);
  private static final Target ANSWER = Target.atMost(0.7);
  private static final Target DISK = Target.atMost(1.1);
  private static final List<String> HEAP = List.of("-Xms4g", "-Xmx4g");

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final Duration SETTLING = Duration.ofMinutes(5);

  /** Longer than either side waits before it tidies up. */
  private static final Duration QUIET = Duration.ofSeconds(20);

  private static final double BYTES_PER_MB = 1 << 20;

  private final Workspace workspace;
  private final int orders;
  private final int rounds;
  private final OrderRows rows;

  OpenSearchPart(Workspace workspace, int orders, int rounds) {
    this.workspace = workspace;
    this.orders = orders;
    this.rounds = rounds;
    this.rows = new OrderRows(orders);
  }

  void run() throws Exception {
    Path home = Home.find();
    OpenSearchServer.prepare(home, workspace.path("opensearch-build.log"));
    Path theirData = workspace.path("opensearch");
    Path ourData = workspace.path("served");
    try (OpenSearchServer theirServer =
            OpenSearchServer.start(home, theirData, HEAP, workspace.path("opensearch.log"));
        TabulariumServer ourServer =
            TabulariumServer.start(
                ourData, "sync", JvmOptions.SERVER, List.of(), workspace.path("served.log"));
        ServedIndex ours = new ServedIndex(ourServer.endpoint())) {
      OpenSearchIndex theirs = new OpenSearchIndex(theirServer.endpoint());
      theirs.create();
      ours.create();
      RatioTable table =
          new RatioTable(
              String.format(Locale.ROOT, "%,d orders over HTTP", orders), "OpenSearch", "ours");
      double theirRate = theirRate(theirs);
      // What it still has to merge would take processors from us.
      theirs.flush();
      settle(theirData, ourData.resolve("search"));
      table.add("indexing", theirRate, ourRate(ours), "rows/s", INDEXING);
      settle(theirData, ourData.resolve("search"));
      table.add(
          "disk, table included",
          workspace.size(theirData) / BYTES_PER_MB,
          workspace.size(ourData) / BYTES_PER_MB,
          "MB",
          Target.NONE);
      table.add(
          "disk, index",
          workspace.size(theirData) / BYTES_PER_MB,
          workspace.size(ourData.resolve("search")) / BYTES_PER_MB,
          "MB",
          DISK);
      questions(table, theirs, ours);
      System.out.println();
      System.out.print(table.render());
    }
  }

  /** Waits until no files come or go for a while: both sides merge segments in the background. */
  private void settle(Path theirs, Path ours) throws Exception {
    Settling.awaitUnchanged(SETTLING, QUIET, () -> workspace.size(theirs) + workspace.size(ours));
  }

  // ---- taking orders in -------------------------------------------------------------------------

  private double theirRate(OpenSearchIndex theirs) throws Exception {
    try (PreparedRequests requests =
        PreparedRequests.prepare(
            workspace, "OpenSearch", orders, (from, to) -> OpenSearchIndex.bulk(rows, from, to))) {
      long began = System.nanoTime();
      requests.send(theirs::load);
      if (theirs.refresh() != orders) {
        throw new IllegalStateException("OpenSearch lost orders");
      }
      return rate(began);
    }
  }

  private double ourRate(ServedIndex ours) throws Exception {
    try (PreparedRequests requests =
        PreparedRequests.prepare(
            workspace, "Tabularium", orders, (from, to) -> ServedIndex.batch(rows, from, to))) {
      long began = System.nanoTime();
      requests.send(ours::load);
      while (ours.count() < orders) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new IllegalStateException("our index does not get the orders");
        }
        Thread.sleep(50);
      }
      return rate(began);
    }
  }

  private double rate(long began) {
    return orders * 1e9 / (System.nanoTime() - began);
  }

  // ---- asking -----------------------------------------------------------------------------------

  private void questions(RatioTable table, OpenSearchIndex theirs, ServedIndex ours)
      throws Exception {
    SplittableRandom random = new SplittableRandom(13);
    Times times = new Times();
    Progress progress = new Progress("turns", 2L * rounds);
    for (int round = -rounds; round < rounds; round++) {
      if (round == 0) {
        times.clear();
      }
      for (WireQuestion question : WireQuestion.all()) {
        WireQuestion.Both both = question.source().apply(random);
        int[] found = new int[2];
        times.take("theirs " + question.name(), () -> found[0] = theirs.ask(both.theirs()));
        times.take("ours " + question.name(), () -> found[1] = ours.ask(both.ours()));
        if (found[0] != found[1]) {
          throw new IllegalStateException(
              question.name() + ": OpenSearch found " + found[0] + ", we " + found[1]);
        }
      }
      progress.done(round + rounds + 1L);
    }
    for (WireQuestion question : WireQuestion.all()) {
      table.add(
          question.name() + ", p50",
          times.median("theirs " + question.name()),
          times.median("ours " + question.name()),
          "ms",
          ANSWER);
    }
  }
}
