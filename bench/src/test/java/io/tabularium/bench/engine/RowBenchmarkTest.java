/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.RowChange;
import io.tabularium.storage.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.infra.Blackhole;

/** Each measured operation does what it says; how fast is not for a test. */
class RowBenchmarkTest {
  private static final int ROWS = 300;

  @Test
  void bothSidesWorkOnTheSameRows(@TempDir Path directory) throws Exception {
    StoreConfig rawConfig =
        EngineFixture.config(
            Files.createDirectory(directory.resolve("raw")),
            EngineFixture.PERIODIC,
            8L << 20,
            8L << 20);
    StoreConfig ourConfig =
        EngineFixture.config(directory.resolve("ours"), EngineFixture.PERIODIC, 8L << 20, 8L << 20);
    Dataset data = new Dataset(ROWS);
    try (RawRows raw = new RawRows(rawConfig);
        EngineFixture ours = new EngineFixture(ourConfig)) {
      for (int i = 0; i < ROWS; i++) {
        raw.put(data.key(i), data.rawRow(i));
      }
      ours.load(RowBenchmark.TABLE, ROWS, i -> RowChange.put(data.primaryKey(i), data.row(i)));
      RowBenchmark.both = new RowBenchmark.Both(data, raw, ours);
      RowBenchmark.Worker worker = new RowBenchmark.Worker();
      RowBenchmark benchmark = new RowBenchmark();
      Blackhole blackhole =
          new Blackhole(
              "Today's password is swordfish. I understand instantiating Blackholes directly is"
                  + " dangerous.");

      assertThat(benchmark.rawGet(worker)).isEqualTo(data.rawRow(0).length);
      assertThat(benchmark.engineGet(worker, blackhole).consumed().readUnits()).isPositive();
      assertThat(benchmark.engineGetEncoded(worker)).isGreaterThan(data.rawRow(0).length);
      assertThat(benchmark.rawRange(worker)).isGreaterThan(data.rawRow(0).length);
      assertThat(benchmark.engineRangeEncoded(worker)).isGreaterThan(data.rawRow(0).length);
      benchmark.rawPut(worker);
      assertThat(benchmark.enginePut(worker).consumed().writeUnits()).isPositive();
      assertThat(benchmark.engineUpdate(worker).consumed().writeUnits()).isPositive();
    } finally {
      RowBenchmark.both = null;
    }
  }
}
