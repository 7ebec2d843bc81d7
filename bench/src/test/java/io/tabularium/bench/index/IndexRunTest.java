/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index benchmark in small, against the real engine. */
class IndexRunTest {
  @TempDir Path directory;

  @Test
  void everyFigureIsPrinted() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      IndexRun.main(
          new String[] {
            "directory=" + directory,
            "rows=2000",
            "cacheBytes=" + (16 << 20),
            "writeBufferBytes=" + (16 << 20),
            "rounds=1",
            "seconds=1",
            "threads=2",
            "lagRate=200"
          });
    } finally {
      System.setOut(console);
    }
    List<String> names =
        output
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("SCORE "))
            .map(line -> line.split(" ")[1])
            .toList();
    assertThat(names)
        .containsExactly(
            "put/none",
            "put/both",
            "lag/rate",
            "lag/late",
            "lag/p50",
            "lag/p99",
            "build/scan",
            "build/global");
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("SCORE lag/late 0.0");
  }
}
