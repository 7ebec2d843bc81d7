/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.aggregation;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.query.MatchAllQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Aggregations over all rows of an index against Lucene that only visits them. */
@Command(
    name = "aggregation",
    description =
        "Aggregations and group-bys over all rows of a search index, against Lucene visiting as many"
            + " documents one by one; both sides in one JVM, in turns.",
    sortOptions = false)
public final class AggregationCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--rows", description = "Rows (default: ${DEFAULT-VALUE}).")
  private int rows = 1_000_000;

  @Option(names = "--rounds", description = "Measured turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 15;

  @Option(names = "--warm-up", description = "Turns before (default: ${DEFAULT-VALUE}).")
  private int warmUp = 10;

  @Override
  public Integer call() throws IOException {
    System.out.println("Machine: " + Machine.current());
    SearchProvider provider = ServiceLoader.load(SearchProvider.class).findFirst().orElseThrow();
    try (Workspace workspace = common.workspace();
        VisitedIndex visited = new VisitedIndex(workspace.directory("visited"), rows);
        SearchEngine engine =
            provider.open(
                new SearchConfig(
                    workspace.directory("index"), Duration.ofSeconds(1), 256L << 20, 4))) {
      SearchIndex index = AlbumRows.load(engine, rows);
      System.out.print(compare(visited, index).render());
    }
    return 0;
  }

  private RatioTable compare(VisitedIndex visited, SearchIndex index) throws IOException {
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT, "Aggregations over %,d rows, milliseconds of the median turn", rows),
            "Lucene, visits only",
            "aggregation");
    Map<String, List<Double>> reference = new LinkedHashMap<>();
    Map<String, List<Double>> ours = new LinkedHashMap<>();
    for (int round = -warmUp; round < rounds; round++) {
      for (Map.Entry<String, Aggregations> question : AlbumRows.questions().entrySet()) {
        long start = System.nanoTime();
        if (visited.visit() != rows) {
          throw new IllegalStateException("documents missing");
        }
        long between = System.nanoTime();
        ask(index, question.getValue());
        long end = System.nanoTime();
        if (round >= 0) {
          add(reference, question.getKey(), between - start);
          add(ours, question.getKey(), end - between);
        }
      }
    }
    ours.forEach(
        (what, times) ->
            table.add(what, median(reference.get(what)), median(times), "ms", Target.NONE));
    return table;
  }

  private static void ask(SearchIndex index, Aggregations question) {
    int groups =
        index
            .search(
                SearchRequest.of(MatchAllQuery.INSTANCE)
                    .limit(0)
                    .aggregations(question)
                    .timeout(Duration.ofMinutes(1))
                    .build())
            .aggregations()
            .groups()
            .size();
    if (groups != question.groups().size()) {
      throw new IllegalStateException("answers missing");
    }
  }

  private static void add(Map<String, List<Double>> times, String what, long nanos) {
    times.computeIfAbsent(what, w -> new ArrayList<>()).add(nanos / 1e6);
  }

  private static double median(List<Double> times) {
    double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
  }
}
