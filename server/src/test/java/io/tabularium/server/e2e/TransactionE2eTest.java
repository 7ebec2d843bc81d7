/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertConditionFails;
import static io.tabularium.server.e2e.Refusals.assertConflict;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Refusals.assertRefusedWith;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.text;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.AbortTransactionRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Local transactions: a lock on one partition key, writes that nobody else sees until commit. */
class TransactionE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SyncClient client;
  private static TestTable table;
  private static TestTable plain;

  private String pk;

  @BeforeAll
  static void makeTables() {
    client = server.client();
    table =
        TestTable.make(client)
            .key("pk", STRING)
            .key("n", INTEGER)
            .maxVersions(3)
            .transactions()
            .create();
    plain = TestTable.simple(client);
  }

  @BeforeEach
  void freshPartition() {
    pk = "p" + System.nanoTime();
  }

  private PrimaryKey at(Object n) {
    return key("pk", pk, "n", n);
  }

  private String start() {
    return start(pk);
  }

  private static String start(String partition) {
    return client
        .startLocalTransaction(new StartLocalTransactionRequest(table.name(), key("pk", partition)))
        .getTransactionID();
  }

  private static void commit(String id) {
    client.commitTransaction(new CommitTransactionRequest(id));
  }

  private static void abort(String id) {
    client.abortTransaction(new AbortTransactionRequest(id));
  }

  private static void assertGone(ThrowingCallable call) {
    assertRefused(call, 404, "OTSSessionNotExist", "Session not exist or may be timeout.");
  }

  @Test
  void ownWritesAreSeenInsideAndNotOutside() {
    table.put(at(1), cell("c", "old"));
    table.put(at(2), cell("c", "old"));
    String id = start();
    table.putting(at(1), cell("c", "new")).in(id).run();
    table.deleting(at(2)).in(id).run();
    table.updating(at(3)).put(cell("c", "created")).in(id).run();

    assertThat(values(table.reading(at(1)).in(id).row())).containsExactly("c=new");
    assertThat(table.reading(at(2)).in(id).row()).isNull();
    assertThat(values(table.reading(at(3)).in(id).row())).containsExactly("c=created");
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).in(id).keys())
        .containsExactly(pk + "/1", pk + "/3");
    assertThat(table.range(at(INF_MAX), at(INF_MIN)).backward().in(id).keys())
        .containsExactly(pk + "/3", pk + "/1");

    assertThat(values(table.get(at(1)))).containsExactly("c=old");
    assertThat(values(table.get(at(2)))).containsExactly("c=old");
    assertThat(table.get(at(3))).isNull();
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).keys()).containsExactly(pk + "/1", pk + "/2");
    commit(id);
  }

  @Test
  void commitMakesEverythingVisible() {
    table.put(at(2), cell("c", "old"));
    String id = start();
    table.putting(at(1), cell("c", 1)).in(id).run();
    table.deleting(at(2)).in(id).run();
    commit(id);
    assertThat(values(table.get(at(1)))).containsExactly("c=1");
    assertThat(table.get(at(2))).isNull();
  }

  @Test
  void abortDiscardsEverything() {
    table.put(at(2), cell("c", "old"));
    String id = start();
    table.putting(at(1), cell("c", 1)).in(id).run();
    table.deleting(at(2)).in(id).run();
    abort(id);
    assertThat(table.get(at(1))).isNull();
    assertThat(values(table.get(at(2)))).containsExactly("c=old");
  }

  @Test
  void anEmptyTransactionEndsEitherWay() {
    commit(start());
    abort(start());
  }

  @Test
  void writesInsideBuildOnEachOther() {
    String id = start();
    table.putting(at(1), cell("c", 1)).in(id).run();
    table.updating(at(1)).increment("c", 10).in(id).run();
    table.updating(at(1)).put(cell("d", "x")).in(id).run();
    table.updating(at(1)).increment("c", 100).remove("d").in(id).run();
    assertThat(values(table.reading(at(1)).in(id).row())).containsExactly("c=111");
    commit(id);
    assertThat(values(table.get(at(1)))).containsExactly("c=111");
  }

  @Test
  void conditionsSeeTheTransactionsOwnView() {
    String id = start();
    table.putting(at(1), cell("c", 1)).when(EXPECT_NOT_EXIST).in(id).run();
    assertConditionFails(
        () -> table.putting(at(1), cell("c", 2)).when(EXPECT_NOT_EXIST).in(id).run());
    table
        .updating(at(1))
        .put(cell("c", 3))
        .when(EXPECT_EXIST)
        .when(
            new SingleColumnValueCondition(
                "c", SingleColumnValueCondition.CompareOperator.EQUAL, Words.value(1)))
        .in(id)
        .run();
    commit(id);
    assertThat(values(table.get(at(1)))).containsExactly("c=3");
  }

  @Test
  void aFailedWriteDoesNotEndTheTransaction() {
    String id = start();
    table.putting(at(1), cell("c", 1)).in(id).run();
    assertConditionFails(() -> table.putting(at(2), cell("c", 1)).when(EXPECT_EXIST).in(id).run());
    assertInvalid(
        () -> table.putting(at(2), cell("#", 1)).in(id).run(), "Invalid column name: '#'.");
    commit(id);
    assertThat(values(table.get(at(1)))).containsExactly("c=1");
    assertThat(table.get(at(2))).isNull();
  }

  @Test
  void batchesTakePart() {
    String id = start();
    BatchWriteRowRequest batch =
        TestTable.batch(
            table.putting(at(1), cell("c", 1)),
            table.updating(at(2)).put(cell("c", 2)),
            table.deleting(at(1)));
    batch.setTransactionId(id);
    assertThat(client.batchWriteRow(batch).isAllSucceed()).isTrue();
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).in(id).keys()).containsExactly(pk + "/2");
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).keys()).isEmpty();
    commit(id);
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).keys()).containsExactly(pk + "/2");
  }

  @Test
  void rangesInsideMergeWithCommittedRows() {
    for (int n = 0; n < 10; n++) {
      table.put(at(n), cell("c", "committed"));
    }
    String id = start();
    for (int n = 0; n < 10; n += 3) {
      table.deleting(at(n)).in(id).run();
    }
    table.putting(at(20), cell("c", "new")).in(id).run();
    table.updating(at(4)).put(cell("d", "added")).in(id).run();
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).in(id).keys())
        .containsExactly(
            pk + "/1", pk + "/2", pk + "/4", pk + "/5", pk + "/7", pk + "/8", pk + "/20");
    var page = table.range(at(INF_MIN), at(INF_MAX)).limit(2).in(id).page();
    assertThat(Words.keys(page.getRows())).containsExactly(pk + "/1", pk + "/2");
    assertThat(Words.show(page.getNextStartPrimaryKey())).isEqualTo(pk + "/4");
    assertThat(values(table.reading(at(4)).in(id).row())).containsExactly("c=committed", "d=added");
    abort(id);
  }

  @Test
  void readsOutsideThePartitionAreAllowed() {
    String other = pk + "-other";
    table.put(key("pk", other, "n", 1), cell("c", 1));
    String id = start();
    assertThat(table.reading(key("pk", other, "n", 1)).in(id).row()).isNotNull();
    abort(id);
  }

  @Test
  void theKeyIsLocked() {
    String id = start();
    assertConflict(() -> start());
    assertConflict(() -> table.put(at(1), cell("c", 1)));
    assertConflict(() -> table.updating(at(1)).put(cell("c", 1)).run());
    assertConflict(() -> table.delete(at(1)));
    var row =
        table.batchWrite(table.putting(at(1), cell("c", 1))).getRowStatus(table.name()).get(0);
    assertThat(row.isSucceed()).isFalse();
    assertThat(row.getError().getCode()).isEqualTo("OTSRowOperationConflict");
    assertThat(table.get(at(1))).as("reads are never blocked").isNull();
    commit(id);
    table.put(at(1), cell("c", 1));
    abort(start());
  }

  @Test
  void otherKeysAreNotLocked() {
    String id = start();
    table.put(key("pk", pk + "x", "n", 1), cell("c", 1));
    String other = start(pk + "y");
    table.putting(key("pk", pk + "y", "n", 1), cell("c", 1)).in(other).run();
    commit(other);
    commit(id);
  }

  @Test
  void aClientThatRetriesWaitsForTheLock() throws Exception {
    String id = start();
    SyncClient patient =
        new SyncClient(
            server.endpoint(), server.keyId(), server.secret(), client.getInstanceName());
    try {
      Parallel.run(
          2,
          thread -> {
            if (thread == 0) {
              TestTable.named(patient, table.name()).put(at(1), cell("c", "patient"));
            } else {
              assertConflict(() -> table.put(at(1), cell("c", "impatient")));
              commit(id);
            }
          });
    } finally {
      patient.shutdown();
    }
    assertThat(values(table.get(at(1)))).containsExactly("c=patient");
  }

  @Test
  void afterItsEndAnIdIsGone() {
    String committed = start();
    commit(committed);
    String aborted = start();
    abort(aborted);
    for (String id : List.of(committed, aborted)) {
      assertGone(() -> commit(id));
      assertGone(() -> abort(id));
      assertGone(() -> table.putting(at(1), cell("c", 1)).in(id).run());
      assertGone(() -> table.updating(at(1)).put(cell("c", 1)).in(id).run());
      assertGone(() -> table.deleting(at(1)).in(id).run());
      assertGone(() -> table.reading(at(1)).in(id).row());
      assertGone(() -> table.range(at(1), at(2)).in(id).page());
    }
  }

  @Test
  void anIdThatIsNoneIsRefused() {
    String message = "TransactionID is invalid.";
    for (String id : List.of("", "garbage", "中文", "x".repeat(500))) {
      assertInvalid(() -> commit(id), message);
      assertInvalid(() -> abort(id), message);
      assertInvalid(() -> table.putting(at(1), cell("c", 1)).in(id).run(), message);
      assertInvalid(() -> table.updating(at(1)).put(cell("c", 1)).in(id).run(), message);
      assertInvalid(() -> table.deleting(at(1)).in(id).run(), message);
      assertInvalid(() -> table.reading(at(1)).in(id).row(), message);
      assertInvalid(() -> table.range(at(1), at(2)).in(id).page(), message);
    }
    assertThat(table.get(at(1))).isNull();
  }

  @Test
  void anIdOfAnotherInstanceIsNotAccepted() {
    String id = start();
    SyncClient neighbour = server.client(E2eServer.freshInstance());
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> neighbour.commitTransaction(new CommitTransactionRequest(id)))
        .isInstanceOf(TableStoreException.class);
    commit(id);
  }

  @Test
  void writesStayInTheirPartitionAndTable() {
    String id = start();
    assertRefusedWith(
        () -> table.putting(key("pk", "elsewhere", "n", 1), cell("c", 1)).in(id).run(),
        400,
        "OTSDataOutOfRange",
        "");
    TestTable second =
        TestTable.make(client).key("pk", STRING).key("n", INTEGER).transactions().create();
    assertRefusedWith(
        () -> second.putting(at(1), cell("c", 1)).in(id).run(), 400, "OTSDataOutOfRange", "");
    abort(id);
    assertThat(second.get(at(1))).isNull();
  }

  @Test
  void onlyTablesThatAllowIt() {
    String message =
        "Try to call method using explicit transaction on explicit-transaction-disabled table.";
    assertInvalid(
        () ->
            client.startLocalTransaction(
                new StartLocalTransactionRequest(plain.name(), key("pk", pk))),
        message);
    String id = start();
    assertInvalid(() -> plain.putting(at(1), cell("c", 1)).in(id).run(), message);
    assertInvalid(() -> plain.reading(at(1)).in(id).row(), message);
    abort(id);
  }

  @Test
  void theKeyOfATransactionIsThePartitionKeyAlone() {
    assertInvalid(
        () -> client.startLocalTransaction(new StartLocalTransactionRequest(table.name(), at(1))),
        "StartLocalTransaction support only one primary key.");
    assertRefused(
        () ->
            client.startLocalTransaction(
                new StartLocalTransactionRequest(table.name(), key("pk", 5))),
        400,
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertRefused(
        () ->
            client.startLocalTransaction(
                new StartLocalTransactionRequest(table.name(), key("other", pk))),
        400,
        "OTSInvalidPK",
        "Validate PK name fail. Input: other, Meta: pk.");
  }

  @Test
  void theTableMustBeNamedAndExist() {
    assertInvalid(
        () -> client.startLocalTransaction(new StartLocalTransactionRequest("", key("pk", pk))),
        "Invalid table name: ''.");
    assertNoTable(
        () ->
            client.startLocalTransaction(
                new StartLocalTransactionRequest("missing", key("pk", pk))));
  }

  @Test
  void aTransactionWritesFourMegabytesAtMost() {
    String id = start();
    table.putting(at(1), cell("c", text(2_000_000))).in(id).run();
    table.putting(at(2), cell("c", text(2_000_000))).in(id).run();
    assertRefusedWith(
        () -> table.putting(at(3), cell("c", text(300_000))).in(id).run(),
        400,
        "OTSOutOfTransactionDataSizeLimit",
        "");
    table.putting(at(3), cell("c", "small")).in(id).run();
    commit(id);
    assertThat(table.range(at(INF_MIN), at(INF_MAX)).columns("n").keys())
        .containsExactly(pk + "/1", pk + "/2", pk + "/3");
  }

  @Test
  void versionsAreGivenWhenWritten() throws Exception {
    String id = start();
    table.updating(at(1)).put(cell("c", 1)).in(id).run();
    long seen = table.reading(at(1)).in(id).row().getLatestColumn("c").getTimestamp();
    commit(id);
    assertThat(table.get(at(1)).getLatestColumn("c").getTimestamp()).isEqualTo(seen);
  }

  @Test
  void endingATransactionAnswersZeroBytes() {
    assertThat(
            server
                .raw()
                .call(
                    "CommitTransaction",
                    OtsInternalApi.CommitTransactionRequest.newBuilder()
                        .setTransactionId(start())
                        .build())
                .success())
        .isEmpty();
    assertThat(
            server
                .raw()
                .call(
                    "AbortTransaction",
                    OtsInternalApi.AbortTransactionRequest.newBuilder()
                        .setTransactionId(start())
                        .build())
                .success())
        .isEmpty();
  }

  @Test
  void transfersBetweenRowsFromManyThreadsKeepTheSum() throws Exception {
    for (int n = 0; n < 4; n++) {
      table.put(at(n), cell("balance", 100));
    }
    AtomicInteger committed = new AtomicInteger();
    Parallel.run(
        8,
        thread -> {
          for (int done = 0; done < 30; ) {
            String id;
            try {
              id = start();
            } catch (TableStoreException e) {
              assertThat(e.getErrorCode()).isEqualTo("OTSRowOperationConflict");
              continue;
            }
            int from = (thread + done) % 4;
            int to = (from + 1) % 4;
            table.updating(at(from)).increment("balance", -7).in(id).run();
            table.updating(at(to)).increment("balance", 7).in(id).run();
            if (done % 5 == 4) {
              abort(id);
            } else {
              commit(id);
              committed.incrementAndGet();
            }
            done++;
          }
        });
    assertThat(committed).hasValue(8 * 24);
    long sum =
        table.range(at(INF_MIN), at(INF_MAX)).page().getRows().stream()
            .mapToLong(row -> row.getLatestColumn("balance").getValue().asLong())
            .sum();
    assertThat(sum).isEqualTo(400);
  }

  @Test
  void twoRequestsAtOnceOnOneIdAreBusyOrInTurnButNeverTorn() throws Exception {
    String id = start();
    AtomicInteger written = new AtomicInteger();
    Parallel.run(
        8,
        thread -> {
          for (int i = 0; i < 10; i++) {
            try {
              table.updating(at(1)).increment("c", 1).in(id).run();
              written.incrementAndGet();
            } catch (TableStoreException e) {
              assertThat(e.getErrorCode()).isEqualTo("OTSSessionBusy");
              assertThat(e.getHttpStatus()).isEqualTo(409);
            }
          }
        });
    commit(id);
    assertThat(values(table.get(at(1)))).containsExactly("c=" + written.get());
  }
}
