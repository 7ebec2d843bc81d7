/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels come, are seen, and go. */
class TunnelManagementTest extends TunnelsFixture {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private String createFrom(StreamRange range) {
    return create("ranged", TunnelType.STREAM, range);
  }

  @ParameterizedTest
  @EnumSource
  void isDescribedAsItWasCreated(TunnelType type) {
    table();
    StreamRange range = new StreamRange(true, 0, clock.nanos() + HOUR);
    String id = create("tunnel-1", type, range);

    TunnelInfo info = describe(id).tunnel();
    assertThat(UUID.fromString(id)).hasToString(id);
    assertThat(info)
        .isEqualTo(
            new TunnelInfo(
                id,
                INSTANCE,
                TABLE,
                "tunnel-1",
                type,
                type == TunnelType.STREAM
                    ? TunnelStage.PROCESS_STREAM
                    : TunnelStage.PROCESS_BASE_DATA,
                type == TunnelType.BASE_DATA
                    ? ""
                    : tables.find(INSTANCE, TABLE).stream().streamId(),
                false,
                range,
                clock.nanos()));
    assertThat(join(tunnels.describe(INSTANCE, TABLE, "tunnel-1", null)).tunnel()).isEqualTo(info);
    assertThat(join(tunnels.describe(INSTANCE, TABLE, "tunnel-1", id)).tunnel()).isEqualTo(info);
    assertThat(tunnels.list(INSTANCE, TABLE)).containsExactly(info);
    assertThat(tunnels.tableOf(INSTANCE, id)).isEqualTo(TABLE);
  }

  @Test
  void hasChannelsBeforeAnybodyConnects() {
    table();
    String id = create(TunnelType.STREAM);

    ChannelDescription channel = channels(id).get(0);
    assertThat(channel.id()).matches("[0-9a-f-]{36}_[0-9]{16}");
    assertThat(channel)
        .isEqualTo(
            new ChannelDescription(
                channel.id(), ChannelType.STREAM, ChannelStatus.WAIT, null, 0, 0, 0));
  }

  @Test
  void hasABaseChannelForEachPartition() {
    table();
    assertThat(channels(create("one", TunnelType.BASE_DATA, StreamRange.LATEST))).hasSize(1);
    table(10, 20);
    List<ChannelDescription> three =
        channels(create("three", TunnelType.BASE_AND_STREAM, StreamRange.LATEST));
    assertThat(three).hasSize(3);
    assertThat(three)
        .allSatisfy(
            channel -> {
              assertThat(channel.id()).matches("BaseData_[0-9a-f-]{36}");
              assertThat(channel.type()).isEqualTo(ChannelType.BASE_DATA);
            });
  }

  @Test
  void aTunnelOfChangesSwitchesTheStreamOn() {
    FakeTable table = table();
    create("base", TunnelType.BASE_DATA, StreamRange.LATEST);
    assertThat(table.stream().enabled()).isFalse();
    create("both", TunnelType.BASE_AND_STREAM, StreamRange.LATEST);
    assertThat(table.stream().enabled()).isTrue();
    assertThat(table.stream().expirationHours()).isEqualTo(168);
  }

  @Test
  void aStreamThatIsOnKeepsItsRetention() {
    FakeTable table = table();
    table.enableStream(5);
    create(TunnelType.STREAM);
    assertThat(table.stream().expirationHours()).isEqualTo(5);
  }

