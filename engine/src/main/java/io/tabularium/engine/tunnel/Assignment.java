/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which client gets which channel, so that no client has two more than another.
 *
 * <p>Channels nobody has are handed out at once. To even out what is already with clients, no more
 * of them are asked back than needed; where they go is decided when they have been given up. A
 * channel is never asked back for a client that could not be given it.
 */
final class Assignment {
  private final Map<String, ArrayDeque<Channel>> open = new LinkedHashMap<>();
  private final Map<String, Integer> load = new LinkedHashMap<>();
  private final List<Channel> free = new ArrayList<>();
  private final Set<Channel> changed = new HashSet<>();
  private int leaving;

  /**
   * Hands out and asks back.
   *
   * @param channels those of the tunnel that are not finished
   * @param assignable those of them that may be handed out now
   * @param clients who may be given channels; earlier ones first where it makes no difference
   * @param barred for a channel the one client that is not to get it now
   * @return the channels that were changed
   */
  static Set<Channel> balance(
      Collection<Channel> channels,
      Set<Channel> assignable,
      List<String> clients,
      Map<Channel, String> barred) {
    Assignment assignment = new Assignment(channels, assignable, clients);
    if (!clients.isEmpty()) {
      assignment.handOut(barred);
      assignment.askBack();
    }
    return assignment.changed;
  }

  private Assignment(Collection<Channel> channels, Set<Channel> assignable, List<String> clients) {
    for (String client : clients) {
      open.put(client, new ArrayDeque<>());
      load.put(client, 0);
    }
    for (Channel channel : channels) {
      if (channel.owner() == null) {
        if (assignable.contains(channel)) {
          free.add(channel);
        }
      } else if (channel.status() == ChannelStatus.CLOSING) {
        leaving += channel.suspended() ? 0 : 1;
      } else if (open.containsKey(channel.owner())) {
        open.get(channel.owner()).add(channel);
        load.merge(channel.owner(), 1, Integer::sum);
      }
    }
  }

  private void handOut(Map<Channel, String> barred) {
    for (Channel channel : free) {
      String client = leastLoaded(barred.get(channel));
      if (client != null) {
        channel.open(client);
        changed.add(channel);
        open.get(client).add(channel);
        load.merge(client, 1, Integer::sum);
      }
    }
  }

  private void askBack() {
    // What has been asked back before counts where it will go.
    for (int i = 0; i < leaving; i++) {
      load.merge(leastLoaded(null), 1, Integer::sum);
    }
    while (true) {
      String least = leastLoaded(null);
      String most = mostLoaded();
      if (most == null || load.get(most) - load.get(least) < 2) {
        return;
      }
      Channel channel = open.get(most).removeLast();
      channel.askBack();
      changed.add(channel);
      load.merge(most, -1, Integer::sum);
      load.merge(least, 1, Integer::sum);
    }
  }

  private String leastLoaded(String barred) {
    String least = null;
    for (Map.Entry<String, Integer> entry : load.entrySet()) {
      if (!entry.getKey().equals(barred) && (least == null || entry.getValue() < load.get(least))) {
        least = entry.getKey();
      }
    }
    return least;
  }

  /** Among clients that have a channel to give up. */
  private String mostLoaded() {
    String most = null;
    for (Map.Entry<String, Integer> entry : load.entrySet()) {
      if (!open.get(entry.getKey()).isEmpty()
          && (most == null || entry.getValue() > load.get(most))) {
        most = entry.getKey();
      }
    }
    return most;
  }
}
