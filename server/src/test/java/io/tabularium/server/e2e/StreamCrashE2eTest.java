/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RowExistenceExpectation;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many writers of the same few rows, a reader of each stream, and a server that is killed in the
 * middle, again and again. In the end whoever followed a stream has exactly what the table has.
 */
class StreamCrashE2eTest {
  private static final int CRASHES = 4;
  private static final int WRITERS = 4;
  private static final int VERSIONS = 2;

  /** Written blindly where possible; and with local transactions, so never. */
  private static final List<String> TABLES = List.of("plain", "locked");

  @TempDir Path data;

  private final long seed = System.nanoTime();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final List<Follower> followers = new ArrayList<>();

  /** Reads one shard on and on. One thread at a time. */
  private static final class Follower {
    final StreamReader reader;
    final Replica replica;
    long last;

    Follower(StreamReader reader, Replica replica) {
      this.reader = reader;
      this.replica = replica;
    }

    /** Reads to the end; what was read is applied before the next page may fail. */
    void readOn() {
      List<StreamRecord> records;
      do {
        records = reader.page(500).getRecords();
        last = replica.apply(records, last);
      } while (!records.isEmpty());
    }
  }

  @Test
  @Tag("slow")
  void aStreamReplaysToTheTableWhateverHappens() throws Exception {
    for (int crash = 0; crash <= CRASHES; crash++) {
      try (TabulariumProcess process = E2eServer.process(data)) {
        SyncClient client = E2eServer.client(process.endpoint(), "streams");
        if (crash == 0) {
          createTables(client);
        }
        followers.forEach(follower -> follower.reader.connect(client));
        if (crash < CRASHES) {
          writeUntilKilled(process, client, seed + 100L * crash);
        } else {
          compare(client);
        }
      }
    }
    assertThat(acknowledged).hasValueGreaterThan(CRASHES * 200);
  }

  private void createTables(SyncClient client) {
    for (String table : TABLES) {
      TestTable.Maker maker =
          TestTable.make(client)
              .named(table)
              .key("pk", STRING)
              .key("n", INTEGER)
              .maxVersions(VERSIONS);
      if (table.equals("locked")) {
        maker.transactions();
      }
      maker.stream().create();
      followers.add(new Follower(StreamReader.only(client, table), new Replica(VERSIONS)));
    }
  }

  private void compare(SyncClient client) {
    for (int i = 0; i < TABLES.size(); i++) {
      Follower follower = followers.get(i);
      follower.readOn();
      follower.replica.assertSame(
          TestTable.named(client, TABLES.get(i))
              .range(key("pk", INF_MIN, "n", INF_MIN), key("pk", INF_MAX, "n", INF_MAX))
              .maxVersions(VERSIONS)
              .page()
              .getRows());
      assertThat(follower.replica.size()).isPositive();
      // The whole stream from its beginning says the same.
      Replica again = new Replica(VERSIONS);
      again.apply(StreamReader.only(client, TABLES.get(i)).rest(), 0);
      again.assertSame(follower.replica);
    }
  }

  private void writeUntilKilled(TabulariumProcess process, SyncClient client, long round)
      throws Exception {
    int enough = acknowledged.get() + 400 + new Random(round).nextInt(400);
    AtomicBoolean killed = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS + followers.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        Random random = new Random(round + w);
        running.add(pool.submit(() -> writeOn(client, random)));
      }
      for (Follower follower : followers) {
        running.add(
            pool.submit(
                () -> {
                  try {
                    while (!killed.get()) {
                      follower.readOn();
                    }
                  } catch (ClientException expected) {
                    // The server is gone.
                  }
                }));
      }
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .until(() -> acknowledged.get() >= enough || running.stream().anyMatch(Future::isDone));
      process.kill();
      killed.set(true);
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void writeOn(SyncClient client, Random random) {
    try {
      while (true) {
        try {
          writeOnce(client, random);
          acknowledged.incrementAndGet();
        } catch (TableStoreException refused) {
          // A condition that does not hold, or a transaction of another writer.
          assertThat(refused.getErrorCode())
              .isIn("OTSConditionCheckFail", "OTSRowOperationConflict", "OTSSessionNotExist");
        }
      }
    } catch (ClientException expected) {
      // The server is gone; whether it did this last thing is not known.
    }
  }

  private static void writeOnce(SyncClient client, Random random) {
    TestTable table = TestTable.named(client, TABLES.get(random.nextInt(TABLES.size())));
    int choice = random.nextInt(12);
    if (choice < 8) {
      write(table, random).run();
    } else if (choice < 10) {
      TestTable.Write[] writes = new TestTable.Write[1 + random.nextInt(5)];
      int first = random.nextInt(20);
      for (int i = 0; i < writes.length; i++) {
        writes[i] = write(table, random, row((first + i) % 24));
      }
      client.batchWriteRow(TestTable.batch(writes));
    } else if (choice == 10) {
      PrimaryKey first = row(random.nextInt(3));
      BatchWriteRowRequest batch =
          TestTable.batch(
              table.putting(first, cell("c", random.nextInt())), table.deleting(sibling(first)));
      batch.setAtomic(true);
      client.batchWriteRow(batch);
    } else {
      transact(client, random);
    }
  }

  private static void transact(SyncClient client, Random random) {
    TestTable table = TestTable.named(client, "locked");
    PrimaryKey row = row(random.nextInt(24));
    String pk = row.getPrimaryKeyColumn(0).getValue().asString();
    String id =
        client
            .startLocalTransaction(new StartLocalTransactionRequest("locked", key("pk", pk)))
            .getTransactionID();
    write(table, random, row).when(RowExistenceExpectation.IGNORE).in(id).run();
    write(table, random, sibling(row)).when(RowExistenceExpectation.IGNORE).in(id).run();
    if (random.nextInt(4) > 0) {
      client.commitTransaction(new CommitTransactionRequest(id));
    }
  }

  private static PrimaryKey row(int i) {
    return key("pk", "p" + i % 8, "n", i / 8);
  }

  private static PrimaryKey sibling(PrimaryKey row) {
    return key("pk", row.getPrimaryKeyColumn(0).getValue().asString(), "n", 99);
  }

  private static TestTable.Write write(TestTable table, Random random) {
    return write(table, random, row(random.nextInt(24)));
  }

  private static TestTable.Write write(TestTable table, Random random, PrimaryKey row) {
    TestTable.Write write;
    String value = "x".repeat(random.nextInt(20) == 0 ? 100_000 : random.nextInt(50));
    switch (random.nextInt(5)) {
      case 0 -> write = table.putting(row, cell("a", random.nextInt()), cell("c", value));
      case 1 -> write = table.deleting(row);
      case 2 -> write = table.updating(row).put(cell("a", random.nextInt())).remove("b");
      case 3 -> write = table.updating(row).increment("count", 1).put(cell("b", value));
      default -> write = table.updating(row).put(cell("b", value, 5)).removeVersion("c", 5);
    }
    if (random.nextInt(5) == 0) {
      write.when(RowExistenceExpectation.EXPECT_EXIST);
    }
    return write;
  }
}
