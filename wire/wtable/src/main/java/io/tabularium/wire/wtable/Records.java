/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.KlistKey;
import io.tabularium.engine.klist.KlistRecord;
import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.List;

/** Records of the wire to and from those of the engine. */
final class Records {
  /** From this on the field for optimistic locking asks for a number rather than for the master. */
  private static final int NUMBER_WANTED = 2;

  private Records() {}

  static KlistKey key(WireRecord record) {
    return new KlistKey(record.table(), record.row(), record.column());
  }

  static boolean wantsNumber(WireRecord request) {
    return Integer.compareUnsigned(request.cas(), NUMBER_WANTED) >= 0;
  }

  /** What a lane has to do for a command of one or many records. */
  static KlistWrite write(
      Command command, int database, boolean z, WireRecord record, KlistWrite.Listener listener) {
    KlistKey key = key(record);
    return switch (command) {
      case SET, MSET, SETEX, MSETEX ->
          KlistWrite.set(
              database,
              key,
              z,
              record.value(),
              record.score(),
              record.ttl(),
              record.cas(),
              listener);
      case DEL, MDEL -> KlistWrite.delete(database, key, z, record.cas(), listener);
      case INCR, MINCR ->
          KlistWrite.increment(database, key, z, record.score(), record.cas(), listener);
      case EXPIRE, MEXPIRE ->
          KlistWrite.expire(database, key, z, record.ttl(), record.cas(), listener);
      default -> throw new IllegalArgumentException(command + " writes nothing");
    };
  }

  /** What a lane answered for a record. */
  static WireRecord result(WireRecord request, KlistWrite done, int flags, long now) {
    KlistCode code = done.code();
    int ttl = (flags & Flags.TTL) == 0 ? 0 : KlistRecord.secondsLeft(done.deadline(), now);
    boolean told = code == KlistCode.OK || code == KlistCode.NOT_EXIST;
    return new WireRecord(
        request.table(),
        code.code(),
        0,
        request.row(),
        request.column(),
        done.newValue(),
        done.newScore(),
        told ? done.number() : 0,
        ttl);
  }

  /**
   * What was found for a record.
   *
   * @param found {@code null} if nothing was
   */
  static WireRecord found(WireRecord request, KlistRecord found, int flags, long now) {
    if (found == null) {
      return request.withResult(KlistCode.NOT_EXIST);
    }
    return new WireRecord(
        request.table(),
        (byte) 0,
        0,
        request.row(),
        request.column(),
        found.value(),
        found.score(),
        0,
        (flags & Flags.TTL) == 0 ? 0 : found.secondsLeft(now));
  }

  /**
   * A page's records.
   *
   * @param spaces whether each tells its list
   */
  static List<WireRecord> page(List<KlistRecord> found, boolean spaces, int flags, long now) {
    List<WireRecord> records = new ArrayList<>(found.size());
    for (KlistRecord record : found) {
      records.add(
          new WireRecord(
              record.table(),
              (byte) 0,
              spaces ? record.space().code() : 0,
              record.row(),
              record.column(),
              record.value(),
              record.score(),
              0,
              (flags & Flags.TTL) == 0 ? 0 : record.secondsLeft(now)));
    }
    return records;
  }
}
