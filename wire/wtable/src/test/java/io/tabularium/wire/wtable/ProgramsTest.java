/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static io.tabularium.wire.wtable.Client.columns;
import static io.tabularium.wire.wtable.Client.isEnd;
import static io.tabularium.wire.wtable.Client.key;
import static io.tabularium.wire.wtable.Client.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The programs that come with GoTable, request by request: what its examples show is what is
 * answered, and what its C++ client gets wrong leads where it leads there.
 */
class ProgramsTest {
  private static final int Z = Flags.Z;

  private Fixture fixture;
  private Client client;

  @BeforeEach
  void start() {
    fixture = new Fixture();
    client = fixture.client();
    client.database = 1;
  }

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  private static String shown(WireRecord record) {
    return text(record.row()) + "/" + text(record.column()) + " " + Client.shown(record);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private List<String> scan(int space, Long score, String column, int number, boolean end) {
    String row = space == 0 ? "row1" : "row2";
    Body.Scan request =
        new Body.Scan(
            (space == 0 ? 0 : Z) | Flags.ASCENDING | (column == null ? Flags.FROM_START : 0),
            new WireRecord(
                1,
                (byte) 0,
                space,
                Client.bytes(row),
                Client.bytes(column == null ? "" : column),
                WireRecord.EMPTY,
                score == null ? 0 : score,
                0,
                0),
            number);
    Body.Many page = (Body.Many) client.call(Command.SCAN, request).body();
    assertThat(isEnd(page)).isEqualTo(end);
    return page.records().stream().map(r -> text(r.column()) + " " + r.score()).toList();
  }

  private List<WireRecord> dumpTable() {
    return client.dump(Flags.ONE_TABLE, 1, 0, 65_535).stream()
        .flatMap(page -> page.records().stream())
        .toList();
  }

  private static List<String> rows(List<WireRecord> dumped) {
    return dumped.stream().map(r -> text(r.row())).distinct().toList();
  }

  @Test
  void theExampleInCpp() {
    WireRecord first = record(1, "row1", "col1", "v01", 10);
    assertThat(client.one(Command.SET, 0, first).code()).isZero();
    assertThat(shown(client.one(Command.GET, 0, key(1, "row1", "col1"))))
        .isEqualTo("row1/col1 [10 \"v01\"]");
    assertThat(client.one(Command.DEL, 0, key(1, "row1", "col1")).code()).isZero();
    assertThat(client.one(Command.GET, 0, key(1, "row1", "col1")).code()).isEqualTo((byte) 1);

    Body.Many written =
        client.many(
            Command.MSET,
            0,
            record(1, "row1", "col0", "v00", 10),
            record(1, "row1", "col1", "v01", 9),
            record(1, "row1", "col2", "v02", 8),
            record(1, "row1", "col3", "v03", 7),
            record(1, "row8", "col4", "v04", 6));
    assertThat(written.records()).hasSize(5).allMatch(r -> r.code() == 0);
    Body.Many read =
        client.many(
            Command.MGET,
            0,
            key(1, "row8", "col4"),
            key(1, "row1", "col2"),
            key(1, "row1", "col1"),
            key(1, "row1", "col3"),
            key(1, "row8", "not"));
    assertThat(read.records())
        .extracting(ProgramsTest::shown)
        .containsExactly(
            "row8/col4 [6 \"v04\"]",
            "row1/col2 [8 \"v02\"]",
            "row1/col1 [9 \"v01\"]",
            "row1/col3 [7 \"v03\"]",
            "row8/not <nil>");

    assertThat(scan(0, null, null, 10, true))
        .containsExactly("col0 10", "col1 9", "col2 8", "col3 7");

    assertThat(client.one(Command.SET, Z, record(1, "row2", "000", "v00", 10)).code()).isZero();
    assertThat(
            client
                .many(
                    Command.MSET,
                    Z,
                    record(1, "row2", "col1", "v01", 9),
                    record(1, "row2", "col2", "v02", 6),
                    record(1, "row2", "col3", "v03", 7),
                    record(1, "row2", "col4", "v04", 6),
                    record(1, "row2", "col5", "v05", -5))
                .code())
        .isZero();
    assertThat(scan(1, null, null, 4, false))
        .containsExactly("col5 -5", "col2 6", "col4 6", "col3 7");
    assertThat(scan(1, 7L, "col3", 4, true)).containsExactly("col1 9", "000 10");

    WireRecord locked = client.one(Command.GET, 0, key(1, "row1", "col1").withCas(2));
    assertThat(locked.cas()).isGreaterThan(2);
    assertThat(client.one(Command.GET, 0, key(1, "row1", "col1").withCas(2)).cas())
        .as("asked again")
        .isEqualTo(locked.cas());
    WireRecord changed = record(1, "row1", "col1", "v01-cas", 29).withCas(locked.cas());
    assertThat(client.one(Command.SET, 0, changed).code()).isZero();
    assertThat(shown(client.one(Command.GET, 0, key(1, "row1", "col1"))))
        .isEqualTo("row1/col1 [29 \"v01-cas\"]");

    List<WireRecord> dumped = dumpTable();
    assertThat(dumped).hasSize(11);
    assertThat(rows(dumped)).containsExactly("row2", "row8", "row1");
    assertThat(dumped.subList(0, 6)).allMatch(r -> r.space() == 1);
    assertThat(dumped.subList(0, 6))
        .extracting(WireRecord::score)
        .containsExactly(-5L, 6L, 6L, 7L, 9L, 10L);
    assertThat(dumped.subList(6, 11)).allMatch(r -> r.space() == 0);
  }

  @Test
  void theExampleInGo() {
    client.database = 0;
    for (int i = 0; i < 4; i++) {
      client.one(Command.SET, 0, record(1, "row1", "col" + i, "v0" + i, 10 - i));
    }
    client.one(Command.SET, 0, record(1, "row8", "col4", "v04", 6));
    client.one(Command.SET, Z, record(1, "row2", "000", "v00", 10));
    long[] scores = {9, 6, 7, 8, -5};
    for (int i = 0; i < scores.length; i++) {
      client.one(Command.SET, Z, record(1, "row2", "00" + (i + 1), "v0" + (i + 1), scores[i]));
    }
    assertThat(scan(1, null, null, 4, false)).containsExactly("005 -5", "002 6", "003 7", "004 8");
    assertThat(scan(1, 8L, "004", 4, true)).containsExactly("001 9", "000 10");
    // Four bytes for the column and eight for the value, which are no text.
    byte[] column = {0, 15, 59, (byte) 0xdd};
    byte[] value = {0, 0, 0, 1, 101, (byte) 160, (byte) 188, 0};
    WireRecord binary =
        new WireRecord(1, (byte) 0, 0, Client.bytes("row1"), column, value, 30, 0, 0);
    assertThat(client.one(Command.SET, 0, binary).code()).isZero();
    WireRecord found = client.one(Command.GET, 0, WireRecord.key(1, Client.bytes("row1"), column));
    assertThat(found.value()).isEqualTo(value);
    assertThat(found.score()).isEqualTo(30);
    Body.Scan all = new Body.Scan(Flags.ASCENDING | Flags.FROM_START, key(1, "row1", ""), 10);
    Body.Many page = (Body.Many) client.call(Command.SCAN, all).body();
    assertThat(page.records().get(0).column()).isEqualTo(column);
    assertThat(columns(page).subList(1, 5)).containsExactly("col0", "col1", "col2", "col3");
    List<WireRecord> dumped = dumpTable();
    assertThat(dumped).hasSize(12);
    assertThat(rows(dumped)).containsExactly("row1", "row2", "row8");
  }

  /** GoTable's C++ client sends other commands than its methods are called. */
  @Test
  void whatTheCppClientSendsByMistakeDoesWhatItSays() {
    client.one(Command.SET, 0, record(0, "r", "c", "v", 5));
    // incr(3) is sent as GET, with or without the increment.
    assertThat(Client.shown(client.one(Command.GET, 0, key(0, "r", "c")))).isEqualTo("[5 \"v\"]");
    assertThat(Client.shown(client.one(Command.GET, 0, record(0, "r", "c", "", 3))))
        .isEqualTo("[5 \"v\"]");
    assertThat(client.one(Command.GET, 0, record(0, "r", "none", "", 3)).code())
        .isEqualTo((byte) 1);
    assertThat(client.get(0, "r", "none")).isEqualTo("<nil>");
    // zDel is sent as DEL.
    client.one(Command.SET, Z, record(0, "r", "c", "z", 6));
    assertThat(client.one(Command.DEL, 0, key(0, "r", "c")).code()).isZero();
    assertThat(client.get(Z, "r", "c")).isEqualTo("[6 \"z\"]");
    assertThat(client.get(0, "r", "c")).isEqualTo("<nil>");
    // mIncr is right.
    assertThat(client.many(Command.MINCR, 0, record(0, "r", "m", "", 3)).records())
        .singleElement()
        .extracting(WireRecord::score)
        .isEqualTo(3L);
  }

  /** GoTable's C++ client misreads replies with longer rows, but the server has done its part. */
  @Test
  void rowsThatTheCppClientMisreadsAreWrittenAllTheSame() {
    for (int length : new int[] {127, 128, 255}) {
      String row = "r".repeat(length);
      assertThat(client.set(0, row, "c", "v" + length, 0)).isZero();
      assertThat(client.get(0, row, "c")).isEqualTo("[0 \"v" + length + "\"]");
    }
  }
}
