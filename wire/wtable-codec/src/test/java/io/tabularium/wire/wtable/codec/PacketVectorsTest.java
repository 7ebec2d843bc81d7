/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets as GoTable's clients and server write them, byte by byte. */
class PacketVectorsTest {
  private static final String PING = "30 10 00 0000000000000001 00000015 00 00 00 00 0000";
  private static final String SET =
      "95 60 00 0000000000000004 00000027 00 18 00 02 7231 0002 6332 00000002 7632"
          + " 0000000000000002";
  private static final String GET = "37 11 00 0000000000000003 00000019 00 00 00 02 7231 0002 6331";
  private static final String GET_REPLY =
      "3d 11 00 0000000000000003 0000001f 00 08 00 02 7231 0002 6331 00000002 7631";
  private static final String MISSING =
      "3b 11 00 0000000000000006 0000001a 00 01 00 01 02 7231 0002 7a7a";
  private static final String ZSCAN =
      "47 13 00 0000000000000010 0000001a 05 04 00 01 02 7231 0000 000a";
  private static final String ZSCAN_REPLY =
      "57 13 00 0000000000000010 0000002a 15 00 0001 18 00 02 7231 0002 6331 00000002 7661"
          + " 000000000000000b";
  private static final String DUMP_REPLY =
      "55 14 ff 000000000000001f 00000019 04 ee 0000 0000 ffff 0000";
  private static final String SETEX =
      "98 66 00 0000000000000005 00000023 00 28 00 02 7231 0002 6331 00000002 7631 0000003c";
  private static final String GET_TTL_REPLY =
      "45 11 00 0000000000000007 00000023 20 28 00 02 7231 0002 6331 00000002 7631 0000003a";

