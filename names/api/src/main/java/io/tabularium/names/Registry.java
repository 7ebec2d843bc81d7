/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where servers enter themselves and Name Centers look.
 *
 * <p>An entry lives as long as the server that made it: a server that ends or is cut off for longer
 * than its lease is forgotten. A registry that cannot be reached is tried again for ever and
 * without a word to its caller but in the log: what it last told stays true until it says
 * otherwise.
 */
public interface Registry extends AutoCloseable {
  /**
   * Enters a server and keeps it entered until this registry is closed. Returns at once. May be
   * called once.
   *
   * @param bids the businesses it serves
   * @param address where it answers their clients
   */
  void register(Set<Long> bids, ProxyAddress address);

  /**
   * Tells everything that is entered, as soon as it is known and then whenever it changes. May be
   * called once.
   *
   * @param listener receives all servers of all businesses, each time; called by one thread at a
   *     time, and should return soon
   */
  void follow(Consumer<Map<Long, Set<ProxyAddress>>> listener);

  /** How its two tasks fare at the moment. Never waits for the registry. */
  State state();

  /**
   * How a registry's tasks fare.
   *
   * @param entered whether, as far as is known, the server's entry stands and will for the rest of
   *     its lease
   * @param entries how often the entry was made since the start: once, unless its lease was lost
   * @param leaseSecondsLeft how long the entry would stand if it could not be renewed any more; 0
   *     if it does not stand
   * @param following whether changes are told as they happen
   * @param interruptions how often since the start that ceased
   */
  record State(
      boolean entered,
      long entries,
      double leaseSecondsLeft,
      boolean following,
      long interruptions) {
    /** Of a registry that has been told to do nothing. */
    public static final State NONE = new State(false, 0, 0, false, 0);
  }

  /** Takes this server's entry back, at once if the registry can be reached, and stops. */
  @Override
  void close();
}
