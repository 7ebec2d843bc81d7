/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Machine;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a search index costs, in parts. */
@Command(
    name = "search",
    description =
        "Search indexes: lists of words that nearly every row has, deep pages and scans, queries"
            + " against Lucene on the same files, writes with an index against writes without.",
    sortOptions = false)
public final class SearchCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(
      names = "--part",
      split = ",",
      description = "Which parts: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--docs",
      description = "Small rows for lists, pages and scans (default: ${DEFAULT-VALUE}).")
  private int docs = 10_000_000;

  @Option(
      names = "--orders",
      description = "Orders with ten fields, for everything else (default: ${DEFAULT-VALUE}).")
  private int orders = 1_000_000;

  @Option(
      names = "--rounds",
      description = "Measured turns of each question (default: ${DEFAULT-VALUE}).")
  private int rounds = 200;

  @Option(
      names = "--pages",
      description = "How far the walk by token goes (default: ${DEFAULT-VALUE}).")
  private int pages = 10_000;

  @Option(
      names = "--write-rounds",
      description =
          "How often writes with and without index take turns (default:" + " ${DEFAULT-VALUE}).")
  private int writeRounds = 3;

  @Option(names = "--clients", description = "Concurrent writers (default: ${DEFAULT-VALUE}).")
  private int clients = 64;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long writes run unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 30;

  @Option(
      names = "--seconds",
      description = "How long writes are measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--rate",
      description = "Writes a second while freshness is measured (default: ${DEFAULT-VALUE}).")
  private int rate = 2000;

  @Override
  public Integer call() throws Exception {
    System.out.println("Machine: " + Machine.current());
    try (Workspace workspace = common.workspace()) {
      if (parts.contains(Part.TERMS) || parts.contains(Part.PAGING)) {
        scattered(workspace);
      }
      if (parts.contains(Part.LUCENE)) {
        lucene(workspace);
      }
      if (parts.contains(Part.WRITES)) {
        new WritesPart(workspace, writeRounds, clients, warmUpSeconds, seconds, rate).run();
      }
      if (parts.contains(Part.OPENSEARCH)) {
        new OpenSearchPart(workspace, orders, rounds).run();
      }
    }
    return 0;
  }

  private void scattered(Workspace workspace) throws Exception {
    ScatteredRows rows = new ScatteredRows(docs);
    try (LoadedIndex loaded =
        LoadedIndex.load(
            workspace, "scattered", ScatteredRows.KEY, ScatteredRows.SCHEMA, docs, rows::row)) {
      if (parts.contains(Part.TERMS)) {
        new TermsPart(loaded, rows, rounds).run();
      }
      if (parts.contains(Part.PAGING)) {
        new PagingPart(loaded, docs, pages).run();
      }
    }
  }

  private void lucene(Workspace workspace) throws Exception {
    OrderRows rows = new OrderRows(orders);
    try (LoadedIndex loaded =
        LoadedIndex.load(workspace, "orders", OrderRows.KEY, OrderRows.SCHEMA, orders, rows::row)) {
      new LucenePart(loaded, rounds).run();
    }
  }
}
