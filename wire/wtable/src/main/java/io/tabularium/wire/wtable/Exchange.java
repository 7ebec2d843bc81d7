/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Packet;

/**
 * A request whose answer comes later and on another thread. Once it has its result it goes back to
 * its connection, which asks for the reply on the network thread.
 */
abstract class Exchange {
  final Connection connection;
  final Command command;
  final int database;
  final long sequence;
  final int flags;

  /** Bytes it counts for while it is in hand. */
  final int bytes;

  final long began;

  /** The one that came back before this one and is not yet answered; see {@link Connection}. */
  Exchange previous;

  Exchange(Connection connection, Packet packet, int flags, int bytes, long began) {
    this.connection = connection;
    this.command = packet.command();
    this.database = packet.database();
    this.sequence = packet.sequence();
    this.flags = flags;
    this.bytes = bytes;
    this.began = began;
  }

  /** The reply. Called once, after {@link Connection#finished}. */
  abstract Body reply();

  /** Whether it occupies a thread of the pool. */
  boolean isHeavy() {
    return false;
  }
}
