/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadRunTest {
  @TempDir Path directory;

  @Test
  void everyRowAndEveryChangeIsRead() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ReadRun.main(new String[] {"directory=" + directory, "changes=2500"});
    } finally {
      System.setOut(out);
    }
    ReadRun.Rates rates =
        ReadRun.Rates.find(printed.toString(StandardCharsets.UTF_8).lines().toList());
    assertThat(rates.range()).isPositive();
    assertThat(rates.stream()).isPositive();
  }

  @Test
  void aProcessThatPrintedNoRatesIsNoticed() {
    assertThatThrownBy(() -> ReadRun.Rates.find(List.of("something")))
        .isInstanceOf(IllegalStateException.class);
  }
}
