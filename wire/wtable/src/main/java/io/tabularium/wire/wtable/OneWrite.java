/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;

/** A command that has a lane do something with one record. */
final class OneWrite extends Exchange implements KlistWrite.Listener {
  private final WireRecord request;
  private KlistWrite done;

  OneWrite(Connection connection, Packet packet, Body.One body, int bytes, long began) {
    super(connection, packet, body.flags(), bytes, began);
    this.request = body.record();
  }

  @Override
  public void done(KlistWrite write) {
    done = write;
    connection.finished(this);
  }

  @Override
  Body reply() {
    return new Body.One(flags, Records.result(request, done, flags, connection.now()));
  }
}
