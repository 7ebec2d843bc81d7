/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static io.tabularium.engine.tunnel.ChannelStatus.CLOSE;
import static io.tabularium.engine.tunnel.ChannelStatus.CLOSING;
import static io.tabularium.engine.tunnel.ChannelStatus.OPEN;
import static io.tabularium.engine.tunnel.ChannelStatus.TERMINATED;
import static io.tabularium.engine.tunnel.ChannelStatus.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients, their heartbeats, and who has which channel. */
class TunnelClientsTest extends TunnelsFixture {
  private String id;

  /** A tunnel with so many channels. */
  private void tunnel(int channels) {
    table(IntStream.range(1, channels).mapToLong(i -> i * 10L).toArray());
    id = create(TunnelType.BASE_DATA);
  }

  private static ChannelState state(ChannelState of, long version, ChannelStatus status) {
    return new ChannelState(of.id(), version, status);
  }

  private ChannelDescription channel(String channel) {
    return channels(id).stream().filter(c -> c.id().equals(channel)).findFirst().orElseThrow();
  }

  private List<ChannelState> beat(String client, ChannelState... reported) {
    return beat(id, client, reported);
  }

  private List<ChannelState> beat(String client, List<ChannelState> reported) {
    return beat(id, client, reported.toArray(ChannelState[]::new));
  }

  @Test
  void aClientsIdBeginsWithItsTag() {
    tunnel(1);
    assertThat(join(tunnels.connect(INSTANCE, id, "Mac OS X", null))).startsWith("Mac-OS-X_");
    assertThat(join(tunnels.connect(INSTANCE, id, null, null))).startsWith("client_");
    assertThat(join(tunnels.connect(INSTANCE, id, "\n/\u00e4" + "x".repeat(9999), null)))
        .hasSizeLessThan(150)
        .matches("[a-zA-Z0-9._-]+");
  }

  @Test
  void theFirstHeartbeatHandsOutNothingTheNextDoes() {
    tunnel(1);
    String client = join(tunnels.connect(INSTANCE, id, "a", 60L));
    assertThat(beat(client)).isEmpty();
    clock.advanceMillis(2_999);
    assertThat(beat(client)).isEmpty();
    clock.advanceMillis(1);
    assertThat(beat(client)).singleElement().extracting(ChannelState::status).isEqualTo(OPEN);
  }

  @Test
  void aFirstHeartbeatThatComesLateHandsOut() {
    tunnel(2);
    String client = connect(id);
    clock.advanceSeconds(27);
    List<ChannelState> states = beat(client);
    assertThat(states).hasSize(2).allMatch(s -> s.status() == OPEN && s.version() == 1);
    assertThat(channel(states.get(0).id()).clientId()).isEqualTo(client);
  }

  @Test
  void anAnswerHoldsAllChannelsOfTheClientAndNoOther() {
    tunnel(3);
    String a = connect(id);
    assertThat(beat(a)).hasSize(3);
    String b = connect(id);
    assertThat(beat(b)).as("nothing is free yet").isEmpty();
    assertThat(beat(a)).hasSize(3).filteredOn(s -> s.status() == CLOSING).hasSize(1);
  }

