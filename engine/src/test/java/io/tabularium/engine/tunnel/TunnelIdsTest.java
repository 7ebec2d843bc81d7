/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

/** Ids and places that clients carry around: ours are known again, and no others. */
class TunnelIdsTest {
  @Property(tries = 200)
  void aClientsIdIsKnownAgainForItsTunnelAlone(@ForAll String tag, @ForAll String other) {
    String id = ClientIds.create("tunnel", tag);
    assertThat(id).matches("[a-zA-Z0-9._-]{1,120}");
    assertThat(ClientIds.isOurs("tunnel", id)).isTrue();
    assertThat(ClientIds.isOurs("another", id)).isFalse();
    assertThat(ClientIds.isOurs("tunnel", other)).isFalse();
    assertThat(ClientIds.isOurs("tunnel", id + "x" + other)).isFalse();
    assertThat(ClientIds.create("tunnel", tag)).as("never the same").isNotEqualTo(id);
  }

  @Property(tries = 200)
  void aPlaceIsReadBack(
      @ForAll @AlphaChars @StringLength(min = 1, max = 50) String table,
      @ForAll @AlphaChars @StringLength(min = 1, max = 50) String shard,
      @ForAll @LongRange(min = 0) long sequence) {
    StreamIterator place = new StreamIterator(table + "_1", shard, sequence);
    assertThat(StreamIterator.parse(place.text())).isEqualTo(place);
  }

  @Property(tries = 500)
  void aPlaceThatWasMangledIsRefused(
      @ForAll @LongRange(min = 0) long sequence,
      @ForAll @IntRange(min = 0, max = 1000) int at,
      @ForAll char replacement) {
    String text = new StreamIterator("t_1", "0", sequence).text();
    int index = at % text.length();
    String mangled = text.substring(0, index) + replacement + text.substring(index + 1);
    if (!mangled.equals(text)) {
      assertRefused(mangled);
    }
    assertRefused(text.substring(0, index));
  }

  @Property(tries = 500)
  void anythingElseIsRefused(@ForAll String text) {
    assertRefused(text);
  }

  private static void assertRefused(String text) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> StreamIterator.parse(text))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid));
  }
}
