/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alicloud.openservices.tablestore.AsyncClient;
import com.alicloud.openservices.tablestore.TableStoreCallback;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.GetRowResponse;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.PutRowResponse;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The SDK's asynchronous client. */
class AsyncClientE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static AsyncClient client;
  private static TestTable table;

  @BeforeAll
  static void connect() {
    client =
        new AsyncClient(
            server.endpoint(),
            server.keyId(),
            server.secret(),
            server.instance(),
            E2eServer.configuration());
    table = TestTable.simple(server.client());
  }

  @AfterAll
  static void disconnect() {
    client.shutdown();
  }

  private static PutRowRequest put(int n) {
    return new PutRowRequest(
        new RowPutChange(table.name(), key("pk", "async", "n", n)).addColumn(cell("c", n)));
  }

  @Test
  void futuresAnswer() throws Exception {
    client.putRow(put(-1), null).get(30, TimeUnit.SECONDS);
    GetRowResponse read =
        client
            .getRow(table.reading(key("pk", "async", "n", -1)).request(), null)
            .get(30, TimeUnit.SECONDS);
    assertThat(values(read.getRow())).containsExactly("c=-1");
    assertThat(read.getRequestId()).hasSize(36);
  }

  @Test
  void thousandsAtOnceAreAllAnswered() throws Exception {
    int rows = 3000;
    Semaphore inFlight = new Semaphore(200);
    CountDownLatch answered = new CountDownLatch(rows);
    AtomicInteger failed = new AtomicInteger();
    for (int n = 0; n < rows; n++) {
      inFlight.acquire();
      client.putRow(
          put(n),
          new TableStoreCallback<PutRowRequest, PutRowResponse>() {
            @Override
            public void onCompleted(PutRowRequest request, PutRowResponse response) {
              done();
            }

            @Override
            public void onFailed(PutRowRequest request, Exception e) {
              failed.incrementAndGet();
              done();
            }

            private void done() {
              inFlight.release();
              answered.countDown();
            }
          });
    }
    assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(failed).hasValue(0);
    assertThat(table.range(key("pk", "async", "n", 0), key("pk", "async", "n", INF_MAX)).keys())
        .hasSize(rows);
  }

  @Test
  void answersOfManyReadsAreNotMixedUp() throws Exception {
    for (int n = 10_000; n < 10_100; n++) {
      table.put(key("pk", "reads", "n", n), cell("c", n));
    }
    List<Future<GetRowResponse>> reads = new ArrayList<>();
    for (int n = 10_000; n < 10_100; n++) {
      reads.add(client.getRow(table.reading(key("pk", "reads", "n", n)).request(), null));
    }
    for (int i = 0; i < reads.size(); i++) {
      assertThat(values(reads.get(i).get(30, TimeUnit.SECONDS).getRow()))
          .containsExactly("c=" + (10_000 + i));
    }
  }

  @Test
  void aRangeComesAsynchronously() throws Exception {
    table.put(key("pk", "range", "n", 1), cell("c", 1));
    var page =
        client
            .getRange(
                table
                    .range(key("pk", "range", "n", INF_MIN), key("pk", "range", "n", INF_MAX))
                    .request(),
                null)
            .get(30, TimeUnit.SECONDS);
    assertThat(Words.keys(page.getRows())).containsExactly("range/1");
  }

  @Test
  void aRefusalReachesCallbackAndFuture() throws Exception {
    PutRowRequest refused =
        new PutRowRequest(
            new RowPutChange("missing", key("pk", "x", "n", 1)).addColumn(cell("c", 1)));
    CompletableFuture<Exception> told = new CompletableFuture<>();
    Future<PutRowResponse> future =
        client.putRow(
            refused,
            new TableStoreCallback<PutRowRequest, PutRowResponse>() {
              @Override
              public void onCompleted(PutRowRequest request, PutRowResponse response) {
                told.complete(null);
              }

              @Override
              public void onFailed(PutRowRequest request, Exception e) {
                told.complete(e);
              }
            });
    assertThat(told.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            TableStoreException.class,
            e -> assertThat(e.getErrorCode()).isEqualTo("OTSObjectNotExist"));
    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
        .isInstanceOfAny(TableStoreException.class, ExecutionException.class);
  }
}
