/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Packet;
import java.util.function.Supplier;

/** A read that may take a while and so runs in the pool. */
final class Read extends Exchange implements Runnable {
  private final Supplier<Body> work;
  private Body reply;

  Read(Connection connection, Packet packet, int bytes, long began, Supplier<Body> work) {
    super(connection, packet, 0, bytes, began);
    this.work = work;
  }

  @Override
  public void run() {
    reply = work.get();
    connection.finished(this);
  }

  @Override
  Body reply() {
    return reply;
  }

  @Override
  boolean isHeavy() {
    return true;
  }
}