  @Test
  void aNameIsTakenOncePerTable() {
    table();
    String id = create(TunnelType.STREAM);
    ServiceException refusal =
        Assertions.catchThrowableOfType(ServiceException.class, () -> create(TunnelType.BASE_DATA));
    assertThat(refusal.code()).isEqualTo(ErrorCode.OTSTunnelExist);
    assertThat(refusal.subject()).isEqualTo(id);

    tables.add("other", new FakeTable(clock));
    join(
        tunnels.create(
            INSTANCE, new TunnelSpec("other", "tunnel", TunnelType.STREAM, StreamRange.LATEST)));
    create("Tunnel", TunnelType.STREAM, StreamRange.LATEST);
    assertThat(tunnels.list(INSTANCE, null).stream().map(TunnelInfo::name))
        .containsExactly("tunnel", "Tunnel", "tunnel");
    assertThat(tunnels.list(INSTANCE, TABLE)).hasSize(2);
    assertThat(tunnels.list(INSTANCE, "nowhere")).isEmpty();
    assertThat(tunnels.list("elsewhere", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä", "a.b"})
  void aNameIsOfLettersDigitsUnderscoresAndHyphens(String name) {
    table();
    refused(
        ErrorCode.OTSParameterInvalid, () -> create(name, TunnelType.STREAM, StreamRange.LATEST));
    assertThat(tables.find(INSTANCE, TABLE).stream().enabled()).as("nothing is done").isFalse();
  }

  @Test
  void aNameHasAtMost255Characters() {
    table();
    create("9".repeat(255), TunnelType.STREAM, StreamRange.LATEST);
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> create("9".repeat(256), TunnelType.STREAM, StreamRange.LATEST));
  }

  @Test
  void thereMustBeATable() {
    assertThat(refused(ErrorCode.OTSParameterInvalid, () -> create(TunnelType.STREAM)))
        .contains("table not exist");
    table().takesTunnels = false;
    refused(ErrorCode.OTSParameterInvalid, () -> create(TunnelType.STREAM));
  }

  @Test
  void tunnelsOfATableAreBounded() {
    table();
    for (int i = 0; i < Limits.TUNNELS_PER_TABLE; i++) {
      create("t" + i, TunnelType.BASE_DATA, StreamRange.LATEST);
    }
    refused(ErrorCode.OTSParameterInvalid, () -> create(TunnelType.BASE_DATA));
    join(tunnels.delete(INSTANCE, TABLE, "t7", null));
    create(TunnelType.BASE_DATA);
  }

  @Test
  void theStartLiesWithinWhatTheStreamIsSureToKeep() {
    FakeTable table = table();
    table.enableStream(2);
    long now = clock.nanos();
    createFrom(new StreamRange(false, now - 2 * HOUR + 5 * MINUTE, 0));
    join(tunnels.delete(INSTANCE, TABLE, "ranged", null));
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> createFrom(new StreamRange(false, now - 2 * HOUR + 5 * MINUTE - 1, 0)));
    refused(ErrorCode.OTSParameterInvalid, () -> createFrom(new StreamRange(false, -1, 0)));
  }

  @Test
  void aStartSlightlyAheadIsTheClientsClock() {
    table();
    createFrom(new StreamRange(false, clock.nanos() + MINUTE, 0));
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> create("far", TunnelType.STREAM, new StreamRange(false, clock.nanos() + HOUR, 0)));
  }

