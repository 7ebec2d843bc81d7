/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static io.tabularium.wire.wtable.Client.key;
import static io.tabularium.wire.wtable.Client.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.PacketEncoder;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections: what ends them, what they survive, who may do what, how much they may ask for. */
class ProtocolTest {
  private static final int HOSTILE_PACKETS = 100_000;

  private static Fixture fixture;

  @BeforeAll
  static void start() {
    fixture = new Fixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static byte[] packet(Command command, int database, long sequence, Body body) {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(command, database, sequence, body);
    return encoder.toByteArray();
  }

  private static byte[] get(String row) {
    return packet(Command.GET, 0, 1, new Body.One(0, key(0, row, "c")));
  }

  /** Sets a header's length and makes its checksum right. */
  private static byte[] withLength(byte[] packet, int length) {
    byte[] changed = packet.clone();
    for (int i = 0; i < 4; i++) {
      changed[11 + i] = (byte) (length >>> (24 - 8 * i));
    }
    return withChecksum(changed);
  }

  private static byte[] withChecksum(byte[] packet) {
    int sum = 10;
    for (int i = 1; i < 15; i++) {
      sum += packet[i];
    }
    packet[0] = (byte) sum;
    return packet;
  }

  // ---- what ends a connection -------------------------------------------------------------------

  @Test
  void noiseEndsTheConnectionWithoutAReply() {
    byte[] damaged = get("r");
    damaged[0]++;
    byte[] unknown = get("r");
    unknown[1] = 0x77;
    List<byte[]> noise =
        List.of(
            damaged,
            withLength(get("r"), KlistLimits.PACKET_BYTES + 1),
            withLength(get("r"), 10),
            withLength(get("r"), -1),
            withChecksum(unknown),
            packet(Command.SYNC, 0, 1, new Body.Raw(new byte[4])),
            "GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(UTF_8));
    for (byte[] bytes : noise) {
      try (Client client = fixture.client()) {
        client.raw(bytes);
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
    try (Client client = fixture.client()) {
      assertThat(client.get(0, "still", "there")).isEqualTo("<nil>");
    }
  }

  @Test
  void whatCameBeforeNoiseIsAnswered() {
    try (Client client = fixture.client()) {
      byte[] good = get("r");
      byte[] both = Arrays.copyOf(good, good.length + 20);
      client.raw(both);
      assertThat(((Body.One) client.receive().body()).record().code()).isEqualTo((byte) 1);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void connectionsThatSayNothingOrHalfAWordAreHarmless() {
    fixture.client().close();
    try (Client client = fixture.client()) {
      client.raw(Arrays.copyOf(get("r"), 7));
    }
    await().until(() -> fixture.server.connections() == 0);
    assertThat(fixture.server.bytesInFlight()).isZero();
  }

  @Test
  void aMalformedBodyIsAnsweredAndTheConnectionGoesOn() {
    try (Client client = fixture.client()) {
      byte[] longer = get("row");
      client.raw(withLength(Arrays.copyOf(longer, longer.length + 2), longer.length + 2));
      WireRecord reply = ((Body.One) client.receive().body()).record();
      assertThat(reply.code()).isEqualTo((byte) -17);
      assertThat(new String(reply.row(), UTF_8)).isEqualTo("row");
      assertThat(new String(reply.column(), UTF_8)).isEqualTo("c");
      byte[] many =
          packet(Command.MGET, 0, 2, new Body.Many(Flags.Z, (byte) 0, List.of(key(0, "r", "c"))));
      client.raw(withLength(Arrays.copyOf(many, many.length - 1), many.length - 1));
      Body.Many refused = (Body.Many) client.receive().body();
      assertThat(refused.code()).isEqualTo((byte) -17);
      assertThat(refused.records()).isEmpty();
      for (Command command : List.of(Command.SCAN, Command.DUMP)) {
        client.raw(packet(command, 0, 3, new Body.Raw(new byte[] {4, 0})));
        Packet reply2 = client.receive();
        assertThat(reply2.command()).isEqualTo(command);
        if (reply2.body() instanceof Body.DumpPage page) {
          assertThat(page).isEqualTo(new Body.DumpPage(0, (byte) -17, List.of(), 0, 0, 0));
        } else {
          assertThat(reply2.body()).isEqualTo(new Body.Many(0, (byte) -17, List.of()));
        }
      }
      assertThat(client.get(0, "still", "there")).isEqualTo("<nil>");
    }
  }

  @Test
  void unknownControlBitsAreIgnoredAndFlagsComeBack() {
    try (Client client = fixture.client()) {
      byte[] get = get("r");
      get[16] |= (byte) 0xe0;
      client.raw(get);
      assertThat(((Body.One) client.receive().body()).record().code()).isEqualTo((byte) 1);
      Packet reply = client.call(Command.SET, new Body.One(0xc2, record(0, "f", "c", "v", 1)));
      assertThat(((Body.One) reply.body()).flags()).isEqualTo(0xc2);
      WireRecord marked = WireRecord.result(0, Client.bytes("r"), Client.bytes("c"), (byte) -77);
      assertThat(client.one(Command.SET, 0, marked).code()).isEqualTo((byte) -77);
    }
  }

  @Test
  void theAdminDatabaseHoldsNoData() {
    try (Client client = fixture.client()) {
      client.database = KlistLimits.ADMIN_DATABASE;
      for (Command command : Command.values()) {
        switch (command.shape()) {
          case ONE -> {
            int expected = command == Command.AUTH ? 0 : -18;
            assertThat(client.one(command, 0, key(0, "r", "c")).code()).isEqualTo((byte) expected);
          }
          case MANY ->
              assertThat(client.many(command, 0, key(0, "r", "c")).code()).isEqualTo((byte) -18);
          case SCAN ->
              assertThat(client.scan(0, true, "r", null, null, 9).code()).isEqualTo((byte) -18);
          case DUMP -> assertThat(client.dump(0, 0, 0, 65_535).get(0).code()).isEqualTo((byte) -18);
          case RAW -> {}
        }
      }
    }
  }

  // ---- rights -----------------------------------------------------------------------------------

  private static Fixture guarded() {
    return new Fixture(
        builder ->
            builder
                .passwords(
                    new Passwords(
                        "abcxyz",
                        Map.of(3, "three"),
                        Map.of(10086, new Passwords.Business(7, "secret"))))
                .pingIsAuth(true));
  }

  private static int auth(Client client, int database, String password, String business) {
    client.database = database;
    Packet reply = client.call(Command.AUTH, new Body.One(0, key(0, password, business)));
    WireRecord record = ((Body.One) reply.body()).record();
    assertThat(record.row()).isEmpty();
    client.database = reply.database();
    return record.code();
  }

  @Test
  void withoutAPasswordNothingIsOpen() {
    try (Fixture guarded = guarded();
        Client client = guarded.client()) {
      assertThat(client.call(Command.PING, new Body.Raw(new byte[0])).body())
          .isInstanceOf(Body.Raw.class);
      assertThat(client.get(0, "r", "c")).isEqualTo("(-12)");
      assertThat(client.set(Flags.Z, "r", "c", "v", 0)).isEqualTo(-12);
      assertThat(client.many(Command.MGET, 0, key(0, "r", "c")).code()).isEqualTo((byte) -12);
      assertThat(client.many(Command.MSET, 0, key(0, "r", "c")).code()).isEqualTo((byte) -12);
      assertThat(client.scan(0, true, "r", null, null, 9).code()).isEqualTo((byte) -12);
      assertThat(client.dump(0, 0, 0, 65_535).get(0).code()).isEqualTo((byte) -12);
      for (Command command :
          List.of(Command.SLAVEOF, Command.MIGRATE, Command.SLAVEST, Command.DELSLOT)) {
        assertThat(control(client, command, "{}")).contains("\"ErrMsg\":\"no priviledge\"");
      }
      assertThat(auth(client, 0, "bad", "")).isEqualTo(-11);
      assertThat(auth(client, 0, "", "")).isEqualTo(-11);
    }
  }

  @Test
  void theAdminPasswordOpensEverything() {
    try (Fixture guarded = guarded();
        Client client = guarded.client()) {
      assertThat(auth(client, 3, "abcxyz", "")).isZero();
      assertThat(client.database).isEqualTo(KlistLimits.ADMIN_DATABASE);
      for (int database : new int[] {0, 3, 254}) {
        client.database = database;
        assertThat(client.get(0, "r", "c")).isEqualTo("<nil>");
      }
      assertThat(auth(client, 9, "anything", "")).isZero();
      assertThat(client.database).isEqualTo(9);
      assertThat(control(client, Command.SLAVEOF, "{\"clientreq\":true}"))
          .isEqualTo(
              "{\"ClientReq\":false,\"MasterAddr\":\"\",\"SlaveAddr\":\"\",\"LastSeq\":0,"
                  + "\"ErrMsg\":\"\"}");
      assertThat(control(client, Command.SLAVEOF, "{\"ClientReq\":true,\"MasterAddr\":\"h:1\"}"))
          .doesNotContain("\"ErrMsg\":\"\"");
      assertThat(control(client, Command.SLAVEOF, "{}")).doesNotContain("\"ErrMsg\":\"\"");
      assertThat(control(client, Command.SLAVEOF, "not json")).contains("decode failed(");
      assertThat(control(client, Command.MIGRATE, "{\"SlotId\":9000}"))
          .contains("migrate slot id out of range");
      assertThat(control(client, Command.SLAVEST, "{\"SlotId\":7}"))
          .isEqualTo("{\"Migration\":false,\"SlotId\":7,\"Status\":0,\"ErrMsg\":\"\"}");
      client.database = 0;
      client.set(0, "r", "c", "v", 0);
      assertThat(control(client, Command.DELSLOT, "{\"SlotId\":7}")).contains("\"SlotId\":7");
      assertThat(client.get(0, "r", "c")).isEqualTo("[0 \"v\"]");
    }
  }

  @Test
  void aServerIsNobodysSlave() {
    try (Client client = fixture.client()) {
      assertThat(
              control(
                  client,
                  Command.SLAVEOF,
                  "{\"ClientReq\":true,\"MasterAddr\":\"10.0.0.1:6688\",\"SlaveAddr\":\"\","
                      + "\"LastSeq\":0,\"ErrMsg\":\"\"}"))
          .doesNotContain("\"ErrMsg\":\"\"");
      assertThat(client.set(0, "master", "c", "v", 1)).isZero();
      assertThat(client.one(Command.GET, 0, key(0, "master", "c").withCas(1)).score()).isEqualTo(1);
      assertThat(
              control(
                  client,
                  Command.SLAVEOF,
                  "{\"ClientReq\":true,\"MasterAddr\":\"\",\"SlaveAddr\":\"\",\"LastSeq\":0,"
                      + "\"ErrMsg\":\"\"}"))
          .contains("\"ErrMsg\":\"\"");
      assertThat(client.set(0, "master", "c", "w", 2)).isZero();
    }
  }

  private static String control(Client client, Command command, String json) {
    Packet reply = client.call(command, new Body.Raw(json.getBytes(UTF_8)));
    return new String(((Body.Raw) reply.body()).bytes(), UTF_8);
  }

  @Test
  void aDatabasesPasswordOpensIt() {
    try (Fixture guarded = guarded();
        Client client = guarded.client()) {
      assertThat(auth(client, 4, "three", "")).isEqualTo(-11);
      assertThat(auth(client, 3, "three", "")).isZero();
      assertThat(client.database).isEqualTo(3);
      assertThat(client.get(0, "r", "c")).isEqualTo("<nil>");
      client.database = 4;
      assertThat(client.get(0, "r", "c")).isEqualTo("(-12)");
      assertThat(control(client, Command.SLAVEOF, "{\"ClientReq\":true}"))
          .contains("no priviledge");
      assertThat(control(client, Command.DELSLOT, "{}")).contains("no priviledge");
      assertThat(control(client, Command.SLAVEST, "{}")).contains("\"ErrMsg\":\"\"");
    }
  }

  @Test
  void aBusinessHasItsDatabaseAndAHundredKeys() {
    try (Fixture guarded = guarded();
        Client client = guarded.client()) {
      assertThat(auth(client, 0, "wrong", "10086")).isEqualTo(-11);
      assertThat(auth(client, 0, "secret", "10087")).isEqualTo(-11);
      assertThat(auth(client, 0, "secret", "not a number")).isEqualTo(-11);
      assertThat(auth(client, 0, "secret", "10086")).isZero();
      assertThat(client.database).isEqualTo(7);
      List<WireRecord> records = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        records.add(record(0, "r", "c" + i, "", 0));
      }
      assertThat(client.many(Command.MSET, 0, records).code()).isEqualTo((byte) -25);
      assertThat(client.get(0, "r", "c0")).isEqualTo("<nil>");
      assertThat(client.many(Command.MSET, 0, records.subList(0, 100)).records()).hasSize(100);
      client.database = 0;
      assertThat(client.get(0, "r", "c")).isEqualTo("(-12)");
    }
  }

  @Test
  void aPingWithAPasswordIsTakenForAnAuthWhereThatIsWished() {
    try (Fixture guarded = guarded();
        Client client = guarded.client()) {
      client.database = 3;
      byte[] body = bodyOf(packet(Command.GET, 3, 1, new Body.One(0, key(0, "wrong", ""))));
      Packet refused = client.call(Command.PING, new Body.Raw(body));
      byte[] reply = ((Body.Raw) refused.body()).bytes();
      assertThat(reply[3]).isEqualTo((byte) -11);
      byte[] right = bodyOf(packet(Command.GET, 3, 1, new Body.One(0, key(0, "three", ""))));
      Packet accepted = client.call(Command.PING, new Body.Raw(right));
      assertThat(((Body.Raw) accepted.body()).bytes()).isEqualTo(right);
      assertThat(client.get(0, "r", "c")).isEqualTo("<nil>");
    }
    try (Client client = fixture.client()) {
      byte[] body = bodyOf(packet(Command.GET, 0, 1, new Body.One(0, key(0, "any", ""))));
      Packet reply = client.call(Command.PING, new Body.Raw(body));
      assertThat(((Body.Raw) reply.body()).bytes()).isEqualTo(body);
    }
  }

  private static byte[] bodyOf(byte[] packet) {
    return Arrays.copyOfRange(packet, 15, packet.length);
  }

  // ---- how much ---------------------------------------------------------------------------------

  @Test
  void noReplyIsLostOrDoubledUnderPipelining() {
    int requests = 20_000;
    try (Client client = fixture.client()) {
      Thread sending =
          new Thread(
              () -> {
                for (int i = 0; i < requests; i++) {
                  String row = "p" + i % 7;
                  switch (i % 5) {
                    case 0 ->
                        client.send(Command.SET, new Body.One(0, record(0, row, "c", "v", i)));
                    case 1 -> client.send(Command.GET, new Body.One(0, key(0, row, "c")));
                    case 2 ->
                        client.send(
                            Command.INCR, new Body.One(Flags.Z, record(0, row, "n", "", 1)));
                    case 3 ->
                        client.send(
                            Command.SCAN,
                            new Body.Scan(
                                Flags.ASCENDING | Flags.FROM_START,
                                key(0, row, ""),
                                i % 2 == 0 ? 100 : 5));
                    default ->
                        client.send(
                            Command.MGET,
                            new Body.Many(
                                0, (byte) 0, List.of(key(0, row, "c"), key(0, row, "none"))));
                  }
                }
              });
      sending.start();
      Set<Long> answered = new HashSet<>();
      for (int i = 0; i < requests; i++) {
        assertThat(answered.add(client.receive().sequence())).isTrue();
      }
      assertThat(answered).hasSize(requests);
      long sum = 0;
      for (int r = 0; r < 7; r++) {
        sum += client.one(Command.GET, Flags.Z, key(0, "p" + r, "n")).score();
      }
      assertThat(sum).isEqualTo(requests / 5);
    }
  }

  @Test
  void writesOfOneConnectionToOneRowKeepTheirOrder() {
    try (Client client = fixture.client()) {
      for (int i = 0; i < 2_000; i++) {
        client.send(Command.SET, new Body.One(0, record(0, "ordered", "c", "", i)));
      }
      for (int i = 0; i < 2_000; i++) {
        assertThat(((Body.One) client.receive().body()).record().code()).isZero();
      }
      assertThat(client.get(0, "ordered", "c")).isEqualTo("[1999 \"\"]");
    }
  }

  @Test
  void packetsMayArriveByteByByte() {
    try (Client client = fixture.client()) {
      byte[] request =
          packet(Command.SET, 0, 9, new Body.One(0, record(0, "slowly", "c", "value", 3)));
      for (byte b : request) {
        client.raw(new byte[] {b});
      }
      assertThat(client.receive().sequence()).isEqualTo(9);
      assertThat(client.get(0, "slowly", "c")).isEqualTo("[3 \"value\"]");
    }
  }

  @Test
  void aClientThatNeverReadsHoldsNobodyUp() {
    try (Fixture small =
        new Fixture(b -> b.stallTimeout(Duration.ofMillis(500)).networkThreads(1))) {
      String value = "x".repeat(500_000);
      try (Client writer = small.client();
          Client greedy = small.client()) {
        writer.set(0, "r", "c", value, 0);
        byte[] get = get("r");
        Thread asking =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < 100_000; i++) {
                      greedy.raw(get);
                    }
                  } catch (UncheckedIOException e) {
                    // The server has given up on this client, as it should.
                  }
                });
        asking.start();
        for (int i = 0; i < 200; i++) {
          assertThat(writer.get(0, "r", "other")).isEqualTo("<nil>");
          assertThat(small.server.bytesInFlight()).isLessThan(16 << 20);
        }
        await().until(() -> small.server.connections() == 1);
        await().until(() -> !asking.isAlive());
        assertThat(small.server.bytesInFlight()).isZero();
      }
    }
  }

  @Test
  void anIncompletePacketIsNotWaitedForForEver() {
    try (Fixture small = new Fixture(b -> b.stallTimeout(Duration.ofMillis(200)));
        Client client = small.client();
        Client idle = small.client()) {
      client.raw(Arrays.copyOf(get("r"), 18));
      assertThat(client.isClosedByServer()).isTrue();
      // The client may learn of it first.
      await().until(() -> small.server.bytesInFlight() == 0);
      assertThat(idle.get(0, "r", "c")).isEqualTo("<nil>");
    }
  }

  @Test
  void withoutRoomRequestsWaitAndAreAnsweredLater() {
    try (Fixture small = new Fixture(b -> b.maxInFlightBytes(64 << 10));
        Client client = small.client()) {
      String value = "v".repeat(50_000);
      for (int i = 0; i < 40; i++) {
        client.send(Command.SET, new Body.One(0, record(0, "r", "c" + i, value, i)));
      }
      for (int i = 0; i < 40; i++) {
        assertThat(((Body.One) client.receive().body()).record().code()).isZero();
      }
      assertThat(small.server.bytesInFlight()).isZero();
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAtOnce() {
    try (Fixture small = new Fixture(b -> b.maxConnections(2));
        Client first = small.client();
        Client second = small.client()) {
      assertThat(first.get(0, "r", "c")).isEqualTo("<nil>");
      assertThat(second.get(0, "r", "c")).isEqualTo("<nil>");
      try (Client third = small.client()) {
        assertThat(third.isClosedByServer()).isTrue();
      }
      first.close();
      await()
          .untilAsserted(
              () -> {
                try (Client again = small.client()) {
                  again.raw(get("r"));
                  assertThat(again.receiveBytes()).isNotNull();
                }
              });
    }
  }

  @Test
  void manyIdleConnectionsCostTheBusyOnesNothing() {
    List<Client> idle = new ArrayList<>();
    try (Client busy = fixture.client()) {
      for (int i = 0; i < 2_000; i++) {
        idle.add(fixture.client());
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(busy.set(0, "busy", "c" + i, "v", i)).isZero();
      }
      await().until(() -> fixture.server.connections() >= 2_001);
      assertThat(idle.get(500).get(0, "busy", "c7")).isEqualTo("[7 \"v\"]");
    } finally {
      idle.forEach(Client::close);
    }
  }

  // ---- hostile input ----------------------------------------------------------------------------

  @Test
  void hostilePacketsNeitherStopTheServerNorLeak() throws InterruptedException {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    try (Logs logs = new Logs();
        Fixture target = new Fixture()) {
      Client client = target.client();
      for (int i = 0; i < HOSTILE_PACKETS; i++) {
        byte[] packet = hostile(random);
        try {
          client.raw(packet);
          if (i % 500 == 499) {
            client.close();
            client = target.client();
          }
        } catch (UncheckedIOException e) {
          client.close();
          client = target.client();
        }
      }
      client.close();
      try (Client polite = target.client()) {
        polite.database = 200;
        assertThat(polite.set(0, "r", "c", "v", 1)).as("seed %d", seed).isZero();
        assertThat(polite.get(0, "r", "c")).isEqualTo("[1 \"v\"]");
      }
      await().until(() -> target.server.connections() == 0);
      await().until(() -> target.server.bytesInFlight() == 0);
      assertThat(logs.events)
          .as("seed %d", seed)
          .noneMatch(e -> e.getLevel().isGreaterOrEqual(Level.ERROR));
      assertThat(NettyLeaks.reports(logs)).isEmpty();
    }
  }

  /** A packet with a good header and a body that is random, cut, or slightly wrong. */
  private static byte[] hostile(SplittableRandom random) {
    Command[] commands = Command.values();
    Command command;
    do {
      command = commands[random.nextInt(commands.length)];
    } while (command == Command.SYNC || command == Command.SYNCST);
    byte[] body;
    if (random.nextBoolean()) {
      body = new byte[random.nextInt(40)];
      random.nextBytes(body);
    } else {
      WireRecord record =
          new WireRecord(
              random.nextInt(3),
              (byte) 0,
              random.nextInt(4),
              new byte[random.nextInt(3)],
              new byte[random.nextInt(3)],
              new byte[random.nextInt(3)],
              random.nextLong(),
              random.nextInt(4),
              random.nextInt(-1, 3));
      Body shaped =
          switch (command.shape()) {
            case ONE -> new Body.One(random.nextInt(256), record);
            case MANY -> new Body.Many(random.nextInt(2), (byte) 0, List.of(record, record));
            case SCAN -> new Body.Scan(random.nextInt(256), record, random.nextInt(65_536));
            case DUMP ->
                new Body.Dump(
                    random.nextInt(256), record, random.nextInt(9_000), random.nextInt(9_000));
            case RAW -> new Body.Raw("{\"SlotId\":1}".getBytes(UTF_8));
          };
      body = bodyOf(packet(command, 0, 1, shaped));
      if (random.nextInt(3) == 0 && body.length > 0) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
    }
    byte[] packet = packet(command, random.nextInt(256), random.nextLong(), new Body.Raw(body));
    if (random.nextInt(2_000) == 0) {
      packet[random.nextInt(packet.length)]++;
    }
    return packet;
  }
}
