/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.DefaultTableStoreWriter;
import com.alicloud.openservices.tablestore.TableStoreCallback;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentials;
import com.alicloud.openservices.tablestore.model.Condition;
import com.alicloud.openservices.tablestore.model.GetRangeResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowChange;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.writer.RowWriteResult;
import com.alicloud.openservices.tablestore.writer.WriterConfig;
import com.alicloud.openservices.tablestore.writer.WriterResult;
import com.alicloud.openservices.tablestore.writer.enums.BatchRequestType;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bulk loading with the SDK's buffered writer, told row by row what became of each. */
class WriterE2eTest {
  private static final int MILLION = 1_000_000;

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  /** Counts what the writer's callbacks say of each row. */
  private static final class Tally implements TableStoreCallback<RowChange, RowWriteResult> {
    final AtomicIntegerArray completed;
    final AtomicLong failures = new AtomicLong();
    final ConcurrentLinkedQueue<Exception> reasons = new ConcurrentLinkedQueue<>();

    Tally(int rows) {
      completed = new AtomicIntegerArray(rows);
    }

    @Override
    public void onCompleted(RowChange change, RowWriteResult result) {
      completed.incrementAndGet(number(change.getPrimaryKey()));
    }

    @Override
    public void onFailed(RowChange change, Exception e) {
      failures.incrementAndGet();
      if (reasons.size() < 100) {
        reasons.add(e);
      }
    }

    /**
     * Waits for the callbacks of so many rows: the writer is done with flushing before the last of
     * them have run.
     */
    void await(long rows) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> total() + failures.get() >= rows);
    }

    long total() {
      long total = 0;
      for (int i = 0; i < completed.length(); i++) {
        total += completed.get(i);
      }
      return total;
    }
  }

  private static int number(PrimaryKey key) {
    return (int) key.getPrimaryKeyColumn(0).getValue().asLong();
  }

  private static DefaultTableStoreWriter writer(TestTable table, WriterConfig config, Tally tally) {
    ClientConfiguration client = E2eServer.configuration();
    client.setMaxConnections(config.getClientMaxConnections());
    return new DefaultTableStoreWriter(
        server.endpoint(),
        new DefaultCredentials(server.keyId(), server.secret()),
        server.instance(),
        table.name(),
        config,
        client,
        tally);
  }

  private static RowPutChange row(TestTable table, int n) {
    return new RowPutChange(table.name(), key("n", n)).addColumn(cell("c", n * 7L));
  }

  @Test
  @Tag("slow")
  void aMillionRows() throws Exception {
    TestTable table = TestTable.make(server.client()).key("n", INTEGER).create();
    WriterConfig config = new WriterConfig();
    config.setConcurrency(16);
    config.setBufferSize(8192);
    config.setCallbackThreadCount(2);
    Tally tally = new Tally(MILLION);
    DefaultTableStoreWriter writer = writer(table, config, tally);
    try {
      for (int n = 0; n < MILLION; n++) {
        writer.addRowChange(row(table, n));
      }
      writer.flush();
    } finally {
      writer.close();
    }
    tally.await(MILLION);
    assertThat(tally.reasons).isEmpty();
    assertThat(tally.failures).hasValue(0);
    assertThat(tally.total()).isEqualTo(MILLION);
    for (int n = 0; n < MILLION; n++) {
      assertThat(tally.completed.get(n)).as("callbacks of row %d", n).isOne();
    }
    assertThat(writer.getWriterStatistics().getTotalSucceedRowsCount()).isEqualTo(MILLION);

    int readers = 4;
    AtomicLong found = new AtomicLong();
    Parallel.run(
        readers,
        thread -> {
          int part = MILLION / readers;
          found.addAndGet(countInOrder(table, thread * part, (thread + 1) * part));
        });
    assertThat(found).hasValue(MILLION);
  }

  /** Reads the rows of a range and fails unless each number is there once, with its value. */
  private static int countInOrder(TestTable table, int from, int to) {
    int expected = from;
    PrimaryKey next = key("n", from);
    while (next != null) {
      GetRangeResponse page = table.range(next, key("n", to)).page();
      for (Row row : page.getRows()) {
        if (number(row.getPrimaryKey()) != expected
            || row.getColumns().length != 1
            || row.getColumns()[0].getValue().asLong() != expected * 7L) {
          throw new AssertionError("expected row " + expected + ", found " + row);
        }
        expected++;
      }
      next = page.getNextStartPrimaryKey();
    }
    return expected - from;
  }

  @ParameterizedTest
  @EnumSource(BatchRequestType.class)
  void bothKindsOfRequestWork(BatchRequestType type) throws Exception {
    TestTable table = TestTable.make(server.client()).key("n", INTEGER).create();
    WriterConfig config = new WriterConfig();
    config.setBatchRequestType(type);
    Tally tally = new Tally(2000);
    DefaultTableStoreWriter writer = writer(table, config, tally);
    try {
      for (int n = 0; n < 2000; n++) {
        writer.addRowChange(row(table, n));
      }
      writer.flush();
    } finally {
      writer.close();
    }
    tally.await(2000);
    assertThat(tally.reasons).isEmpty();
    assertThat(tally.total()).isEqualTo(2000);
    assertThat(countInOrder(table, 0, 2000)).isEqualTo(2000);
  }

  @Test
  void eachRowThatFailsIsReportedWithItsReason() {
    TestTable table = TestTable.make(server.client()).key("n", INTEGER).create();
    Tally tally = new Tally(300);
    DefaultTableStoreWriter writer = writer(table, new WriterConfig(), tally);
    try {
      for (int n = 0; n < 300; n++) {
        RowPutChange change = row(table, n);
        if (n % 3 == 0) {
          change.setCondition(new Condition(EXPECT_EXIST));
        }
        writer.addRowChange(change);
      }
      writer.flush();
    } finally {
      writer.close();
    }
    tally.await(300);
    assertThat(tally.failures).hasValue(100);
    assertThat(tally.total()).isEqualTo(200);
    assertThat(tally.reasons)
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .isInstanceOfSatisfying(
                        TableStoreException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo("OTSConditionCheckFail")));
    for (int n = 0; n < 300; n++) {
      assertThat(tally.completed.get(n)).isEqualTo(n % 3 == 0 ? 0 : 1);
    }
  }

  @Test
  void futuresTellTheSame() throws Exception {
    TestTable table = TestTable.make(server.client()).key("n", INTEGER).create();
    DefaultTableStoreWriter writer = writer(table, new WriterConfig(), new Tally(10));
    try {
      RowPutChange refused = row(table, 1);
      refused.setCondition(new Condition(EXPECT_EXIST));
      var good = writer.addRowChangeWithFuture(row(table, 2));
      var bad = writer.addRowChangeWithFuture(refused);
      writer.flush();
      WriterResult succeeded = good.get(30, TimeUnit.SECONDS);
      assertThat(succeeded.isAllSucceed()).isTrue();
      WriterResult failed = bad.get(30, TimeUnit.SECONDS);
      assertThat(failed.isAllSucceed()).isFalse();
      assertThat(failed.getFailedRows()).hasSize(1);
    } finally {
      writer.close();
    }
  }
}
