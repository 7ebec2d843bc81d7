/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The signatures, against values computed by others. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what it is about.
class SignatureTest {
  private static final String HEADERS =
      "Host: h\r\n"
          + "X-Ots-Date:   2024-01-02T03:04:05.000Z  \r\n"
          + "x-ots-apiversion: 2015-12-31\r\n"
          + "x-ots-contentmd5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\n"
          + "User-Agent: x-ots-user-agent:none\r\n"
          + "x-ots-instancename: myinst\r\n"
          + "x-ots-accesskeyid: testid\r\n";
  private static final String V4_HEADERS =
      HEADERS + "x-ots-signregion: cn-hangzhou\r\nx-ots-signdate: 20240102\r\n";

  private static final AccessKey KEY = AccessKey.of("testid", "testsecret", Grant.ALL);

  @Test
  void version2() throws Exception {
    RequestHead head = head(HEADERS + "x-ots-signature: FDYk+bAOuk3fWTCB7jTLEqG4v/M=\r\n");

    assertThat(signed(head))
        .isEqualTo(
            "/ListTable\nPOST\n\n"
                + "x-ots-accesskeyid:testid\n"
                + "x-ots-apiversion:2015-12-31\n"
                + "x-ots-contentmd5:1B2M2Y8AsgTpgAmY7PhCfg==\n"
                + "x-ots-date:2024-01-02T03:04:05.000Z\n"
                + "x-ots-instancename:myinst\n");
    assertThat(Signer.current().signatureMatches(head, KEY)).isTrue();
  }

  @Test
  void anyOtherSignatureIsRefused() throws Exception {
    for (String wrong :
        new String[] {
          "",
          "FDYk+bAOuk3fWTCB7jTLEqG4v/M",
          "FDYk+bAOuk3fWTCB7jTLEqG4v/N=",
          "fDYk+bAOuk3fWTCB7jTLEqG4v/M="
        }) {
      RequestHead head = head(HEADERS + "x-ots-signature: " + wrong + "\r\n");
      assertThat(Signer.current().signatureMatches(head, KEY)).as(wrong).isFalse();
    }
    RequestHead more =
        head(HEADERS + "x-ots-more: 1\r\nx-ots-signature: FDYk+bAOuk3fWTCB7jTLEqG4v/M=\r\n");
    assertThat(Signer.current().signatureMatches(more, KEY)).isFalse();
  }

  @Test
  void version4() throws Exception {
    RequestHead head =
        head(V4_HEADERS + "x-ots-signaturev4: tCsjY4zim5yIHHk9neiOPBaxA6ZjzGkrvSb8CW2RIjk=\r\n");

    assertThat(
            Signer.deriveV4(
                "testsecret".getBytes(US_ASCII),
                "20240102".getBytes(US_ASCII),
                "cn-hangzhou".getBytes(US_ASCII)))
        .asString(US_ASCII)
        .isEqualTo("ytaYVQf4sduCec6WEA4ZccLVPDwA1ChFD7R5xHfaYG0=");
    assertThat(Signer.current().signatureMatches(head, KEY)).isTrue();

    // Another region, then the first again: the derived key of one must not serve the other.
    RequestHead other =
        head(
            V4_HEADERS.replace("hangzhou", "shanghai")
                + "x-ots-signaturev4: tCsjY4zim5yIHHk9neiOPBaxA6ZjzGkrvSb8CW2RIjk=\r\n");
    assertThat(Signer.current().signatureMatches(other, KEY)).isFalse();
    assertThat(Signer.current().signatureMatches(head, KEY)).isTrue();
  }

  @Test
  void repliesToVersion2() throws Exception {
    RequestHead head = head(HEADERS + "x-ots-signature: x\r\n");

    assertThat(reply(head))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\n"
                + "x-ots-contentmd5:1B2M2Y8AsgTpgAmY7PhCfg==\r\n"
                + "x-ots-contenttype:protocol buffer\r\n"
                + "x-ots-date:2024-01-02T03:04:05.680616Z\r\n"
                + "x-ots-requestid:00060dee-0a3b-9c48-a5c1-720b12a7b4bb\r\n"
                + "Authorization: OTS testid:uax9DH3pobIqN44K1RUU0v9KWRM=\r\n"
                + "Content-Length: 0\r\n"
                + "\r\n");
  }

  @Test
  void repliesToVersion4() throws Exception {
    RequestHead head = head(V4_HEADERS + "x-ots-signaturev4: x\r\n");

    assertThat(reply(head)).contains("Authorization: OTS testid:nnBal6sLgPtI44jQ3QJttsJONhs=\r\n");
  }

  @Test
  void keysAreDistinguishedByIdentityNotByName() throws Exception {
    RequestHead head = head(HEADERS + "x-ots-signature: FDYk+bAOuk3fWTCB7jTLEqG4v/M=\r\n");
    AccessKey changed = AccessKey.of("testid", "other", Grant.ALL);

    assertThat(Signer.current().signatureMatches(head, KEY)).isTrue();
    assertThat(Signer.current().signatureMatches(head, changed)).isFalse();
    for (int i = 0; i < 1000; i++) {
      Signer.current().signatureMatches(head, AccessKey.of("testid", "s" + i, Grant.ALL));
    }
    assertThat(Signer.current().signatureMatches(head, KEY)).isTrue();
  }

  private static RequestHead head(String headers) throws Exception {
    RequestHead head = new RequestHead(16 * 1024);
    assertThat(
            head.read(
                Unpooled.copiedBuffer("POST /ListTable HTTP/1.1\r\n" + headers + "\r\n", US_ASCII)))
        .isTrue();
    return head;
  }

  private static String signed(RequestHead head) {
    byte[] text = new byte[head.signedBound()];
    return new String(text, 0, head.writeSigned(text), ISO_8859_1);
  }

  private static String reply(RequestHead head) {
    return new String(
        ReplyHead.compose(
            Signer.current(),
            200,
            head,
            KEY,
            "00060dee-0a3b-9c48-a5c1-720b12a7b4bb",
            Instant.parse("2024-01-02T03:04:05.680616Z"),
            Reply.EMPTY,
            0,
            false,
            false,
            false),
        ISO_8859_1);
  }
}
