/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.bench.process.Workspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How GoTable's benchmark is found, asked and understood; a script stands in for it. */
final class GoTableBenchTest {
  @TempDir private Path directory;

  private Path script(String... lines) throws IOException {
    Path script = directory.resolve(GoTableBench.PROGRAM);
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Map<KlistTest, Double> run(Path program, List<KlistTest> tests) {
    try (Workspace workspace = new Workspace(directory, false)) {
      return new GoTableBench(program, workspace, 100, 10, 10, 8)
          .run("us", "127.0.0.1:6688", tests, 2000, 300);
    }
  }

  @Test
  void resultsAreToldFromProgress() {
    assertThat(
            GoTableBench.parse(
                "SET        :  10000 requests\rSET        :  136954.7 op/s\n"
                    + "SCAN 10    :    1000\rSCAN 10    :  115589.9 op/s\n"
                    + "ZMGET 10   :   30300.0 op/s\nOTHER      :  1.0 op/s\n"))
        .isEqualTo(
            Map.of(KlistTest.SET, 136_954.7, KlistTest.SCAN, 115_589.9, KlistTest.ZMGET, 30_300.0));
  }

  @Test
  void itIsAskedForTheSameLoad() throws IOException {
    Path arguments = directory.resolve("arguments");
    Path program =
        script(
            "echo \"$*\" >> " + arguments,
            "case \"$*\" in *-t\\ set,get*) echo 'SET : 1.5 op/s'; echo 'GET : 2.5 op/s';;",
            "*) echo 'MGET 10 : 3.5 op/s';; esac");
    assertThat(run(program, List.of(KlistTest.SET, KlistTest.GET, KlistTest.MGET)))
        .isEqualTo(Map.of(KlistTest.SET, 1.5, KlistTest.GET, 2.5, KlistTest.MGET, 3.5));
    assertThat(Files.readAllLines(arguments))
        .containsExactly(
            "-h 127.0.0.1:6688 -t set,get -n 2000 -c 100 -pool 10 -range 10 -d 8",
            "-h 127.0.0.1:6688 -t mget -n 300 -c 100 -pool 10 -range 10 -d 8");
  }

  @Test
  void failuresAreNotTakenForResults() throws IOException {
    List<KlistTest> set = List.of(KlistTest.SET);
    Path failing = script("echo 'SET : 1.5 op/s'", "exit 1");
    assertThatThrownBy(() -> run(failing, set)).hasMessageContaining("has failed");
    Path complaining = script("echo 'Set failed: EOF'", "echo 'SET : 1.5 op/s'");
    assertThatThrownBy(() -> run(complaining, set)).hasMessageContaining("Set failed: EOF");
    Path silent = script("echo done");
    assertThatThrownBy(() -> run(silent, set)).hasMessageContaining("has told nothing");
  }

  @Test
  void programsAreLookedForOnThePath() throws IOException {
    Path program = script("exit 0");
    String path = "/nowhere" + File.pathSeparator + File.pathSeparator + directory;
    assertThat(GoTablePrograms.onPath(GoTableBench.PROGRAM, path)).isEqualTo(program);
    assertThat(GoTablePrograms.onPath("gotable-server", path)).isNull();
    assertThat(GoTablePrograms.onPath("gotable-server", null)).isNull();
  }
}
