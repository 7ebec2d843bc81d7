/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static io.tabularium.wire.wtable.Client.columns;
import static io.tabularium.wire.wtable.Client.isEnd;
import static io.tabularium.wire.wtable.Client.key;
import static io.tabularium.wire.wtable.Client.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.klist.KlistLimits;
import io.tabularium.model.klist.Slots;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GoTable's users see of records, scans, dumps and multi-operations, over TCP. */
class RecordsTest {
  private static final int Z = Flags.Z;
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static Fixture fixture;
  private Client client;

  @BeforeAll
  static void start() {
    fixture = new Fixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Every test has a database of its own. */
  @BeforeEach
  void connect() {
    client = fixture.client();
    client.database = DATABASES.getAndIncrement();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void theWalkThroughTheReadme() {
    assertThat(client.set(0, "r1", "c1", "v1", 0)).isZero();
    assertThat(client.get(0, "r1", "c1")).isEqualTo("[0 \"v1\"]");
    assertThat(client.incr(0, "r1", "c1", 1)).isEqualTo("[1 \"v1\"]");
    assertThat(client.incr(0, "r1", "c1", 4)).isEqualTo("[5 \"v1\"]");
    assertThat(client.get(Z, "r1", "c1")).isEqualTo("<nil>");
    assertThat(client.set(Z, "r1", "c1", "va", 11)).isZero();
    assertThat(client.get(Z, "r1", "c1")).isEqualTo("[11 \"va\"]");
    assertThat(client.set(0, "r1", "c2", "v2", 2)).isZero();
    assertThat(columns(client.scan(0, true, "r1", null, "", 10))).containsExactly("c1", "c2");
    assertThat(client.set(Z, "r1", "c2", "vb", 12)).isZero();
    Body.Many page = client.scan(1, true, "r1", 0L, "", 10);
    assertThat(columns(page)).containsExactly("c1", "c2");
    assertThat(page.records()).extracting(WireRecord::score).containsExactly(11L, 12L);
    client.database += 100;
    assertThat(client.get(0, "r1", "c1")).isEqualTo("<nil>");
    client.database -= 100;
    assertThat(client.get(0, "r1", "c1")).isEqualTo("[5 \"v1\"]");
  }

  @Test
  void anEmptyValueIsNotAMissingRecord() {
    client.set(0, "r", "e", "", 0);
    assertThat(client.get(0, "r", "e")).isEqualTo("[0 \"\"]");
    assertThat(client.get(0, "r", "f")).isEqualTo("<nil>");
    assertThat(client.incr(0, "r", "n", 1)).isEqualTo("[1 \"\"]");
    assertThat(client.incr(Z, "r", "z", -7)).isEqualTo("[-7 \"\"]");
    assertThat(client.del(0, "r", "nosuch")).isZero();
  }

  @Test
  void theSpacesKnowNothingOfEachOther() {
    client.set(0, "r", "c", "plain", 1);
    client.set(Z, "r", "c", "z", 2);
    client.del(0, "r", "c");
    assertThat(client.get(Z, "r", "c")).isEqualTo("[2 \"z\"]");
    client.set(0, "r", "c", "plain", 1);
    client.del(Z, "r", "c");
    assertThat(client.get(0, "r", "c")).isEqualTo("[1 \"plain\"]");
    assertThat(client.get(Z, "r", "c")).isEqualTo("<nil>");
  }

  @Test
  void scoresWrapAround() {
    client.set(Z, "r", "m", "v", Long.MAX_VALUE);
    client.set(Z, "r", "n", "v", 0);
    assertThat(client.incr(Z, "r", "m", 1)).isEqualTo("[-9223372036854775808 \"v\"]");
    assertThat(columns(client.scan(1, true, "r", null, null, 10))).containsExactly("m", "n");
  }

  @Test
  void listsAreInOrderAndPivotsAreExclusive() {
    client.set(Z, "r", "a", "", -1);
    client.set(Z, "r", "", "", 0);
    client.set(Z, "r", "b", "", 0);
    client.set(Z, "r", "c", "", 5);
    assertThat(columns(client.scan(1, true, "r", null, null, 9)))
        .containsExactly("a", "", "b", "c");
    assertThat(columns(client.scan(1, false, "r", null, null, 9)))
        .containsExactly("c", "b", "", "a");
    assertThat(columns(client.scan(2, true, "r", null, null, 9)))
        .containsExactly("", "a", "b", "c");
    assertThat(columns(client.scan(1, true, "r", 0L, "", 9))).containsExactly("b", "c");
    assertThat(columns(client.scan(1, true, "r", -1L, "a", 9))).containsExactly("", "b", "c");
    assertThat(columns(client.scan(1, false, "r", 100L, "zzz", 9)))
        .containsExactly("c", "b", "", "a");
    assertThat(columns(client.scan(2, true, "r", null, "", 9))).containsExactly("a", "b", "c");
    assertThat(columns(client.scan(2, false, "r", null, "", 9))).isEmpty();
    client.set(Z, "r", "b", "", 50);
    assertThat(columns(client.scan(1, true, "r", null, null, 9)))
        .containsExactly("a", "", "c", "b");
    client.del(Z, "r", "b");
    assertThat(columns(client.scan(1, true, "r", null, null, 9))).containsExactly("a", "", "c");
    assertThat(columns(client.scan(2, true, "r", null, null, 9))).containsExactly("", "a", "c");
  }

  @Test
  void rowsAndValuesHaveLimits() {
    assertThat(client.set(0, "", "c", "v", 0)).isEqualTo(-19);
    assertThat(client.get(0, "", "c")).isEqualTo("<nil>");
    assertThat(client.set(0, "r".repeat(255), "c", "v", 0)).isZero();
    assertThat(client.get(0, "r".repeat(255), "c")).isEqualTo("[0 \"v\"]");
    byte[] longest = new byte[KlistLimits.VALUE_BYTES];
    WireRecord fits =
        new WireRecord(0, (byte) 0, 0, Client.bytes("r"), Client.bytes("c"), longest, 0, 0, 0);
    assertThat(client.one(Command.SET, 0, fits).code()).isZero();
    assertThat(client.one(Command.GET, 0, key(0, "r", "c")).value()).hasSize(longest.length);
    WireRecord tooLong =
        new WireRecord(
            0,
            (byte) 0,
            0,
            Client.bytes("r"),
            Client.bytes("c"),
            new byte[KlistLimits.VALUE_BYTES + 1],
            0,
            0,
            0);
    assertThat(client.one(Command.SET, 0, tooLong).code()).isEqualTo((byte) -20);
  }

  @Test
  void aScanTellsItsEnd() {
    for (int i = 0; i < 5; i++) {
      client.set(0, "r", "c" + i, "", 0);
    }
    assertThat(isEnd(client.scan(0, true, "r", null, null, 5))).isTrue();
    Body.Many four = client.scan(0, true, "r", null, null, 4);
    assertThat(four.records()).hasSize(4);
    assertThat(isEnd(four)).isFalse();
    Body.Many more = client.scan(0, true, "r", null, "c3", 4);
    assertThat(columns(more)).containsExactly("c4");
    assertThat(isEnd(more)).isTrue();
    Body.Many missing = client.scan(0, true, "no such row", null, null, 10);
    assertThat(missing.records()).isEmpty();
    assertThat(isEnd(missing)).isTrue();
    assertThat(isEnd(client.scan(0, true, "r", null, null, 0))).isFalse();
  }

  @Test
  void aLongRowIsReadInPages() {
    for (int from = 0; from < 25_000; from += 5_000) {
      List<WireRecord> records = new ArrayList<>();
      for (int i = from; i < from + 5_000; i++) {
        records.add(record(0, "r", String.format("%05d", i), "", 0));
      }
      Body.Many reply = client.many(Command.MSET, 0, records);
      assertThat(reply.code()).isZero();
      assertThat(reply.records()).hasSize(5_000).allMatch(r -> r.code() == 0);
    }
    List<String> all = new ArrayList<>();
    Body.Many page = client.scan(0, true, "r", null, null, 20_000);
    while (true) {
      assertThat(page.records()).hasSizeLessThanOrEqualTo(10_000);
      all.addAll(columns(page));
      if (isEnd(page)) {
        break;
      }
      page = client.scan(0, true, "r", null, all.get(all.size() - 1), 20_000);
    }
    assertThat(all).hasSize(25_000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void largeValuesAreReadInPages() {
    String value = "x".repeat(300_000);
    for (int i = 0; i < 8; i++) {
      client.set(0, "r", "c" + i, value, 0);
    }
    Body.Many first = client.scan(0, true, "r", null, null, 100);
    assertThat(first.records()).hasSize(4);
    assertThat(isEnd(first)).isFalse();
    Body.Many second = client.scan(0, true, "r", null, "c3", 100);
    assertThat(columns(second)).containsExactly("c4", "c5", "c6", "c7");
  }

  @Test
  void aDumpPartitionsAllRecordsBySlot() {
    for (int i = 0; i < 40; i++) {
      client.set(i % 2, "row" + i, "c", "v" + i, i);
    }
    client.one(Command.SET, 0, record(7, "row", "c", "v", 0));
    List<WireRecord> all = records(client.dump(0, 0, 0, 65_535));
    assertThat(all).hasSize(41);
    assertThat(all.stream().map(r -> Slots.of(client.database, r.table(), r.row())).toList())
        .isSorted();
    for (WireRecord record : all) {
      assertThat(record.space()).isEqualTo(record.table() == 7 ? 0 : (int) (record.score() % 2));
    }
    int lower = records(client.dump(0, 0, 0, 4095)).size();
    int upper = records(client.dump(0, 0, 4096, 8191)).size();
    assertThat(lower + upper).isEqualTo(41);
    assertThat(records(client.dump(Flags.ONE_TABLE, 7, 0, 65_535))).hasSize(1);
    List<Body.DumpPage> unused = client.dump(Flags.ONE_TABLE, 9, 0, 65_535);
    assertThat(records(unused)).isEmpty();
  }

  @Test
  void aDumpHasPagesOfAThousand() {
    List<WireRecord> records = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      records.add(record(0, "r", String.format("%05d", i), "", 1));
    }
    client.many(Command.MSET, Z, records);
    List<Body.DumpPage> pages = client.dump(0, 0, 0, 65_535);
    assertThat(pages.stream().map(page -> page.records().size()).filter(size -> size > 0))
        .containsExactly(1000, 1000, 500);
    assertThat(records(pages)).allMatch(r -> r.space() == 1 && r.score() == 1);
  }

  private static List<WireRecord> records(List<Body.DumpPage> pages) {
    return pages.stream().flatMap(page -> page.records().stream()).toList();
  }

  @Test
  void multiOperationsAnswerEachKeyInOrder() {
    client.set(0, "r", "hit", "v", 3);
    Body.Many read = client.many(Command.MGET, 0, key(0, "r", "hit"), key(0, "r", "miss"));
    assertThat(read.code()).isZero();
    assertThat(read.records()).extracting(WireRecord::code).containsExactly((byte) 0, (byte) 1);
    WireRecord tooLong =
        new WireRecord(
            0,
            (byte) 0,
            0,
            Client.bytes("r"),
            Client.bytes("long"),
            new byte[KlistLimits.VALUE_BYTES + 1],
            0,
            0,
            0);
    Body.Many written =
        client.many(
            Command.MSET, 0, record(0, "r", "good", "v", 1), record(0, "", "c", "", 0), tooLong);
    assertThat(written.code()).isZero();
    assertThat(written.records())
        .extracting(WireRecord::code)
        .containsExactly((byte) 0, (byte) -19, (byte) -20);
    assertThat(client.get(0, "r", "good")).isEqualTo("[1 \"v\"]");
    Body.Many twice =
        client.many(Command.MINCR, Z, record(0, "r", "i", "", 2), record(0, "r", "i", "", 3));
    assertThat(twice.records()).extracting(WireRecord::score).containsExactly(2L, 5L);
    Body.Many deleted = client.many(Command.MDEL, Z, key(0, "r", "i"), key(0, "r", "none"));
    assertThat(deleted.records()).extracting(WireRecord::code).containsOnly((byte) 0);
    assertThat(client.many(Command.MGET, 0, List.of()).records()).isEmpty();
  }

  @Test
  void multiOperationsReachManyTablesAndRows() {
    List<WireRecord> records = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      records.add(record(i % 5, "row" + i, "c", "v" + i, i));
    }
    client.many(Command.MSET, Z, records);
    List<WireRecord> keys = new ArrayList<>();
    for (WireRecord record : records) {
      keys.add(WireRecord.key(record.table(), record.row(), record.column()));
    }
    Collections.reverse(keys);
    Body.Many read = client.many(Command.MGET, Z, keys);
    for (int i = 0; i < 200; i++) {
      assertThat(Client.shown(read.records().get(i)))
          .isEqualTo("[" + (199 - i) + " \"v" + (199 - i) + "\"]");
    }
  }

  @Test
  void aReplyThatFitsNoPacketIsRefusedAsAWhole() {
    String value = "x".repeat(300_000);
    List<WireRecord> keys = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      client.set(0, "r", "c" + i, value, 0);
      keys.add(key(0, "r", "c" + i));
    }
    Body.Many tooMuch = client.many(Command.MGET, 0, keys);
    assertThat(tooMuch.code()).isEqualTo((byte) -21);
    assertThat(tooMuch.records()).isEmpty();
    assertThat(client.many(Command.MGET, 0, keys.subList(0, 6)).records()).hasSize(6);
    Body.Many increments = client.many(Command.MINCR, 0, increments(keys));
    assertThat(increments.code()).isEqualTo((byte) -21);
    assertThat(client.one(Command.GET, 0, keys.get(7)).score()).isEqualTo(1);
  }

  private static List<WireRecord> increments(List<WireRecord> keys) {
    List<WireRecord> increments = new ArrayList<>();
    for (WireRecord key : keys) {
      increments.add(
          new WireRecord(
              key.table(), (byte) 0, 0, key.row(), key.column(), WireRecord.EMPTY, 1, 0, 0));
    }
    return increments;
  }

  // ---- optimistic locking -----------------------------------------------------------------------

  private WireRecord getWithNumber(int z, String column) {
    return client.one(Command.GET, z, key(0, "r", column).withCas(2));
  }

  private int set(int z, String column, String value, int cas) {
    return client.one(Command.SET, z, record(0, "r", column, value, 0).withCas(cas)).code();
  }

  @Test
  void aNumberLetsOneSetThrough() {
    client.set(0, "r", "c", "v", 0);
    int number = getWithNumber(0, "c").cas();
    assertThat(number).isGreaterThan(2);
    assertThat(set(0, "c", "first", number)).isZero();
    assertThat(set(0, "c", "second", number)).isEqualTo(-1);
    assertThat(client.get(0, "r", "c")).isEqualTo("[0 \"first\"]");
  }

  @Test
  void anyOtherWriteUsesTheNumberUp() {
    client.set(0, "r", "c", "v", 0);
    int number = getWithNumber(0, "c").cas();
    try (Client other = fixture.client()) {
      other.database = client.database;
      other.set(0, "r", "c", "theirs", 0);
    }
    assertThat(set(0, "c", "mine", number)).isEqualTo(-1);
  }

  @Test
  void aMissingRecordHasANumberToo() {
    WireRecord missing = getWithNumber(0, "c");
    assertThat(missing.code()).isEqualTo((byte) 1);
    assertThat(set(0, "c", "v", missing.cas())).isZero();
    assertThat(set(0, "c", "w", missing.cas())).isEqualTo(-1);
    assertThat(client.one(Command.GET, 0, key(0, "r", "c").withCas(1)).cas()).isZero();
  }

  @Test
  void aNumberBelongsToItsSpace() {
    int number = getWithNumber(Z, "c").cas();
    assertThat(set(0, "c", "v", number)).isEqualTo(-1);
    assertThat(client.one(Command.DEL, Z, key(0, "r", "c").withCas(number)).code()).isZero();
    assertThat(client.one(Command.DEL, Z, key(0, "r", "c").withCas(number)).code())
        .isEqualTo((byte) -1);
    int another = getWithNumber(Z, "c").cas();
    WireRecord increment = record(0, "r", "c", "", 4).withCas(another);
    assertThat(client.one(Command.INCR, Z, increment).score()).isEqualTo(4);
    assertThat(client.one(Command.INCR, Z, increment).code()).isEqualTo((byte) -1);
  }

  @Test
  void manyRecordsMayBeReadWithNumbers() {
    client.set(0, "r", "a", "va", 1);
    client.set(0, "r", "b", "vb", 2);
    Body.Many read =
        client.many(
            Command.MGET,
            0,
            key(0, "r", "a").withCas(2),
            key(0, "r", "b"),
            key(0, "r", "none").withCas(2));
    assertThat(read.records())
        .extracting(Client::shown)
        .containsExactly("[1 \"va\"]", "[2 \"vb\"]", "<nil>");
    assertThat(read.records().get(0).cas()).isGreaterThan(2);
    assertThat(read.records().get(1).cas()).isZero();
    assertThat(read.records().get(2).cas()).isGreaterThan(2);
    Body.Many written =
        client.many(
            Command.MSET,
            0,
            record(0, "r", "a", "new", 0).withCas(read.records().get(0).cas()),
            record(0, "r", "b", "new", 0).withCas(12345));
    assertThat(written.records()).extracting(WireRecord::code).containsExactly((byte) 0, (byte) -1);
  }

  // ---- times to live ----------------------------------------------------------------------------

  @Test
  void recordsTellTheirLifeOnlyWhereAsked() {
    assertThat(client.one(Command.SETEX, 0, record(0, "r", "c", "v", 1).withTtl(58)).code())
        .isZero();
    assertThat(client.one(Command.GET, 0, key(0, "r", "c")).ttl()).isZero();
    assertThat(client.one(Command.GET, Flags.TTL, key(0, "r", "c")).ttl()).isBetween(57, 58);
    WireRecord locked = client.one(Command.GET, Flags.TTL, key(0, "r", "c").withCas(2));
    assertThat(locked.ttl()).isBetween(57, 58);
    assertThat(client.incr(0, "r", "c", 1)).isEqualTo("[2 \"v\"]");
    assertThat(client.one(Command.GET, Flags.TTL, key(0, "r", "c")).ttl()).isBetween(57, 58);
    assertThat(client.one(Command.EXPIRE, 0, key(0, "r", "c")).code()).isZero();
    assertThat(client.one(Command.GET, Flags.TTL, key(0, "r", "c")).ttl()).isZero();
    assertThat(client.one(Command.EXPIRE, Z, key(0, "r", "c").withTtl(5)).code())
        .isEqualTo((byte) 1);
    assertThat(client.one(Command.EXPIRE, 0, key(0, "r", "c").withTtl(-1)).code())
        .isEqualTo((byte) -24);
  }

  @Test
  void manyRecordsHaveLivesOfTheirOwn() {
    client.many(
        Command.MSETEX,
        Z,
        record(0, "r", "a", "", 1).withTtl(100),
        record(0, "r", "b", "", 2),
        record(0, "r", "c", "", 3).withTtl(-1));
    Body.Many read =
        client.many(
            Command.MGET, Z | Flags.TTL, key(0, "r", "a"), key(0, "r", "b"), key(0, "r", "c"));
    assertThat(read.records().get(0).ttl()).isBetween(99, 100);
    assertThat(read.records().get(1).ttl()).isZero();
    assertThat(read.records().get(2).code()).isEqualTo((byte) 1);
    Body.Many changed =
        client.many(
            Command.MEXPIRE, Z, key(0, "r", "a"), key(0, "r", "b").withTtl(9), key(0, "r", "x"));
    assertThat(changed.records())
        .extracting(WireRecord::code)
        .containsExactly((byte) 0, (byte) 0, (byte) 1);
    Body.Scan scan =
        new Body.Scan(
            Flags.TTL | Flags.ASCENDING | Flags.FROM_START,
            new WireRecord(
                0, (byte) 0, 1, Client.bytes("r"), WireRecord.EMPTY, WireRecord.EMPTY, 0, 0, 0),
            10);
    Body.Many page = (Body.Many) client.call(Command.SCAN, scan).body();
    assertThat(page.records().get(0).ttl()).isZero();
    assertThat(page.records().get(1).ttl()).isBetween(8, 9);
    List<WireRecord> dumped = records(client.dump(Flags.TTL, 0, 0, 65_535));
    assertThat(dumped).extracting(r -> r.ttl() > 0).containsExactly(false, true);
    assertThat(records(client.dump(0, 0, 0, 65_535))).allMatch(r -> r.ttl() == 0);
  }
}
