/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.klist.KlistLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What holds for all packets, and for what only looks like one. */
class PacketPropertiesTest {
  private static final int MALFORMED_PACKETS = 200_000;

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("bodies") Body body, @ForAll long sequence)
      throws ProtocolException {
    Command command =
        body instanceof Body.One
            ? Command.SETEX
            : body instanceof Body.Many
                ? Command.MSETEX
                : body instanceof Body.Scan ? Command.SCAN : Command.DUMP;
    byte[] first = encode(new Packet(command, 9, sequence, body));
    assertThat(Framing.packetLength(first, 0, first.length)).isEqualTo(first.length);
    Packet read =
        body instanceof Body.DumpPage
            ? new PacketDecoder().reply(first, 0, first.length)
            : new PacketDecoder().request(first, 0, first.length);
    assertThat(read.sequence()).isEqualTo(sequence);
    assertThat(read.database()).isEqualTo(9);
    assertThat(read.body()).isInstanceOf(body.getClass());
    assertThat(encode(read)).isEqualTo(first);
  }

  @Property(tries = 300)
  void aRecordTellsItsLength(@ForAll("records") WireRecord record) {
    byte[] packet = encode(new Packet(Command.SETEX, 0, 1, new Body.One(0, record)));
    assertThat(packet).hasSize(Framing.HEADER_BYTES + 1 + record.encodedLength());
  }

  @Test
  void damagedPacketsAreRefusedAndNothingElse() {
    long seed = new Random().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    PacketDecoder decoder = new PacketDecoder();
    int malformed = 0;
    int refused = 0;
    for (int i = 0; i < MALFORMED_PACKETS; i++) {
      byte[] packet = damaged(random);
      try {
        int length = Framing.packetLength(packet, 0, packet.length);
        if (length < 0 || length > packet.length) {
          continue;
        }
        boolean reply = random.nextBoolean();
        Packet read = reply ? decoder.reply(packet, 0, length) : decoder.request(packet, 0, length);
        if (read.body() instanceof Body.Malformed) {
          malformed++;
        }
      } catch (ProtocolException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", packet " + Arrays.toString(packet), e);
      }
    }
    assertThat(malformed).isGreaterThan(MALFORMED_PACKETS / 20);
    assertThat(refused).isGreaterThan(MALFORMED_PACKETS / 20);
  }

  /** A packet of random content; mostly with a header that leads the decoder on. */
  private static byte[] damaged(SplittableRandom random) {
    Command[] commands = Command.values();
    Command command = commands[random.nextInt(commands.length)];
    byte[] packet;
    if (random.nextInt(3) == 0) {
      packet = new byte[Framing.HEADER_BYTES + random.nextInt(64)];
      random.nextBytes(packet);
    } else {
      PacketEncoder encoder = new PacketEncoder();
      List<WireRecord> records = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        records.add(record(random));
      }
      encoder.write(new Packet(command, 0, 1, new Body.DumpPage(0, (byte) 0, records, 0, 0, 0)));
      packet = encoder.toByteArray();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
      }
      packet = Arrays.copyOf(packet, Math.max(15, packet.length - random.nextInt(4)));
    }
    packet[Framing.COMMAND] = (byte) command.code();
    if (random.nextInt(8) != 0) {
      Bytes.putInt(packet, Framing.LENGTH, packet.length);
    }
    if (random.nextInt(8) != 0) {
      packet[0] = Framing.checksum(packet, 0);
    }
    return packet;
  }

  private static WireRecord record(SplittableRandom random) {
    byte[] row = new byte[random.nextInt(6)];
    byte[] column = new byte[random.nextInt(6)];
    return new WireRecord(
        1, (byte) random.nextInt(), 1, row, column, new byte[3], 7, 5, random.nextInt(2));
  }

  @Test
  void aHugeCountReservesNothing() {
    byte[] packet = encode(new Packet(Command.MGET, 0, 1, new Body.Many(0, (byte) 0, List.of())));
    packet[packet.length - 1] = -1;
    packet[packet.length - 2] = -1;
    assertThat(new PacketDecoder().request(packet, 0, packet.length).body())
        .isInstanceOf(Body.Malformed.class);
  }

  @Test
  void aMalformedRequestTellsItsKeyAsFarAsItWasRead() {
    WireRecord record = WireRecord.key(4, new byte[] {1, 2}, new byte[] {3});
    byte[] packet = encode(new Packet(Command.GET, 0, 1, new Body.One(0x41, record)));
    byte[] longer = Arrays.copyOf(packet, packet.length + 2);
    Body.Malformed trailing =
        (Body.Malformed) new PacketDecoder().request(longer, 0, longer.length).body();
    assertThat(trailing.flags()).isEqualTo(0x41);
    assertThat(trailing.partial().table()).isEqualTo(4);
    assertThat(trailing.partial().row()).containsExactly(1, 2);
    assertThat(trailing.partial().column()).containsExactly(3);
    Body.Malformed cut =
        (Body.Malformed) new PacketDecoder().request(packet, 0, packet.length - 1).body();
    assertThat(cut.partial().row()).containsExactly(1, 2);
    assertThat(cut.partial().column()).isEmpty();
  }

  @Test
  void headersAreChecked() throws ProtocolException {
    byte[] packet = encode(new Packet(Command.GET, 0, 1, new Body.One(0, WireRecord.NOTHING)));
    assertThat(Framing.packetLength(packet, 0, Framing.HEADER_BYTES - 1)).isEqualTo(-1);
    assertThat(Framing.packetLength(packet, 0, Framing.HEADER_BYTES)).isEqualTo(packet.length);
    for (int length : new int[] {0, 14, -1, KlistLimits.PACKET_BYTES + 1, Integer.MIN_VALUE}) {
      byte[] wrong = packet.clone();
      Bytes.putInt(wrong, Framing.LENGTH, length);
      wrong[0] = Framing.checksum(wrong, 0);
      assertThatThrownBy(() -> Framing.packetLength(wrong, 0, wrong.length))
          .isInstanceOf(ProtocolException.class);
    }
    byte[] unknown = packet.clone();
    unknown[Framing.COMMAND] = 0x77;
    unknown[0] = Framing.checksum(unknown, 0);
    assertThatThrownBy(() -> Framing.packetLength(unknown, 0, unknown.length))
        .isInstanceOf(ProtocolException.class);
    byte[] damaged = packet.clone();
    damaged[5]++;
    assertThatThrownBy(() -> Framing.packetLength(damaged, 0, damaged.length))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void whatIsTooLongIsTakenBack() {
    PacketEncoder encoder = new PacketEncoder();
    WireRecord big =
        new WireRecord(
            0,
            (byte) 0,
            0,
            new byte[255],
            new byte[65_535],
            new byte[KlistLimits.VALUE_BYTES],
            -1,
            -1,
            0);
    encoder.write(Command.SET, 0, 1, new Body.One(0, big));
    int size = encoder.size();
    Body two = new Body.Many(0, (byte) 0, List.of(big, big));
    assertThat(encoder.writeIfFits(Command.MSET, 0, 2, two)).isFalse();
    assertThatThrownBy(() -> encoder.write(Command.MSET, 0, 2, two))
        .isInstanceOf(IllegalArgumentException.class);
    WireRecord longRow = WireRecord.key(0, new byte[256], WireRecord.EMPTY);
    assertThatThrownBy(() -> encoder.write(Command.GET, 0, 3, new Body.One(0, longRow)))
        .isInstanceOf(IllegalArgumentException.class);
    Body many = new Body.Many(0, (byte) 0, Collections.nCopies(65_536, WireRecord.NOTHING));
    assertThatThrownBy(() -> encoder.write(Command.MGET, 0, 3, many))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(encoder.size()).isEqualTo(size);
    encoder.reset();
    assertThat(encoder.size()).isZero();
  }

  @Provide
  Arbitrary<WireRecord> records() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    return Combinators.combine(
            Arbitraries.integers().between(0, 255),
            Arbitraries.bytes(),
            Arbitraries.integers().between(0, 255),
            bytes,
            bytes,
            bytes,
            Arbitraries.longs(),
            Arbitraries.integers())
        .as(
            (table, code, space, row, column, value, score, number) ->
                new WireRecord(
                    table, code, space, row, column, value, score, number, number >>> 3));
  }

  @Provide
  Arbitrary<Body> bodies() {
    Arbitrary<Integer> flags = Arbitraries.integers().between(0, 255).map(f -> f | Flags.TTL);
    Arbitrary<WireRecord> keys = records().map(r -> r.withTtl(0));
    Arbitrary<Integer> shorts = Arbitraries.integers().between(0, 65_535);
    Arbitrary<List<WireRecord>> lists = records().list().ofMaxSize(5);
    return Arbitraries.oneOf(
        Combinators.combine(flags, records()).as(Body.One::new),
        Combinators.combine(flags, Arbitraries.bytes(), lists).as(Body.Many::new),
        Combinators.combine(flags, keys, shorts).as(Body.Scan::new),
        Combinators.combine(flags, keys, shorts, shorts).as(Body.Dump::new),
        Combinators.combine(flags, Arbitraries.bytes(), lists, shorts, shorts, shorts)
            .as(Body.DumpPage::new));
  }

  private static byte[] encode(Packet packet) {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(packet);
    return encoder.toByteArray();
  }
}
