/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.growth;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthRunTest {
  @TempDir Path directory;

  private void run(String task, int records) throws Exception {
    GrowthRun.main(
        new String[] {
          "task=" + task,
          "directory=" + directory,
          "cacheBytes=8388608",
          "records=" + records,
          "warmUpSeconds=0",
          "seconds=1"
        });
  }

  @Test
  void readsFindEveryRowThatWasLoaded() throws Exception {
    run("load", 500);
    assertThatCode(() -> run("get", 500)).doesNotThrowAnyException();
    assertThatThrownBy(() -> run("get", 50_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("row missing");
  }

  @Test
  void pagesOfAWideRowAreFound() throws Exception {
    run("wide-load", 3000);
    assertThatCode(() -> run("wide-get", 3000)).doesNotThrowAnyException();
  }
}
