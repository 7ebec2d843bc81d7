/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.TestTable.covering;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Indexes built on a full table while many clients change its rows. */
class IndexBuildE2eTest {
  private static final int ROWS = 3_000;

  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured("engine: {index-build-rows-per-second: 6000}");

  private final SyncClient client = server.client();
  private final TestTable table =
      TestTable.make(client)
          .key("pk", STRING)
          .key("n", INTEGER)
          .defined("s", DefinedColumnType.STRING)
          .defined("i", DefinedColumnType.INTEGER)
          .create();

  private static PrimaryKey at(int row) {
    return key("pk", "p" + row % 20, "n", row);
  }

  private void fill() {
    for (int from = 0; from < ROWS; from += 200) {
      List<TestTable.Write> writes = new ArrayList<>();
      for (int i = from; i < from + 200; i++) {
        writes.add(table.putting(at(i), cell("s", "s" + i % 50), cell("i", i % 7)));
      }
      assertThat(table.batchWrite(writes.toArray(TestTable.Write[]::new)).isAllSucceed()).isTrue();
    }
  }

  /** Blind writes, writes that look, batches: some will have begun before the index was known. */
  private void change(Random random) {
    PrimaryKey row = at(random.nextInt(ROWS + 200));
    switch (random.nextInt(6)) {
      case 0 -> table.delete(row);
      case 1 -> table.updating(row).put(cell("s", "u" + random.nextInt(9))).run();
      case 2 -> table.updating(row).increment("i", 1).run();
      case 3 -> table.updating(row).put(cell("i", 1)).remove("s").run();
      case 4 -> {
        int first = random.nextInt(ROWS);
        table.batchWrite(
            table.putting(at(first), cell("s", "b"), cell("i", random.nextInt(9))),
            table.deleting(at(first + 1)),
            table.updating(at(first + 2)).put(cell("s", "b")));
      }
      default -> table.put(row, cell("s", "p" + random.nextInt(9)), cell("i", random.nextInt(9)));
    }
  }

  @Test
  void whateverIsWrittenMeanwhileTheIndexEndsUpRight() throws Exception {
    fill();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        running.add(
            writers.submit(
                () -> {
                  while (!stop.get()) {
                    change(random);
                    written.incrementAndGet();
                  }
                }));
      }
      String name = table.name();
      table.createIndex(covering(globalIndex(name + "_1", "s"), "i"), true);
      table.createIndex(covering(localIndex(name + "_2", "pk", "i"), "s"), true);
      table.createIndex(globalIndex(name + "_3", "n"), true);
      IndexOracle.awaitBuilt(client, name);
      table.deleteIndex(name + "_1");
      table.createIndex(covering(globalIndex(name + "_1", "i", "s")), true);
      IndexOracle.awaitBuilt(client, name);
      stop.set(true);
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      stop.set(true);
      writers.shutdown();
    }
    assertThat(written).hasValueGreaterThan(100);
    IndexOracle.assertIndexesHoldWhatTheRowsSay(client, table.name());
  }
}
