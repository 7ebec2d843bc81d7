/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations with GoTable's own server, byte by byte. */
class VectorsTest {
  private Fixture fixture;
  private Client client;

  @BeforeEach
  void start() {
    fixture = new Fixture();
    client = fixture.client();
  }

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  private void expect(String request, String reply) {
    assertThat(client.hex(request)).isEqualTo(reply.replace(" ", ""));
  }

  @Test
  void plainRecords() {
    String ping = "30 10 00 0000000000000001 00000015 00 00 00 00 0000";
    expect(ping, ping);
    client.set(0, "r1", "c1", "v1", 0);
    expect(
        "37 11 00 0000000000000003 00000019 00 00 00 02 7231 0002 6331",
        "3d 11 00 0000000000000003 0000001f 00 08 00 02 7231 0002 6331 00000002 7631");
    expect(
        "95 60 00 0000000000000004 00000027 00 18 00 02 7231 0002 6332 00000002 7632"
            + " 0000000000000002",
        "87 60 00 0000000000000004 00000019 00 00 00 02 7231 0002 6332");
    expect(
        "3b 11 00 0000000000000006 00000019 00 00 00 02 7231 0002 7a7a".replaceFirst("3b", "3a"),
        "3b 11 00 0000000000000006 0000001a 00 01 00 01 02 7231 0002 7a7a");
    expect(
        "96 64 00 0000000000000007 00000021 00 10 00 02 7231 0002 6331 0000000000000001",
        "9c 64 00 0000000000000007 00000027 00 18 00 02 7231 0002 6331 00000002 7631"
            + " 0000000000000001");
    String created =
        "98 64 00 0000000000000008 00000022 00 10 00 02 7231 0003 6e6577 fffffffffffffffb";
    expect(created, created);
    expect(
        "a1 60 00 000000000000001d 0000001d 00 02 00 02 7231 0002 6331 00000005"
            .replaceFirst("a1", "a4"),
        "a1 60 00 000000000000001d 0000001a 00 01 00 ff 02 7231 0002 6331");
  }

  @Test
  void theZSpace() {
    expect(
        "9e 60 00 000000000000000d 00000027 01 18 00 02 7231 0002 6331 00000002 7661"
            + " 000000000000000b",
        "90 60 00 000000000000000d 00000019 01 00 00 02 7231 0002 6331");
    expect(
        "47 13 00 0000000000000010 0000001a 05 04 00 01 02 7231 0000 000a",
        "57 13 00 0000000000000010 0000002a 15 00 0001 18 00 02 7231 0002 6331 00000002 7661"
            + " 000000000000000b");
    expect(
        "4c 13 00 0000000000000012 0000001d 0c 00 00 06 6e6f73756368 0000 000a",
        "42 13 00 0000000000000012 00000013 1c 00 0000");
  }

  @Test
  void manyRecords() {
    client.set(0, "r1", "c1", "v1", 1);
    expect(
        "59 12 00 0000000000000016 00000027 00 00 0002 00 00 02 7231 0002 6331 00 00 02 7231 0004"
            + " 6e6f7065",
        "68 12 00 0000000000000016 00000036 00 00 0002 18 00 02 7231 0002 6331 00000002 7631"
            + " 0000000000000001 01 00 01 02 7231 0004 6e6f7065");
  }

  @Test
  void authorisationWithoutPasswords() {
    // GoTable repeats the password in its reply; we do not.
    expect(
        "38 09 00 000000000000000a 0000001b 00 00 00 06 61626378797a 0000",
        "32 09 00 000000000000000a 00000015 00 00 00 00 0000");
  }

  @Test
  void whatCannotBeDumped() {
    String refused =
        client.hex(
            "5f 14 ff 000000000000001f 00000019 04 00 00 00 0000 0000 ffff"
                .replaceFirst("5f", "55"));
    assertThat(refused)
        .isEqualTo("55 14 ff 000000000000001f 00000019 04 ee 0000 0000 ffff 0000".replace(" ", ""));
  }

  @Test
  void timesToLive() {
    expect(
        "98 66 00 0000000000000005 00000023 00 28 00 02 7231 0002 6331 00000002 7631 0000003c",
        "8e 66 00 0000000000000005 00000019 00 00 00 02 7231 0002 6331");
    expect(
        "95 68 00 0000000000000006 0000001d 01 20 00 02 7231 0002 6331 00000000",
        "92 68 00 0000000000000006 0000001a 01 01 00 01 02 7231 0002 6331");
    expect(
        "35 10 00 0000000000000001 0000001a 20 00 00 05 3f63617073 0000",
        "49 10 00 0000000000000001 0000002e 20 08 00 05 3f63617073 0000 00000010"
            + " 777461626c652f312074746c20626964");
  }
}
