/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.KlistKey;
import io.tabularium.engine.klist.KlistRecord;
import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A command that has lanes do something with many records. It is done when all of them are. */
final class ManyWrites extends Exchange {
  private final List<WireRecord> requests;
  private final KlistWrite[] results;
  private final AtomicInteger open;
  private final AtomicInteger room = new AtomicInteger(KlistLimits.PACKET_BYTES);

  /** For those records of a read that no lane is asked for; {@code null} for a write. */
  private List<KlistRecord> read = List.of();

  ManyWrites(Connection connection, Packet packet, Body.Many body, int bytes, long began) {
    super(connection, packet, body.flags(), bytes, began);
    this.requests = body.records();
    this.results = new KlistWrite[requests.size()];
    this.open = new AtomicInteger(requests.size());
  }

  /** Writes of all records. */
  List<KlistWrite> writes() {
    List<KlistWrite> writes = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      writes.add(Records.write(command, database, isZ(), requests.get(i), new One(i)));
    }
    return writes;
  }

  /** Reads of those records for which a number is wanted, and of the others at once. */
  List<KlistWrite> reads() {
    List<KlistWrite> forUpdate = new ArrayList<>();
    List<KlistKey> plain = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      WireRecord request = requests.get(i);
      if (Records.wantsNumber(request)) {
        forUpdate.add(KlistWrite.readForUpdate(database, Records.key(request), isZ(), new One(i)));
      } else {
        plain.add(Records.key(request));
      }
    }
    read = connection.klist().get(database, plain, isZ());
    open.addAndGet(-plain.size());
    return forUpdate;
  }

  private boolean isZ() {
    return (flags & Flags.Z) != 0;
  }

  @Override
  Body reply() {
    if (read == null || room.get() < 0) {
      return new Body.Many(flags, KlistCode.PACKET_TOO_LONG.code(), List.of());
    }
    long now = connection.now();
    List<WireRecord> records = new ArrayList<>(requests.size());
    int nextRead = 0;
    for (int i = 0; i < results.length; i++) {
      WireRecord request = requests.get(i);
      records.add(
          results[i] != null
              ? Records.result(request, results[i], flags, now)
              : Records.found(request, read.get(nextRead++), flags, now));
    }
    return new Body.Many(flags, (byte) 0, records);
  }

  /** One of the records. */
  private final class One implements KlistWrite.Listener {
    private final int index;

    One(int index) {
      this.index = index;
    }

    @Override
    public boolean wants(int valueBytes) {
      return room.addAndGet(-valueBytes) >= 0;
    }

    @Override
    public void done(KlistWrite write) {
      results[index] = write;
      if (open.decrementAndGet() == 0) {
        connection.finished(ManyWrites.this);
      }
    }
  }
}
