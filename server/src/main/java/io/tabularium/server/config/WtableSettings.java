/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import io.tabularium.wire.wtable.Passwords;

/**
 * The front-end for WTable and GoTable clients.
 *
 * @param listen where, or {@code null} if there is none
 * @param passwords who may use what
 * @param multiKeys keys of one multi-operation at most
 * @param scanRecords records of one page of a scan at most
 * @param maxConnections connections that are served
 * @param networkThreads threads that read and write sockets, or 0 to follow the processors
 * @param pingIsAuth whether a PING with a password is taken for an AUTH
 */
public record WtableSettings(
    Address listen,
    Passwords passwords,
    int multiKeys,
    int scanRecords,
    int maxConnections,
    int networkThreads,
    boolean pingIsAuth) {

  /** Whether there is such a front-end. */
  public boolean enabled() {
    return listen != null;
  }

  /** The same at another address. */
  public WtableSettings withListen(Address newListen) {
    return new WtableSettings(
        newListen, passwords, multiKeys, scanRecords, maxConnections, networkThreads, pingIsAuth);
  }

  /** The same with other passwords. */
  public WtableSettings withPasswords(Passwords newPasswords) {
    return new WtableSettings(
        listen, newPasswords, multiKeys, scanRecords, maxConnections, networkThreads, pingIsAuth);
  }
}
