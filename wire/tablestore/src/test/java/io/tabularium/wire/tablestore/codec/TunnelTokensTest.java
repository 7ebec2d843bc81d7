/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.alicloud.openservices.tablestore.core.protocol.TunnelServiceApi;
import com.alicloud.openservices.tablestore.tunnel.pipeline.Utils;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import io.tabularium.engine.tunnel.ChannelPosition;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as the official clients read them, and everything else, which is refused. */
class TunnelTokensTest {
  private static final int ROUNDS = 50_000;
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

  private static final ChannelPosition STREAM =
      ChannelPosition.stream("s-0001:42", 1_500_000_000_000_000_000L, 3);
  private static final ChannelPosition BASE =
      ChannelPosition.base(PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a"))), 7);

  private static final String STREAM_TOKEN = "CAISFxIJcy0wMDAxOjQyGICA2NjXwcToFCAD";
  private static final String BASE_TOKEN = "CAISIAocdQAAAAEDBAIAAABwawUGAAAAAwEAAABhCtQJ7iAH";
  private static final String BASE_START_TOKEN = "CAISAiAA";

  private static void assertRefused(String token) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TunnelTokens.decode(token))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid))
        .withMessage("[tunnelservice] invalid token");
  }

  private static String token(TunnelServiceApi.TokenContentV2 content, long version) {
    return Base64.getEncoder()
        .encodeToString(
            TunnelServiceApi.Token.newBuilder()
                .setVersion(version)
                .setContent(content.toByteString())
                .build()
                .toByteArray());
  }

  @Test
  void bytesAreThoseOfTheProtocol() {
    assertThat(TunnelTokens.encode(STREAM)).isEqualTo(STREAM_TOKEN);
    assertThat(TunnelTokens.encode(BASE)).isEqualTo(BASE_TOKEN);
    assertThat(TunnelTokens.encode(ChannelPosition.BASE_START)).isEqualTo(BASE_START_TOKEN);
    assertThat(TunnelTokens.encode(ChannelPosition.FINISHED)).isEqualTo("finished");
    assertThat(TunnelTokens.encode(new ChannelPosition(null, null, 5, 6, true)))
        .isEqualTo("finished");
  }

  @Test
  void areReadBack() {
    assertThat(TunnelTokens.decode(STREAM_TOKEN)).isEqualTo(STREAM);
    assertThat(TunnelTokens.decode(BASE_TOKEN)).isEqualTo(BASE);
    assertThat(TunnelTokens.decode(BASE_START_TOKEN)).isEqualTo(ChannelPosition.BASE_START);
    assertThat(TunnelTokens.decode("finished")).isEqualTo(ChannelPosition.FINISHED);
  }

  @Test
  void theOfficialClientTellsStreamsFromBaseData() {
    assertThat(Utils.isStreamToken(STREAM_TOKEN)).isTrue();
    assertThat(Utils.isStreamToken(BASE_TOKEN)).isFalse();
    assertThat(Utils.isStreamToken(BASE_START_TOKEN)).isFalse();
  }

  @Test
  void anOlderVersionHasNoCount() {
    String old =
        token(
            TunnelServiceApi.TokenContentV2.newBuilder()
                .setIterator("s-0001:42")
                .setTimestamp(9)
                .build(),
            1);
    assertThat(TunnelTokens.decode(old)).isEqualTo(ChannelPosition.stream("s-0001:42", 9, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Finished",
        "finished ",
        "CAISAiA",
        "CAIS",
        "====",
        "äöü",
        "AA==",
        "CAI=",
        "CAMSAiAA",
        "EgIgAA=="
      })
  void nonsenseIsRefused(String token) {
    assertRefused(token);
  }

  @Test
  void aPlaceIsInBaseDataOrInAStream() {
    assertRefused(
        token(
            TunnelServiceApi.TokenContentV2.newBuilder()
                .setIterator("i")
                .setPrimaryKey(ByteString.copyFrom(PlainBufferEncoder.key(BASE.key())))
                .build(),
            2));
    assertRefused(
        token(
            TunnelServiceApi.TokenContentV2.newBuilder()
                .setPrimaryKey(ByteString.copyFromUtf8("no row"))
                .build(),
            2));
  }

  @Test
  void aTokenHasAnEnd() {
    assertRefused("A".repeat(Limits.TUNNEL_TOKEN_BYTES + 4));
  }

  /** Whatever arrives is read, or blamed on the client; and what is read is written as before. */
  @Test
  void anyBytes() {
    System.out.println("Tokens: -Dfuzz.seed=" + SEED);
    Mutations mutations = new Mutations(SEED);
    List<byte[]> samples =
        List.of(
            Base64.getDecoder().decode(STREAM_TOKEN),
            Base64.getDecoder().decode(BASE_TOKEN),
            Base64.getDecoder().decode(BASE_START_TOKEN));
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = mutations.next(samples);
      read(Base64.getEncoder().encodeToString(bytes));
      read(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static void read(String token) {
    ChannelPosition position;
    try {
      position = TunnelTokens.decode(token);
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
      return;
    }
    if (position.key() == null || isComplete(position.key())) {
      assertThat(TunnelTokens.decode(TunnelTokens.encode(position))).isEqualTo(position);
    }
  }

  private static boolean isComplete(PrimaryKey key) {
    return key.size() > 0;
  }
}