  @ParameterizedTest
  @CsvSource({
    PING,
    SET,
    GET,
    ZSCAN,
    SETEX,
    "96 64 00 0000000000000007 00000021 00 10 00 02 7231 0002 6331 0000000000000001",
    "98 64 00 0000000000000008 00000022 00 10 00 02 7231 0003 6e6577 fffffffffffffffb",
    "9e 60 00 000000000000000d 00000027 01 18 00 02 7231 0002 6331 00000002 7661 000000000000000b",
    "4c 13 00 0000000000000012 0000001d 0c 00 00 06 6e6f73756368 0000 000a",
    "59 12 00 0000000000000016 00000027 00 00 0002 00 00 02 7231 0002 6331 00 00 02 7231 0004"
        + " 6e6f7065",
    "53 11 00 000000000000001b 0000001d 00 02 00 02 7231 0002 6331 00000002",
    "38 09 00 000000000000000a 0000001b 00 00 00 06 61626378797a 0000",
    "35 10 00 0000000000000001 0000001a 20 00 00 05 3f63617073 0000",
    "35 09 00 0000000000000002 00000020 00 00 00 06 736563726574 0005 3130303836"
  })
  void aRequestIsReadAndWrittenAlike(String hex) throws ProtocolException {
    byte[] bytes = bytes(hex);
    assertThat(Framing.packetLength(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    Packet packet = new PacketDecoder().request(bytes, 0, bytes.length);
    assertThat(encode(packet)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    GET_REPLY,
    MISSING,
    ZSCAN_REPLY,
    DUMP_REPLY,
    GET_TTL_REPLY,
    "9c 64 00 0000000000000007 00000027 00 18 00 02 7231 0002 6331 00000002 7631 0000000000000001",
    "90 60 00 000000000000000d 00000019 01 00 00 02 7231 0002 6331",
    "42 13 00 0000000000000012 00000013 1c 00 0000",
    "68 12 00 0000000000000016 00000036 00 00 0002 18 00 02 7231 0002 6331 00000002 7631"
        + " 0000000000000001 01 00 01 02 7231 0004 6e6f7065",
    "a8 61 00 0000000000000017 00000026 00 00 0002 00 00 02 7231 0002 6d31 01 00 ed 00 0004"
        + " 6e6f7065",
    "61 11 00 000000000000001b 0000002b 00 1a 00 02 7231 0002 6331 00000002 7631"
        + " 0000000000000001 000019c9",
    "57 11 00 000000000000001c 00000020 00 03 00 01 02 7231 0004 7a7a7a7a 000019c9",
    "a1 60 00 000000000000001d 0000001a 00 01 00 ff 02 7231 0002 6331",
    "81 60 00 0000000000000001 00000016 00 01 00 f3 00 0000",
    "8e 66 00 0000000000000005 00000019 00 00 00 02 7231 0002 6331",
    "92 68 00 0000000000000006 0000001a 01 01 00 01 02 7231 0002 6331"
  })
  void aReplyIsReadAndWrittenAlike(String hex) throws ProtocolException {
    byte[] bytes = bytes(hex);
    assertThat(Framing.packetLength(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    Packet packet = new PacketDecoder().reply(bytes, 0, bytes.length);
    assertThat(encode(packet)).isEqualTo(bytes);
  }

  @Test
  void aSetCarriesKeyValueAndScore() {
    byte[] bytes = bytes(SET);
    Packet packet = new PacketDecoder().request(bytes, 0, bytes.length);
    assertThat(packet.command()).isEqualTo(Command.SET);
    assertThat(packet.sequence()).isEqualTo(4);
    Body.One one = (Body.One) packet.body();
    assertThat(one.flags()).isZero();
    assertThat(new String(one.record().row(), UTF_8)).isEqualTo("r1");
    assertThat(new String(one.record().column(), UTF_8)).isEqualTo("c2");
    assertThat(new String(one.record().value(), UTF_8)).isEqualTo("v2");
    assertThat(one.record().score()).isEqualTo(2);
  }

  @Test
  void aScanNamesItsListInTheRecord() {
    byte[] bytes = bytes(ZSCAN);
    Body.Scan scan = (Body.Scan) new PacketDecoder().request(bytes, 0, bytes.length).body();
    assertThat(scan.flags()).isEqualTo(Flags.Z | Flags.ASCENDING);
    assertThat(scan.pivot().space()).isEqualTo(1);
    assertThat(scan.number()).isEqualTo(10);
  }

  @Test
  void aPageCarriesItsRecordsAndTheEnd() throws ProtocolException {
    byte[] bytes = bytes(ZSCAN_REPLY);
    Body.Many page = (Body.Many) new PacketDecoder().reply(bytes, 0, bytes.length).body();
    assertThat(page.flags() & Flags.END).isNotZero();
    assertThat(page.records()).hasSize(1);
    assertThat(page.records().get(0).score()).isEqualTo(11);
  }

  @Test
  void aTimeToLiveIsReadWhereItMayStand() throws ProtocolException {
    byte[] setEx = bytes(SETEX);
    Body.One request = (Body.One) new PacketDecoder().request(setEx, 0, setEx.length).body();
    assertThat(request.record().ttl()).isEqualTo(60);
    byte[] get = bytes(GET_TTL_REPLY);
    Body.One reply = (Body.One) new PacketDecoder().reply(get, 0, get.length).body();
    assertThat(reply.record().ttl()).isEqualTo(58);
  }

  @Test
  void aTimeToLiveOfZeroMayBeWrittenOut() {
    byte[] bytes = bytes("95 68 00 0000000000000006 0000001d 01 20 00 02 7231 0002 6331 00000000");
    Body.One one = (Body.One) new PacketDecoder().request(bytes, 0, bytes.length).body();
    assertThat(one.flags()).isEqualTo(Flags.Z);
    assertThat(one.record().ttl()).isZero();
  }

  @Test
  void aPingIsKeptAsItIsAndMayBeLookedInto() {
    byte[] bytes = bytes(PING);
    PacketDecoder decoder = new PacketDecoder();
    Body.Raw raw = (Body.Raw) decoder.request(bytes, 0, bytes.length).body();
    assertThat(raw.bytes()).hasSize(6);
    assertThat(decoder.pinged(raw).record().row()).isEmpty();
    assertThat(decoder.pinged(new Body.Raw(new byte[3]))).isNull();
  }

  @Test
  void severalPacketsLieOneBehindTheOther() throws ProtocolException {
    PacketEncoder encoder = new PacketEncoder();
    WireRecord key = WireRecord.key(3, "r".getBytes(UTF_8), "c".getBytes(UTF_8));
    encoder.write(Command.GET, 1, 7, new Body.One(0, key));
    encoder.write(Command.MGET, 1, 8, new Body.Many(0, (byte) 0, List.of(key, key)));
    int first = Framing.packetLength(encoder.array(), 0, encoder.size());
    int second = Framing.packetLength(encoder.array(), first, encoder.size() - first);
    assertThat(first + second).isEqualTo(encoder.size());
    Packet packet = new PacketDecoder().request(encoder.array(), first, second);
    assertThat(packet.sequence()).isEqualTo(8);
    assertThat(((Body.Many) packet.body()).records()).hasSize(2);
  }

  private static byte[] encode(Packet packet) {
    PacketEncoder encoder = new PacketEncoder();
    encoder.write(packet);
    return encoder.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
