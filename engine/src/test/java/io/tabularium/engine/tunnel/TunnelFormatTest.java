/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept on disk, letter by letter: a later version must still read it. */
class TunnelFormatTest {
  private static final PrimaryKeySchema SCHEMA =
      PrimaryKeySchema.of(KeyColumnSchema.of("k", KeyType.INTEGER));

  private static final String TUNNEL =
      "{\"format\":1,\"id\":\"i\",\"instance\":\"in\",\"tableId\":7,\"table\":\"t\",\"name\":\"n\","
          + "\"type\":\"BaseAndStream\",\"earliest\":true,\"startNanos\":1,\"endNanos\":2,"
          + "\"streamId\":\"t_1\",\"createdNanos\":3,\"stage\":\"ProcessStream\",\"expired\":true}";

  private static final String CHANNEL =
      "{\"format\":1,\"number\":4,\"id\":\"c\",\"type\":\"BaseData\",\"parents\":[\"p\"],\"from\":\"AQI=\",\"to\":null,"
          + "\"shard\":null,\"status\":\"CLOSING\",\"version\":5,\"owner\":\"o\",\"suspended\":true,"
          + "\"sequence\":6,\"checkpointedBy\":\"o\",\"position\":{\"key\":\"gAAAAAAAAAk=\","
          + "\"iterator\":null,\"timestampNanos\":0,\"consumed\":8,\"finished\":false}}";

  private static final String SESSION =
      "{\"format\":1,\"id\":\"s\",\"timeoutMillis\":60000,\"connectedMillis\":4}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aTunnel() {
    TunnelFormat.StoredTunnel tunnel = TunnelFormat.decodeTunnel(bytes(TUNNEL));
    assertThat(tunnel)
        .isEqualTo(
            new TunnelFormat.StoredTunnel(
                new TunnelDefinition(
                    "i",
                    "in",
                    7,
                    "t",
                    "n",
                    TunnelType.BASE_AND_STREAM,
                    new StreamRange(true, 1, 2),
                    "t_1",
                    3),
                TunnelStage.PROCESS_STREAM,
                true));
    assertThat(text(TunnelFormat.encode(tunnel))).isEqualTo(TUNNEL);
  }

  @Test
  void aChannel() {
    Channel channel = TunnelFormat.decodeChannel(bytes(CHANNEL), SCHEMA);
    assertThat(channel.state())
        .isEqualTo(
            new Channel.State(
                ChannelStatus.CLOSING,
                5,
                "o",
                true,
                ChannelPosition.base(FakeTable.key(9), 8),
                6,
                "o"));
    assertThat(channel.number()).isEqualTo(4);
    assertThat(channel.parents()).containsExactly("p");
    assertThat(channel.source().from()).containsExactly(1, 2);
    assertThat(text(TunnelFormat.encode(channel))).isEqualTo(CHANNEL);
  }

  @Test
  void aSession() {
    Session session = TunnelFormat.decodeSession(bytes(SESSION), 10);
    assertThat(session.isGone(60_010)).isFalse();
    assertThat(session.isGone(60_011)).isTrue();
    assertThat(text(TunnelFormat.encode(session))).isEqualTo(SESSION);
  }

  @Test
  void whatALaterVersionWroteIsLeftAlone() {
    assertThatThrownBy(
            () -> TunnelFormat.decodeTunnel(bytes(TUNNEL.replace("\"format\":1", "\"format\":2"))))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNKNOWN_FORMAT));
  }

  @Test
  void whatNobodyWroteIsRefused() {
    for (String broken :
        List.of(
            "", "{}", "[]", "{\"format\":1}", TUNNEL.replace("BaseAndStream", "Base"), "\u0000")) {
      assertThatThrownBy(() -> TunnelFormat.decodeTunnel(bytes(broken)))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }
    assertThatThrownBy(
            () -> TunnelFormat.decodeChannel(bytes(CHANNEL.replace("CLOSING", "GONE")), SCHEMA))
        .isInstanceOf(StorageException.class);
  }
}
