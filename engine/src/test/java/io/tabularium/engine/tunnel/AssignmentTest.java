/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the channels are at, they become evenly spread and stay where they are then. */
class AssignmentTest {
  private static List<Channel> channels(List<Integer> owners, List<String> clients) {
    List<Channel> channels = new ArrayList<>();
    for (int owner : owners) {
      Channel channel =
          new Channel(
              channels.size(),
              "c" + channels.size(),
              ChannelType.BASE_DATA,
              List.of(),
              new Channel.Source(null, null, null),
              ChannelPosition.BASE_START);
      if (owner < clients.size()) {
        channel.open(clients.get(owner));
        if (owner % 3 == 2) {
          channel.askBack();
        }
      }
      channels.add(channel);
    }
    return channels;
  }

  private static Set<Channel> free(List<Channel> channels) {
    Set<Channel> free = new HashSet<>(channels);
    free.removeIf(channel -> channel.owner() != null);
    return free;
  }

  private static Map<String, Integer> loads(List<Channel> channels, List<String> clients) {
    Map<String, Integer> loads = new HashMap<>();
    clients.forEach(client -> loads.put(client, 0));
    for (Channel channel : channels) {
      if (channel.status() == ChannelStatus.OPEN) {
        loads.merge(channel.owner(), 1, Integer::sum);
      }
    }
    return loads;
  }

  @Property(tries = 300)
  void settlesInTwoRounds(
      @ForAll @Size(max = 25) List<@IntRange(min = 0, max = 7) Integer> owners,
      @ForAll @IntRange(min = 1, max = 6) int clientCount) {
    List<String> clients = new ArrayList<>();
    for (int i = 0; i < clientCount; i++) {
      clients.add("client " + i);
    }
    List<Channel> channels = channels(owners, clients);
    long asked = channels.stream().filter(c -> c.status() == ChannelStatus.CLOSING).count();

    Assignment.balance(channels, free(channels), clients, Map.of());
    long askedNow =
        channels.stream().filter(c -> c.status() == ChannelStatus.CLOSING).count() - asked;
    assertThat(askedNow).as("no more than would even it out").isLessThanOrEqualTo(owners.size());
    if (clientCount == 1) {
      assertThat(askedNow).isZero();
    }
    channels.stream().filter(c -> c.status() == ChannelStatus.CLOSING).forEach(Channel::release);
    Assignment.balance(channels, free(channels), clients, Map.of());

    assertThat(channels).allMatch(c -> c.status() == ChannelStatus.OPEN);
    Map<String, Integer> loads = loads(channels, clients);
    int most = loads.values().stream().mapToInt(i -> i).max().orElseThrow();
    int least = loads.values().stream().mapToInt(i -> i).min().orElseThrow();
    assertThat(most - least).isLessThanOrEqualTo(1);
    assertThat(Assignment.balance(channels, free(channels), clients, Map.of()))
        .as("nothing moves without need")
        .isEmpty();
  }

  @Property(tries = 50)
  void withoutClientsNothingMoves(
      @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 3) Integer> owners) {
    List<Channel> channels = channels(owners, List.of("a", "b"));
    assertThat(Assignment.balance(channels, free(channels), List.of(), Map.of())).isEmpty();
  }
}
