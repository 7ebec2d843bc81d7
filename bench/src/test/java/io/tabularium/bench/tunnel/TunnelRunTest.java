/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.bench.engine.EngineFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelRunTest {
  @TempDir Path directory;

  @Test
  void bothWaysReadEveryRow() {
    try (EngineFixture fixture =
        new EngineFixture(
            EngineFixture.config(directory, EngineFixture.PERIODIC, 8 << 20, 8 << 20))) {
      TunnelRun run = new TunnelRun(fixture, 12_345);
      run.load();
      for (boolean changes : new boolean[] {true, false}) {
        run.choose(changes);
        assertThat(run.readRange()).isPositive();
        assertThat(run.readTunnel()).isPositive();
      }
    }
  }
}
