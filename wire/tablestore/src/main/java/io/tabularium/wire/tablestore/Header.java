/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.nio.charset.StandardCharsets;

/** The protocol's own headers that mean something to us; all others are only signed. */
enum Header {
  DATE("x-ots-date"),
  API_VERSION("x-ots-apiversion"),
  ACCESS_KEY_ID("x-ots-accesskeyid"),
  INSTANCE_NAME("x-ots-instancename"),
  CONTENT_MD5("x-ots-contentmd5"),
  SIGNATURE("x-ots-signature"),
  SIGNATURE_V4("x-ots-signaturev4"),
  SIGN_DATE("x-ots-signdate"),
  SIGN_REGION("x-ots-signregion"),
  STS_TOKEN("x-ots-ststoken"),
  TRACE_ID("x-ots-sdk-traceid"),
  TUNNEL_TRACE_ID("x-ots-trace-id"),
  REQUEST_COMPRESS_TYPE("x-ots-request-compress-type"),
  REQUEST_COMPRESS_SIZE("x-ots-request-compress-size"),
  RESPONSE_COMPRESS_TYPE("x-ots-response-compress-type");

  private static final Header[] ALL = values();

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // Never handed out, never changed.
  private final byte[] bytes;

  Header(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The header of this lower-cased name, or {@code null}. */
  static Header of(byte[] array, int from, int to) {
    for (Header header : ALL) {
      if (header.bytes.length == to - from && Bytes.equal(header.bytes, array, from)) {
        return header;
      }
    }
    return null;
  }

  /** Where an array of one thing for each header keeps its. */
  @SuppressWarnings("EnumOrdinal") // Stands in memory only.
  int slot() {
    return ordinal();
  }

  /** The name, lower-cased. */
  String text() {
    return text;
  }
}
