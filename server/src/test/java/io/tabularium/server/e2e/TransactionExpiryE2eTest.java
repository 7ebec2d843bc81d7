/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertConflict;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions that nobody ends, on a server whose clock the test turns. */
class TransactionExpiryE2eTest {
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.withClock();

  private TestTable table;

  @BeforeEach
  void freshTable() {
    table = TestTable.make(server.client()).key("pk", STRING).transactions().create();
  }

  private String start() {
    return server
        .client()
        .startLocalTransaction(new StartLocalTransactionRequest(table.name(), KEY))
        .getTransactionID();
  }

  private static void seconds(int seconds) {
    server.advance(Duration.ofSeconds(seconds));
  }

  private void assertGone(String id) {
    assertRefused(
        () -> table.putting(KEY, cell("c", 1)).in(id).run(),
        404,
        "OTSSessionNotExist",
        "Session not exist or may be timeout.");
    assertRefused(
        () -> server.client().commitTransaction(new CommitTransactionRequest(id)),
        404,
        "OTSSessionNotExist",
        "Session not exist or may be timeout.");
  }

  @Test
  void aMinuteAfterItsStartATransactionIsGone() {
    String id = start();
    table.putting(KEY, cell("c", "never")).in(id).run();
    seconds(61);
    assertGone(id);
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void operationsDoNotProlongIt() {
    String id = start();
    seconds(40);
    table.putting(KEY, cell("c", 1)).in(id).run();
    seconds(21);
    assertGone(id);
  }

  @Test
  void withinAMinuteItLives() {
    String id = start();
    seconds(55);
    table.putting(KEY, cell("c", 1)).in(id).run();
    server.client().commitTransaction(new CommitTransactionRequest(id));
    assertThat(values(table.get(KEY))).containsExactly("c=1");
  }

  @Test
  void expiryFreesTheLock() {
    String id = start();
    assertConflict(() -> table.put(KEY, cell("c", "other")));
    seconds(61);
    table.put(KEY, cell("c", "other"));
    assertThat(values(table.get(KEY))).containsExactly("c=other");
    assertGone(id);
  }

  @Test
  void expiryLetsTheNextTransactionIn() {
    String forgotten = start();
    seconds(61);
    String id = start();
    table.putting(KEY, cell("c", "next")).in(id).run();
    assertGone(forgotten);
    server.client().commitTransaction(new CommitTransactionRequest(id));
    assertThat(values(table.get(KEY))).containsExactly("c=next");
  }
}
