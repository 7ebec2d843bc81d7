/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a client goes on from page to page. */
final class PagingTest {
  private final List<Packet> asked = new ArrayList<>();
  private final Deque<Body> replies = new ArrayDeque<>();
  private final FakeServer server =
      FakeServer.greeting(
          (connection, request) -> {
            asked.add(request);
            connection.reply(request, replies.remove());
          });
  private final WTableClient client =
      WTableClient.builder().address(server.address()).connections(1).build();
  private final WTable db = client.database();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static WireRecord record(int table, String row, String column, long score, int space) {
    return new WireRecord(
        table, (byte) 0, space, Key.utf8(row), Key.utf8(column), Key.utf8("v"), score, 0, 0);
  }

  private Body.Scan scan(int index) {
    return (Body.Scan) asked.get(index).body();
  }

  private Body.Dump dump(int index) {
    return (Body.Dump) asked.get(index).body();
  }

  @Test
  void aScanGoesOnAfterItsLastRecord() {
    replies.add(
        new Body.Many(0, (byte) 0, List.of(record(3, "r", "a", 5, 0), record(3, "r", "b", -6, 0))));
    replies.add(new Body.Many(Flags.END, (byte) 0, List.of(record(3, "r", "c", 7, 0))));
    ScanReply first = db.scan(3, "r", Order.DESCENDING, 2);
    assertThat(first.items()).extracting(item -> item.key().columnText()).containsExactly("a", "b");
    assertThat(first.hasMore()).isTrue();
    ScanReply second = db.scanMore(first);
    assertThat(second.end()).isTrue();
    assertThat(second.hasMore()).isFalse();

    assertThat(scan(0).flags()).isEqualTo(Flags.FROM_START);
    assertThat(scan(0).number()).isEqualTo(2);
    assertThat(scan(1).flags()).isZero();
    assertThat(scan(1).number()).isEqualTo(2);
    assertThat(scan(1).pivot().column()).isEqualTo(Key.utf8("b"));
    assertThat(scan(1).pivot().score()).as("by column").isZero();
    assertThat(scan(1).pivot().space()).isZero();
  }

  @Test
  void aScanByScoreGoesOnAfterScoreAndColumn() {
    replies.add(new Body.Many(0, (byte) 0, List.of(record(3, "r", "b", -6, 0))));
    replies.add(new Body.Many(Flags.END, (byte) 0, List.of()));
    ScanReply first = db.zScanPivot(3, "r", Long.MIN_VALUE, "", ZOrder.SCORE, Order.ASCENDING, 10);
    assertThat(db.scanMore(first).items()).isEmpty();
    assertThat(scan(0).flags()).isEqualTo(Flags.Z | Flags.ASCENDING);
    assertThat(scan(0).pivot().score()).isEqualTo(Long.MIN_VALUE);
    assertThat(scan(0).pivot().space()).isEqualTo(ColumnSpace.BY_SCORE.code());
    assertThat(scan(1).pivot().score()).isEqualTo(-6);
    assertThat(scan(1).pivot().column()).isEqualTo(Key.utf8("b"));
    assertThat(first.items().get(0).space()).isEqualTo(ColumnSpace.BY_SCORE);
  }

  @Test
  void afterTheEndThereIsNoMore() {
    replies.add(new Body.Many(Flags.END, (byte) 0, List.of(record(3, "r", "b", 0, 0))));
    replies.add(new Body.Many(0, (byte) 0, List.of()));
    for (int i = 0; i < 2; i++) {
      ScanReply page = db.scan(3, "r", Order.ASCENDING, 1);
      WTableException failure =
          catchThrowableOfType(WTableException.class, () -> db.scanMore(page));
      assertThat(failure.errCode()).isEqualTo(-23);
    }
    assertThat(asked).hasSize(2);
  }

  @Test
  void impossibleNumbersAreRefused() {
    for (int number : new int[] {0, -1, 65_536}) {
      WTableException failure =
          catchThrowableOfType(
              WTableException.class, () -> db.scan(1, "r", Order.ASCENDING, number));
      assertThat(failure.errCode()).isEqualTo(-22);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aDumpGoesOnAfterItsLastRecord() {
    replies.add(new Body.DumpPage(0, (byte) 0, List.of(record(3, "r", "b", -6, 1)), 0, 65_535, 77));
    replies.add(
        new Body.DumpPage(
            Flags.SLOT_START, (byte) 0, List.of(record(4, "q", "c", 9, 0)), 77, 65_535, 80));
    replies.add(new Body.DumpPage(Flags.END, (byte) 0, List.of(), 81, 65_535, 8191));
    DumpReply first = db.dumpDb();
    assertThat(first.items().get(0).space()).isEqualTo(ColumnSpace.BY_SCORE);
    assertThat(first.hasMore()).isTrue();
    DumpReply second = db.dumpMore(first);
    assertThat(second.hasMore()).isTrue();
    DumpReply third = db.dumpMore(second);
    assertThat(third.hasMore()).isFalse();

    assertThat(dump(0).flags()).isZero();
    assertThat(dump(0).pivot().row()).isEmpty();
    assertThat(dump(0).endSlot()).isEqualTo(65_535);
    assertThat(dump(1).startSlot()).isEqualTo(77);
    assertThat(dump(1).pivot().table()).isEqualTo(3);
    assertThat(dump(1).pivot().row()).isEqualTo(Key.utf8("r"));
    assertThat(dump(1).pivot().column()).isEqualTo(Key.utf8("b"));
    assertThat(dump(1).pivot().score()).isEqualTo(-6);
    assertThat(dump(1).pivot().space()).isEqualTo(1);
    assertThat(dump(2).startSlot()).isEqualTo(81);
    assertThat(dump(2).pivot().row()).isEmpty();
    assertThat(dump(2).pivot().table()).isZero();
  }

  @Test
  void emptyPagesOfADumpArePassedOver() {
    for (int slot = 9; slot < 60; slot += 10) {
      replies.add(new Body.DumpPage(Flags.SLOT_START, (byte) 0, List.of(), slot, 100, slot));
    }
    replies.add(
        new Body.DumpPage(Flags.END, (byte) 0, List.of(record(3, "r", "b", 0, 0)), 60, 100, 70));
    DumpReply page = db.dumpTable(3, 9, 100);
    assertThat(page.items()).hasSize(1);
    assertThat(page.end()).isTrue();
    assertThat(asked).hasSize(7);
    assertThat(dump(1).startSlot()).isEqualTo(10);
    assertThat(dump(1).pivot().table()).isEqualTo(3);
    assertThat(dump(6).flags()).isEqualTo(Flags.ONE_TABLE);
    assertThat(dump(6).endSlot()).isEqualTo(100);
  }

  @Test
  void aDumpThatLeadsNowhereFails() {
    replies.add(new Body.DumpPage(0, (byte) 0, List.of(), 0, 65_535, 0));
    WTableException failure = catchThrowableOfType(WTableException.class, db::dumpDb);
    assertThat(failure.kind()).isEqualTo(WTableException.Kind.PROTOCOL);
  }
}
