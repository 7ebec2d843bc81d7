/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignedRequestsTest {

  /** The signature was computed outside this project from the protocol's rules. */
  @Test
  void signsAsTheProtocolAsks() {
    SignedRequests requests =
        new SignedRequests(
            "ListTable",
            "localhost:1",
            "myinst",
            "testid",
            "testsecret",
            () -> Instant.parse("2024-01-02T03:04:05Z").toEpochMilli());

    byte[] out = new byte[1000];
    int length = requests.write(new byte[0], 0, out);

    assertThat(new String(out, 0, length, StandardCharsets.US_ASCII))
        .isEqualTo(
            String.join(
                "\r\n",
                "POST /ListTable HTTP/1.1",
                "Host: localhost:1",
                "x-ots-accesskeyid: testid",
                "x-ots-apiversion: 2015-12-31",
                "x-ots-instancename: myinst",
                "x-ots-date: 2024-01-02T03:04:05.000Z",
                "x-ots-contentmd5: 1B2M2Y8AsgTpgAmY7PhCfg==",
                "x-ots-signature: FDYk+bAOuk3fWTCB7jTLEqG4v/M=",
                "Content-Length: 0",
                "",
                ""));
    assertThat(requests.headers(new byte[0]))
        .containsExactly(
            "x-ots-accesskeyid",
            "testid",
            "x-ots-apiversion",
            "2015-12-31",
            "x-ots-instancename",
            "myinst",
            "x-ots-date",
            "2024-01-02T03:04:05.000Z",
            "x-ots-contentmd5",
            "1B2M2Y8AsgTpgAmY7PhCfg==",
            "x-ots-signature",
            "FDYk+bAOuk3fWTCB7jTLEqG4v/M=");
  }

  @Test
  void aRequestDoesNotDependOnTheOneBefore() {
    SignedRequests requests =
        new SignedRequests(
            "GetRow", "localhost:1", "myinst", "id", "secret", () -> 1_700_000_000_000L);
    byte[] body = {1, 2, 3};
    byte[] first = new byte[1000];
    int firstLength = requests.write(body, 3, first);
    int unused = requests.write(new byte[] {9, 9}, 2, new byte[1000]);
    byte[] again = new byte[1000];
    assertThat(requests.write(body, 3, again)).isEqualTo(firstLength);
    assertThat(again).isEqualTo(first);
    assertThat(java.util.Arrays.copyOfRange(first, firstLength - 3, firstLength)).isEqualTo(body);
  }
}
