/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.ReturnType;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import io.tabularium.server.e2e.LinearizabilityChecker.Operation;
import io.tabularium.server.e2e.LinearizabilityChecker.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients at once on few rows: reads, puts, deletions, conditional updates, creations and
 * increments must look as if done one after the other, row by row.
 */
class LinearizabilityTest {
  private static final int ROUNDS = 8;
  private static final int CLIENTS = 6;
  private static final int ROWS = 2;
  private static final int OPERATIONS = 60;

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable oneVersion;
  private static TestTable manyVersions;

  /** What the rows look like beside the column under test. */
  enum Shape {
    /** A small row of one version: what fits a blind write stays one. */
    SMALL,
    /** Every write leaves a version behind. */
    VERSIONED,
    /** So large that it is kept in pages. */
    LARGE
  }

  @BeforeAll
  static void makeTables() {
    oneVersion = TestTable.simple(server.strictClient());
    manyVersions = TestTable.versioned(server.strictClient(), 5);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void everyRowIsAnAtomicVariable(Shape shape) throws Exception {
    long seed = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      String partition = shape + "-" + round + "-" + seed;
      List<List<Operation>> byClientAndRow = new ArrayList<>();
      for (int i = 0; i < CLIENTS * ROWS; i++) {
        byClientAndRow.add(new ArrayList<>());
      }
      long roundSeed = seed + round;
      Parallel.run(
          CLIENTS,
          client -> {
            Random random = new Random(roundSeed * CLIENTS + client);
            Long[] lastSeen = new Long[ROWS];
            for (int i = 0; i < OPERATIONS; i++) {
              int row = random.nextInt(ROWS);
              Client one = new Client(shape, key("pk", partition, "n", row), random);
              Operation done = one.act(lastSeen[row], client * 1000L + i);
              lastSeen[row] = one.seen;
              byClientAndRow.get(client * ROWS + row).add(done);
            }
          });
      for (int row = 0; row < ROWS; row++) {
        List<Operation> history = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          history.addAll(byClientAndRow.get(client * ROWS + row));
        }
        assertThat(LinearizabilityChecker.isLinearizable(history))
            .as("row %d of round %d, seed %d:%n%s", row, round, roundSeed, show(history))
            .isTrue();
      }
    }
  }

  private static String show(List<Operation> history) {
    return history.stream()
        .sorted(Comparator.comparingLong(Operation::called))
        .map(done -> done.called() + ".." + done.returned() + " " + done.what())
        .collect(Collectors.joining("\n"));
  }

  /** One operation of one client on one row. */
  private static final class Client {
    private final Shape shape;
    private final TestTable table;
    private final PrimaryKey key;
    private final Random random;
    private Long seen;

    Client(Shape shape, PrimaryKey key, Random random) {
      this.shape = shape;
      this.table = shape == Shape.SMALL ? oneVersion : manyVersions;
      this.key = key;
      this.random = random;
    }

    /**
     * Does something.
     *
     * @param lastSeen what this client believes the row to hold
     * @param fresh a value nobody else writes
     */
    Operation act(Long lastSeen, long fresh) {
      seen = lastSeen;
      int choice = random.nextInt(100);
      if (choice < 30) {
        return run(
            "read",
            () -> {
              seen = read();
              return LinearizabilityChecker.read(seen);
            },
            state -> new LinearizabilityChecker.Next(state));
      }
      if (choice < 50) {
        Step write = LinearizabilityChecker.write(fresh);
        return run(
            "write " + fresh,
            () -> {
              if (choice < 40) {
                table.put(key, cell("c", fresh), ballast());
              } else {
                table.updating(key).put(cell("c", fresh)).run();
              }
              seen = fresh;
              return write;
            },
            write);
      }
      if (choice < 55) {
        Step write = LinearizabilityChecker.write(null);
        return run(
            "delete",
            () -> {
              table.delete(key);
              seen = null;
              return write;
            },
            write);
      }
      if (choice < 65) {
        return run(
            "create " + fresh,
            () ->
                LinearizabilityChecker.create(
                    fresh,
                    holds(table.putting(key, cell("c", fresh), ballast()).when(EXPECT_NOT_EXIST))),
            LinearizabilityChecker.create(fresh, null));
      }
      if (choice < 85) {
        long expected = lastSeen == null ? 0 : lastSeen;
        return run(
            expected + " -> " + fresh,
            () -> {
              boolean swapped =
                  holds(table.updating(key).put(cell("c", fresh)).when(equal(expected)));
              if (swapped) {
                seen = fresh;
              }
              return LinearizabilityChecker.compareAndSet(expected, fresh, swapped);
            },
            LinearizabilityChecker.compareAndSet(expected, fresh, null));
      }
      return run(
          "+7",
          () -> {
            seen = increment();
            return LinearizabilityChecker.increment(7, seen);
          },
          LinearizabilityChecker.increment(7, null));
    }

    /**
     * Does it and notes when.
     *
     * @param unanswered its meaning if the SDK loses the answer
     */
    private Operation run(String what, Supplier<Step> act, Step unanswered) {
      long called = System.nanoTime();
      try {
        Step step = act.get();
        return new Operation(called, System.nanoTime(), what + " = " + seen, step);
      } catch (ClientException e) {
        if (!SelfInflicted.is(e)) {
          throw e;
        }
        return new Operation(called, Long.MAX_VALUE, what + " = ?", unanswered);
      }
    }

    private static SingleColumnValueCondition equal(long expected) {
      SingleColumnValueCondition condition =
          new SingleColumnValueCondition(
              "c", SingleColumnValueCondition.CompareOperator.EQUAL, Words.value(expected));
      condition.setPassIfMissing(false);
      return condition;
    }

    private long increment() {
      Row row =
          table
              .updating(key)
              .increment("c", 7)
              .returning(ReturnType.RT_AFTER_MODIFY, "c")
              .run()
              .row();
      return row.getLatestColumn("c").getValue().asLong();
    }

    private com.alicloud.openservices.tablestore.model.Column ballast() {
      return cell("ballast", new byte[shape == Shape.LARGE ? 100_000 : 10]);
    }

    private Long read() {
      TestTable.Read read = table.reading(key);
      Row row = random.nextBoolean() ? read.columns("c", "n").row() : read.row();
      return row == null ? null : (Long) row.getLatestColumn("c").getValue().asLong();
    }

    private static boolean holds(TestTable.Write write) {
      try {
        write.run();
        return true;
      } catch (TableStoreException e) {
        assertThat(e.getErrorCode()).isEqualTo("OTSConditionCheckFail");
        return false;
      }
    }
  }
}