  @Test
  void aRebalanceStepByStep() {
    tunnel(2);
    String a = connect(id);
    ChannelState p = beat(a).get(0);
    ChannelState q = beat(a).get(1);
    String b = join(tunnels.connect(INSTANCE, id, "b", 60L));
    assertThat(beat(b)).as("too early to be given anything").isEmpty();
    assertThat(beat(a, p, q)).containsExactly(p, q);
    clock.advanceSeconds(3);

    ChannelState closing = state(q, 2, CLOSING);
    assertThat(beat(a, p, q)).containsExactly(p, closing);
    assertThat(beat(b)).as("it is still the other's").isEmpty();
    checkpoint(id, a, q.id(), ChannelPosition.base(FakeTable.key(11), 3), 1);
    assertThat(beat(a, p, closing)).containsExactly(p, closing);
    assertThat(beat(a, p, state(q, 3, CLOSE))).containsExactly(p);
    assertThat(beat(b)).containsExactly(state(q, 4, OPEN));
    assertThat(checkpoint(id, b, q.id()).position().consumed()).isEqualTo(3);
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, q.id()));
  }

  @Test
  void fourChannelsAreSharedEvenly() {
    tunnel(4);
    List<String> clients = new ArrayList<>(List.of(connect(id), connect(id)));
    settle(clients);
    assertThat(loads(clients)).containsExactlyInAnyOrder(2, 2);

    clients.add(connect(id));
    settle(clients);
    assertThat(loads(clients)).containsExactlyInAnyOrder(2, 1, 1);

    join(tunnels.shutdown(INSTANCE, id, clients.remove(0)));
    settle(clients);
    assertThat(loads(clients)).containsExactlyInAnyOrder(2, 2);
  }

  @Test
  void clientsWithoutAChannelDoNotUnsettleTheRest() {
    tunnel(2);
    List<String> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(connect(id));
    }
    settle(clients);
    List<Integer> loads = loads(clients);
    assertThat(loads).containsExactlyInAnyOrder(1, 1, 0, 0, 0);
    settle(clients);
    assertThat(loads(clients)).isEqualTo(loads);
  }

  private List<Integer> loads(List<String> clients) {
    return clients.stream()
        .map(c -> (int) beat(c).stream().filter(s -> s.status() == OPEN).count())
        .toList();
  }

  /** Heartbeats of obedient clients, five seconds apart, three each: long enough to settle. */
  private void settle(List<String> clients) {
    for (int round = 0; round < 4; round++) {
      clock.advanceSeconds(5);
      for (String client : clients) {
        List<ChannelState> answer = beat(client);
        List<ChannelState> given = new ArrayList<>();
        for (ChannelState s : answer) {
          if (s.status() == CLOSING) {
            given.add(state(s, s.version() + 1, CLOSE));
          }
        }
        if (!given.isEmpty()) {
          beat(client, given);
        }
      }
    }
  }

  @Test
  void aChannelIsNeverTakenFromTheOnlyClient() {
    tunnel(5);
    String a = connect(id);
    List<ChannelState> states = beat(a);
    for (int i = 0; i < 20; i++) {
      clock.advanceSeconds(30);
      assertThat(beat(a, states)).isEqualTo(states);
    }
  }

  @Test
  void aFailedChannelIsOpenedAgainInTheSameAnswer() {
    tunnel(1);
    String a = connect(id);
    ChannelState open = beat(a).get(0);
    assertThat(beat(a, state(open, 2, CLOSE))).containsExactly(state(open, 3, OPEN));
  }

  @Test
  void bothSidesMayHaveMovedAtOnce() {
    tunnel(2);
    String a = connect(id);
    List<ChannelState> states = beat(a);
    connect(id);
    ChannelState closing = beat(a, states).get(1);
    assertThat(closing.status()).isEqualTo(CLOSING);
    // The client had closed it by itself, under the same number.
    assertThat(beat(a, states.get(0), state(closing, 2, CLOSE))).hasSize(1);
    assertThat(channel(closing.id()).clientId()).isNotEqualTo(a);
  }

  @Test
  void oldNewsAndOthersNewsAreIgnored() {
    tunnel(1);
    String a = connect(id);
    ChannelState open = beat(a).get(0);
    beat(a, state(open, 2, CLOSE));
    ChannelState again = state(open, 3, OPEN);
    assertThat(beat(a, state(open, 2, CLOSE))).containsExactly(again);
    assertThat(beat(a, state(open, 1, TERMINATED))).containsExactly(again);
    assertThat(beat(a, state(open, 9, OPEN))).containsExactly(again);
    assertThat(beat(a, state(open, 9, CLOSING))).containsExactly(again);
    assertThat(beat(a, state(open, Long.MAX_VALUE, CLOSE))).containsExactly(again);
    assertThat(beat(a, new ChannelState("nothing", 7, CLOSE))).containsExactly(again);
    String b = connect(id);
    beat(b, state(open, 99, TERMINATED));
    assertThat(beat(a, again)).containsExactly(again);
  }

  @Test
  void aClientThatNeverGivesUpAChannelLosesIt() {
    tunnel(2);
    String a = connect(id);
    List<ChannelState> states = beat(a);
    String b = connect(id);
    ChannelState closing = beat(a, states).get(1);
    for (int i = 0; i < 4; i++) {
      clock.advanceSeconds(5);
      beat(b);
      assertThat(beat(a, states.get(0), closing)).contains(closing);
    }
    assertThat(beat(a, states.get(0), closing)).containsExactly(states.get(0));
    assertThat(beat(b)).singleElement().extracting(ChannelState::status).isEqualTo(OPEN);
  }

  @Test
  void aSilentClientIsGoneAfterItsTimeout() {
    tunnel(2);
    String a = connect(id);
    String b = connect(id);
    ChannelState ofA = beat(a).get(0);
    ChannelState ofB = beat(b).get(0);
    for (int i = 0; i < 12; i++) {
      clock.advanceSeconds(5);
      assertThat(beat(b, ofB)).containsExactly(ofB);
    }
    clock.advanceSeconds(1);
    assertThat(beat(b, ofB)).containsExactlyInAnyOrder(ofB, state(ofA, 3, OPEN));

    assertThat(refused(ErrorCode.OTSResourceGone, () -> beat(a, ofA)))
        .isEqualTo("[tunnelservice] client not exist");
    ChannelPosition start = ChannelPosition.BASE_START;
    refused(ErrorCode.OTSResourceGone, () -> read(id, a, ofA.id(), start));
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, ofA.id()));
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, ofA.id(), start, 1));
    join(tunnels.shutdown(INSTANCE, id, a));
  }

  @Test
  void onlyHeartbeatsKeepAClient() {
    tunnel(1);
    String a = connect(id);
    String channel = beat(a).get(0).id();
    clock.advanceSeconds(60);
    checkpoint(id, a, channel);
    clock.advanceSeconds(1);
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, channel));
  }

  @Test
  void timeoutsAreBroughtWithinLimits() {
    tunnel(1);
    String shortest = join(tunnels.connect(INSTANCE, id, "a", -7L));
    String byDefault = join(tunnels.connect(INSTANCE, id, "a", null));
    String longest = join(tunnels.connect(INSTANCE, id, "a", Long.MAX_VALUE));
    clock.advanceSeconds(10);
    beat(shortest);
    clock.advanceSeconds(11);
    refused(ErrorCode.OTSResourceGone, () -> beat(shortest));
    clock.advanceSeconds(279);
    beat(byDefault);
    clock.advanceSeconds(86_400 - 300);
    beat(longest);
    clock.advanceSeconds(86_401);
    refused(ErrorCode.OTSResourceGone, () -> beat(longest));
  }

  @Test
  void nothingNewIsGivenToAClientThatHasFallenSilent() {
    tunnel(2);
    String a = join(tunnels.connect(INSTANCE, id, "a", 300L));
    String b = join(tunnels.connect(INSTANCE, id, "b", 300L));
    for (int i = 0; i < 3; i++) {
      clock.advanceSeconds(5);
      beat(a);
      beat(b);
    }
    ChannelState ofB = beat(b).get(0);
    clock.advanceSeconds(21); // A has missed four heartbeats; it is not gone before 300 s.
    assertThat(beat(b, state(ofB, ofB.version() + 1, CLOSE)))
        .as("it comes back rather than wait for A")
        .containsExactly(state(ofB, ofB.version() + 2, OPEN));
  }

  @Test
  void clientsThatComeTogetherShareFromTheirSecondHeartbeatOn() {
    tunnel(4);
    String a = join(tunnels.connect(INSTANCE, id, "a", 300L));
    beat(a);
    clock.advanceSeconds(1);
    String b = join(tunnels.connect(INSTANCE, id, "b", 300L));
    beat(b);
    clock.advanceSeconds(29);
    assertThat(beat(a)).hasSize(2);
    clock.advanceSeconds(1);
    assertThat(beat(b)).hasSize(2);
  }

  @Test
  void shutdownFreesChannelsAtOnce() {
    tunnel(2);
    String a = connect(id);
    beat(a);
    join(tunnels.shutdown(INSTANCE, id, a));
    assertThat(channels(id)).allMatch(c -> c.status() == CLOSE && c.clientId() == null);
    refused(ErrorCode.OTSResourceGone, () -> beat(a));
    String b = connect(id);
    assertThat(beat(b)).hasSize(2).allMatch(s -> s.version() == 3);
  }

  @Test
  void clientsOfATunnelAreBounded() {
    tunnel(1);
    for (int i = 0; i < Limits.TUNNEL_CLIENTS; i++) {
      join(tunnels.connect(INSTANCE, id, "a", 60L));
    }
    refused(ErrorCode.OTSTunnelServerUnavailable, () -> connect(id));
    clock.advanceSeconds(61);
    connect(id);
  }

  @Test
  void clientsHaveTheirWholeTimeAfterARestart() {
    tunnel(1);
    String a = connect(id);
    ChannelState open = beat(a).get(0);
    clock.advanceSeconds(59);
    restart();
    clock.advanceSeconds(60);
    assertThat(beat(a, open)).containsExactly(open);
  }

  @Test
  void suspendedChannelsAreClosingUntilTheyAreResumed() {
    tunnel(3);
    String a = connect(id);
    List<ChannelState> open = beat(a);
    schedule(open.get(0).id(), CLOSING);
    ChannelState asked = state(open.get(0), 2, CLOSING);
    assertThat(beat(a, open)).contains(asked).hasSize(3);
    assertThat(beat(a, state(asked, 3, CLOSE), open.get(1), open.get(2))).hasSize(2);
    assertThat(channel(asked.id()).status()).as("as it is shown").isEqualTo(CLOSING);
    assertThat(channel(asked.id()).clientId()).isNull();
    assertThat(beat(a)).as("it is not handed out").hasSize(2);

    schedule(asked.id(), OPEN);
    assertThat(channel(asked.id()).status()).isEqualTo(OPEN);
    assertThat(beat(a)).hasSize(3);
  }

  @Test
  void aChannelNobodyHasHadCanBeOpenedAndSuspended() {
    tunnel(2);
    List<ChannelDescription> channels = channels(id);
    schedule(channels.get(0).id(), OPEN);
    schedule(channels.get(1).id(), CLOSING);
    assertThat(channels(id).stream().map(ChannelDescription::status))
        .containsExactly(OPEN, CLOSING);
    String a = connect(id);
    assertThat(beat(a)).extracting(ChannelState::id).containsExactly(channels.get(0).id());
    schedule(channels.get(1).id(), OPEN);
    assertThat(beat(a)).hasSize(2);
  }

  @Test
  void aChannelResumedBeforeItWasGivenUpGoesOn() {
    tunnel(1);
    String a = connect(id);
    ChannelState open = beat(a).get(0);
    schedule(open.id(), CLOSING);
    schedule(open.id(), OPEN);
    assertThat(beat(a, open)).containsExactly(state(open, 3, OPEN));
  }

  @Test
  void aChannelCanBeEndedFromOutside() {
    tunnel(1);
    String a = connect(id);
    ChannelState open = beat(a).get(0);
    schedule(open.id(), TERMINATED);
    assertThat(beat(a, open)).isEmpty();
    assertThat(describe(id).tunnel().stage()).isEqualTo(TunnelStage.PROCESS_STREAM);
    schedule(open.id(), OPEN);
    assertThat(channel(open.id()).status()).isEqualTo(TERMINATED);
  }

  @Test
  void aScheduleThatIsRefusedChangesNothing() {
    tunnel(2);
    String first = channels(id).get(0).id();
    refused(
        ErrorCode.OTSParameterInvalid,
        () ->
            join(
                tunnels.schedule(
                    INSTANCE,
                    id,
                    List.of(
                        new ChannelState(first, 0, CLOSING),
                        new ChannelState("nothing", 0, CLOSING)))));
    refused(ErrorCode.OTSParameterInvalid, () -> schedule(first, CLOSE));
    assertThat(channels(id)).allMatch(c -> c.status() == WAIT);
  }

  private void schedule(String channel, ChannelStatus status) {
    join(tunnels.schedule(INSTANCE, id, List.of(new ChannelState(channel, 0, status))));
  }

  @Test
  void unclaimedChannelsAreShownOpenWhereThatIsConfigured() {
    settings = new TunnelSettings(3_000, true);
    restart();
    tunnel(2);
    assertThat(channels(id)).allMatch(c -> c.status() == OPEN && c.clientId() == null);
    connect(id);
    assertThat(channels(id)).allMatch(c -> c.status() == WAIT);
  }
}