  @Test
  void theEndIsAfterTheStart() {
    FakeTable table = table();
    table.enableStream(24);
    long now = clock.nanos();
    refused(ErrorCode.OTSParameterInvalid, () -> createFrom(new StreamRange(false, 0, now)));
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> createFrom(new StreamRange(false, now - HOUR, now - HOUR)));
    refused(ErrorCode.OTSParameterInvalid, () -> createFrom(new StreamRange(true, 0, -5)));
    assertThat(tunnels.list(INSTANCE, null)).as("a refusal leaves nothing").isEmpty();
    createFrom(new StreamRange(false, now - HOUR, now - HOUR + 1));
  }

  @Test
  void theRangeOfABaseDataTunnelIsKeptAndOfNoEffect() {
    table();
    StreamRange range = new StreamRange(false, 17, 5);
    String id = create("base", TunnelType.BASE_DATA, range);
    assertThat(describe(id).tunnel().range()).isEqualTo(range);
  }

  @Test
  void deletedIsDeletedAtOnceAndForAll() {
    table();
    String id = create(TunnelType.STREAM);
    String client = connect(id);
    String channel = beat(id, client).get(0).id();
    ChannelPosition start = checkpoint(id, client, channel).position();

    join(tunnels.delete(INSTANCE, TABLE, "tunnel", id));

    assertThat(tunnels.list(INSTANCE, null)).isEmpty();
    assertThat(refused(ErrorCode.OTSParameterInvalid, () -> beat(id, client)))
        .contains("tunnel not exist");
    refused(ErrorCode.OTSParameterInvalid, () -> read(id, client, channel, start));
    refused(ErrorCode.OTSParameterInvalid, () -> checkpoint(id, client, channel, start, 1));
    refused(ErrorCode.OTSParameterInvalid, () -> checkpoint(id, client, channel));
    refused(ErrorCode.OTSParameterInvalid, () -> connect(id));
    refused(ErrorCode.OTSParameterInvalid, () -> describe(id));
    assertThat(
            refused(
                ErrorCode.OTSParameterInvalid,
                () -> join(tunnels.delete(INSTANCE, TABLE, "tunnel", null))))
        .contains("tunnel not exist");
    assertThat(store.facts("tunnel".getBytes(StandardCharsets.US_ASCII)))
        .as("what the store holds")
        .isEmpty();
    assertThat(create(TunnelType.STREAM)).isNotEqualTo(id);
  }

  @Test
  void anIdThatIsGivenMustBeTheTunnels() {
    table();
    create(TunnelType.STREAM);
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> join(tunnels.describe(INSTANCE, TABLE, "tunnel", "another")));
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> join(tunnels.delete(INSTANCE, TABLE, "tunnel", "another")));
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> join(tunnels.delete(INSTANCE, "nowhere", "tunnel", null)));
  }

  @Test
  void goesWithItsTable() {
    table();
    String id = create(TunnelType.STREAM);
    tables.remove(TABLE);
    refused(ErrorCode.OTSParameterInvalid, () -> describe(id));
    table();
    refused(ErrorCode.OTSParameterInvalid, () -> describe(id));
    assertThat(tunnels.list(INSTANCE, null)).isEmpty();
    create(TunnelType.STREAM);
    join(tunnels.tableDeleted(INSTANCE, TABLE));
    assertThat(store.facts("tunnel/".getBytes(StandardCharsets.US_ASCII))).hasSize(1);
  }

  @Test
  void goesWithItsTableAlsoWhenTheServerEndedInBetween() {
    table();
    create(TunnelType.STREAM);
    tables.remove(TABLE);
    restart();
    join(tunnels.tableDeleted(INSTANCE, TABLE));
    assertThat(store.facts("tunnel".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void anotherInstanceSeesNothing() {
    table();
    String id = create(TunnelType.STREAM);
    refused(ErrorCode.OTSParameterInvalid, () -> tunnels.tableOf("other", id));
    refused(ErrorCode.OTSParameterInvalid, () -> join(tunnels.describe("other", id)));
    refused(ErrorCode.OTSParameterInvalid, () -> join(tunnels.connect("other", id, "tag", 60L)));
  }

  @Test
  void isTheSameAfterARestart() {
    FakeTable table = table(10);
    table.put(1, 1);
    table.put(11, 1);
    String id = create(TunnelType.BASE_AND_STREAM);
    String client = connect(id);
    List<ChannelState> states = beat(id, client);
    String channel = states.get(0).id();
    Read read = read(id, client, channel, checkpoint(id, client, channel).position());
    checkpoint(id, client, channel, ChannelPosition.base(FakeTable.key(1), 7), 1);
    TunnelDescription before = describe(id);
    assertThat(read.keys()).containsExactly(1L);

    restart();

    TunnelDescription after = describe(id);
    assertThat(after.tunnel()).isEqualTo(before.tunnel());
    assertThat(after.channels())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("accessNanos")
        .isEqualTo(before.channels());
    assertThat(beat(id, client)).as("the client has not been forgotten").isEqualTo(states);
    assertThat(checkpoint(id, client, channel))
        .isEqualTo(new Checkpoint(ChannelPosition.base(FakeTable.key(1), 7), 1));
  }
}
