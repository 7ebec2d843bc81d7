/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.client.wtable.WTableException.Kind;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations on many keys: parts, results per key, and what becomes of lost parts. */
final class MultiTest {
  private final List<Integer> parts = new CopyOnWriteArrayList<>();
  private final Map<Key, byte[]> written = new HashMap<>();
  private final List<Key> refused = new ArrayList<>();
  private int replyLimit = Integer.MAX_VALUE;
  private int breakPart = -1;
  private int valueBytes = 3;
  private int overall;

  private final FakeServer server = FakeServer.greeting(this::serve);
  private final WTableClient client =
      WTableClient.builder()
          .address(server.address())
          .connections(2)
          .reconnect(Duration.ofMillis(1), Duration.ofMillis(10))
          .build();
  private final WTable db = client.database();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private synchronized void serve(FakeServer.Connection connection, Packet request)
      throws IOException {
    List<WireRecord> asked = FakeServer.askedMany(request);
    parts.add(asked.size());
    if (parts.size() - 1 == breakPart) {
      connection.close();
      return;
    }
    List<WireRecord> replies = new ArrayList<>();
    int bytes = 0;
    for (WireRecord one : asked) {
      Key key = Key.of(one.table(), one.row(), one.column());
      if (refused.contains(key)) {
        replies.add(FakeServer.result(one, -16));
      } else if (request.command() == Command.MGET) {
        replies.add(FakeServer.found(one, new byte[valueBytes], one.column().length));
        bytes += valueBytes;
      } else {
        written.put(key, one.value());
        replies.add(FakeServer.result(one, 0));
      }
    }
    int flags = ((Body.Many) request.body()).flags();
    if (overall != 0) {
      connection.reply(request, new Body.Many(flags, (byte) overall, List.of()));
    } else if (bytes > replyLimit) {
      connection.reply(request, new Body.Many(flags, (byte) -21, List.of()));
    } else {
      connection.reply(request, new Body.Many(flags, (byte) 0, replies));
    }
  }

  private static List<Key> keys(int count) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(Key.of(1, "row", "x".repeat(i % 300) + i));
    }
    return keys;
  }

  @Test
  void nothingIsAskedForNothing() {
    assertThat(db.mGet(List.of())).isEmpty();
    assertThat(parts).isEmpty();
  }

  @Test
  void manyKeysGoInPartsOfAHundred() {
    List<Key> keys = keys(1234);
    List<GetReply> replies = db.mGet(keys);
    assertThat(replies).hasSize(1234);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(replies.get(i).key()).isEqualTo(keys.get(i));
      assertThat(replies.get(i).score()).isEqualTo(keys.get(i).column().length);
    }
    assertThat(parts).hasSize(13).allMatch(size -> size <= 100);
  }

  @Test
  void longRecordsGoInFewerParts() {
    List<SetArgs> records = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      records.add(SetArgs.of(Key.of(1, "r", "c" + i), new byte[KlistLimits.VALUE_BYTES - 100], i));
    }
    assertThat(db.mSet(records)).allMatch(reply -> reply.errCode() == 0).hasSize(7);
    assertThat(parts).containsOnly(1, 2);
    assertThat(written).hasSize(7);
  }

  @Test
  void aKeyFailsAlone() {
    List<Key> keys = keys(250);
    refused.add(keys.get(3));
    refused.add(keys.get(249));
    List<WriteReply> replies = db.mDel(keys);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(replies.get(i).errCode()).isEqualTo(i == 3 || i == 249 ? -16 : 0);
    }
    assertThat(replies.get(3).failure().kind()).isEqualTo(Kind.SERVER);
    assertThat(replies.get(4).failure()).isNull();
  }

  @Test
  void whatNoServerTakesIsNotSent() {
    List<WriteReply> replies =
        db.mSet(
            List.of(
                SetArgs.of(Key.of(1, "r", "good"), new byte[1]),
                SetArgs.of(Key.of(1, "", "c"), new byte[1]),
                SetArgs.of(Key.of(1, "r".repeat(256), "c"), new byte[1]),
                SetArgs.of(Key.of(1, "r", "c"), new byte[KlistLimits.VALUE_BYTES + 1]),
                SetArgs.of(Key.of(1, "r", "c".repeat(65_536)), new byte[1])));
    assertThat(replies).extracting(KeyReply::errCode).containsExactly(0, -19, -19, -20, -21);
    assertThat(parts).containsExactly(1);
    assertThat(replies.get(1).failure().kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void repliesThatAreTooLongAreAskedForInHalves() {
    valueBytes = 1000;
    replyLimit = 10_500;
    List<GetReply> replies = db.mGet(keys(100));
    assertThat(replies).hasSize(100).allMatch(GetReply::exists);
    assertThat(parts).startsWith(100, 50);
  }

  @Test
  void aSingleRecordThatIsTooLongFailsAlone() {
    valueBytes = 1000;
    replyLimit = 10;
    assertThatThrownBy(() -> db.mGet(keys(3)))
        .isInstanceOf(WTableException.class)
        .hasMessageContaining("-21");
  }

  @Test
  void aLostPartFailsItsKeysOnly() {
    breakPart = 1;
    List<WriteReply> replies =
        db.mSet(keys(300).stream().map(k -> SetArgs.of(k, k.row())).toList());
    long failed = replies.stream().filter(KeyReply::failed).count();
    assertThat(failed).isIn(100L, 200L);
    replies.stream()
        .filter(KeyReply::failed)
        .forEach(
            reply -> {
              assertThat(reply.errCode()).isEqualTo(-2);
              assertThat(reply.failure().kind()).isEqualTo(Kind.DISCONNECTED);
              assertThat(reply.failure().mayHaveBeenApplied()).isTrue();
            });
  }

  @Test
  void aLostPartOfAReadIsAskedForAgain() {
    breakPart = 1;
    assertThat(db.mGet(keys(300))).hasSize(300).allMatch(GetReply::exists);
  }

  @Test
  void ifNothingCouldBeDoneItFails() {
    overall = -12;
    WTableException failure = catchThrowableOfType(WTableException.class, () -> db.mDel(keys(250)));
    assertThat(failure.errCode()).isEqualTo(-12);
    assertThat(failure.kind()).isEqualTo(Kind.SERVER);
  }

  @Test
  void ofSeveralWritesOfARecordTheLastWins() {
    for (int round = 0; round < 20; round++) {
      List<SetArgs> records = new ArrayList<>();
      for (int i = 0; i < 450; i++) {
        records.add(SetArgs.of(Key.of(1, "r", "c" + i % 7), new byte[] {(byte) (i / 7)}));
      }
      assertThat(db.mSet(records)).hasSize(450);
      for (int i = 443; i < 450; i++) {
        assertThat(written.get(records.get(i).key())).isEqualTo(records.get(i).value());
      }
    }
  }
}
