/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.bench.report.Scores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The search benchmark in small; each part checks the answers it times. */
class SearchCommandTest {
  @TempDir Path directory;

  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  private static String printed(Action action) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(console);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void ourAnswersAreLucenesAndEveryFigureIsPrinted() throws Exception {
    int[] exitCode = new int[1];
    String output =
        printed(
            () ->
                exitCode[0] =
                    new CommandLine(new SearchCommand())
                        .execute(
                            "--part",
                            "terms,paging,lucene",
                            "--docs",
                            "20000",
                            "--pages",
                            "40",
                            "--orders",
                            "3000",
                            "--rounds",
                            "2",
                            "--work",
                            directory.toString()));
    assertThat(exitCode[0]).isZero();
    assertThat(output)
        .contains("| 1,000 of KEYWORD |", "| 10 of LONG ", "| by a LONG ", "| 1 slices ");
    for (Question question : Question.all()) {
      assertThat(output).contains("| " + question.name() + " ");
    }
  }

  @Test
  void writesAreTakenInByTheIndex() throws Exception {
    String output =
        printed(
            () ->
                WriteRun.main(
                    new String[] {
                      "directory=" + directory,
                      "threads=2",
                      "warmUpSeconds=0",
                      "seconds=1",
                      "index=1",
                      "rate=0"
                    }));
    List<String> lines = output.lines().toList();
    assertThat(Scores.in(lines).get("during")).isNotNegative();
    assertThat(Scores.in(lines).get("alone")).isNotNegative();
  }

  @Test
  void rowsAreFoundSoon() throws Exception {
    String output =
        printed(
            () ->
                WriteRun.main(
                    new String[] {
                      "directory=" + directory,
                      "threads=1",
                      "warmUpSeconds=0",
                      "seconds=2",
                      "index=1",
                      "rate=400"
                    }));
    List<String> lines = output.lines().toList();
    assertThat(Scores.in(lines).get("samples")).isBetween(19.0, 21.0);
    assertThat(Scores.in(lines).get("p50")).isPositive();
  }
}
