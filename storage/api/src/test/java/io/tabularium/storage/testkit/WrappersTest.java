/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.Transaction;
import io.tabularium.storage.testkit.CrankyStore.Point;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The wrappers misbehave, and check, as they say. */
class WrappersTest {

  @Nested
  class Cranky {
    private final CrankyStore store = new CrankyStore(new InMemoryStore());
    private final TableSpace table = store.table(1);

    private void assertFails(ThrowingCallable call) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    private String write(String value) {
      return table
          .transact(
              bytes("k"),
              tx -> {
                tx.put(ROWS, bytes("k"), bytes(value));
                return value;
              })
          .join();
    }

    @Test
    void itBehavesUntilToldOtherwise() {
      assertThat(write("v")).isEqualTo("v");
      assertThat(contents(table, ROWS)).containsExactly("k=v");
      assertThat(store.failures()).isZero();
    }

    @Test
    void itFailsAsOftenAsTold() {
      store.failNext(Point.READ, 2);
      assertFails(() -> table.get(ROWS, bytes("k")));
      assertFails(table::view);
      assertThat(table.get(ROWS, bytes("k"))).isNull();
      assertThat(store.failures()).isEqualTo(2);
    }

    @Test
    void aFailedWriteOrCommitHasNoEffectAndALostAcknowledgementHas() {
      store.failNext(Point.WRITE, 1);
      assertFails(() -> write("1"));
      store.failNext(Point.COMMIT, 1);
      assertFails(() -> write("2"));
      assertThat(contents(table, ROWS)).isEmpty();

      store.failNext(Point.ACKNOWLEDGE, 1);
      assertThatThrownBy(() -> write("3")).hasCauseInstanceOf(StorageException.class);
      assertThat(contents(table, ROWS)).containsExactly("k=3");
    }

    @Test
    void aCursorFailsHalfWay() {
      table.write(List.of(put(ROWS, "a", "1"), put(ROWS, "b", "2"))).join();
      try (var view = table.view();
          var cursor = view.scan(ROWS, null, null, false)) {
        assertThat(cursor.next()).isTrue();
        store.failNext(Point.STEP, 1);
        assertFails(cursor::next);
        assertThat(cursor.next()).isTrue();
      }
    }

    @Test
    void atRandomItFailsSometimesUntilCalmed() {
      store.failAtRandom(1, 0.5, Set.of(Point.WRITE));
      int succeeded = 0;
      for (int i = 0; i < 100; i++) {
        try {
          write("v");
          succeeded++;
        } catch (StorageException e) {
          assertThat(e).hasMessageContaining("WRITE");
        }
      }
      assertThat(succeeded).isBetween(20, 80).isEqualTo(100 - store.failures());
      store.calm();
      write("v");
    }
  }

  @Nested
  class Checked {
    private final CheckedStore store = new CheckedStore(new InMemoryStore());
    private final TableSpace table = store.table(1);

    private void assertBreach(ThrowingCallable call) {
      assertThatThrownBy(call).isInstanceOf(AssertionError.class);
    }

    @Test
    void itLetsPassWhatKeepsTheRules() {
      table.write(List.of(put(ROWS, "a1", "1"))).join();
      table
          .transact(
              bytes("a"),
              tx -> {
                tx.append(ROWS, bytes("a1"), bytes("2"));
                try (var cursor = tx.scan(ROWS, bytes("a"), bytes("b"), false)) {
                  assertThat(cursor.next()).isTrue();
                }
                return null;
              })
          .join();
      assertThat(contents(table, ROWS)).containsExactly("a1=12");
      store.close();
    }

    @Test
    void itFindsKeysOutsideTheirPartition() {
      byte[] a = bytes("a");
      byte[] b = bytes("b");
      assertBreach(
          () -> table.write(List.of(new Mutation(Mutation.Kind.PUT, ROWS, a, b, bytes("v")))));
      assertBreach(
          () -> table.write(List.of(new Mutation(Mutation.Kind.PUT, ROWS, a, a, (byte[]) null))));
      assertBreach(() -> table.transact(a, tx -> tx.get(ROWS, b)));
      assertBreach(() -> table.transact(a, tx -> tx.scan(ROWS, a, null, false)));
      assertBreach(() -> table.transact(a, tx -> tx.scan(ROWS, a, bytes("bb"), false)));
    }

    @Test
    void itFindsTransactionsAndCursorsUsedTooLongAndViewsLeftOpen() {
      Transaction late = table.transact(bytes("a"), tx -> tx).join();
      assertBreach(() -> late.get(ROWS, bytes("a")));

      var view = table.view();
      var cursor = view.scan(ROWS, null, null, false);
      assertThat(cursor.next()).isFalse();
      assertBreach(cursor::keyArray);
      assertThatThrownBy(store::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("left open: 1");
    }
  }
}
