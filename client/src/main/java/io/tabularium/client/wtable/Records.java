/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.WireRecord;

/** What users say, as records of requests. */
final class Records {
  private Records() {}

  static WireRecord ofKey(Key key, Cas cas) {
    WireRecord record = WireRecord.key(key.table(), key.row(), key.column());
    return cas == Cas.NONE ? record : record.withCas(cas.number());
  }

  /** What a read asks for when it leaves the choice to the client. */
  static Cas forReading(Cas asked, ReadPreference preference) {
    if (asked.isNumber()) {
      throw new IllegalArgumentException("a read asks for Cas.NONE, MASTER or LOCK");
    }
    return asked.equals(Cas.NONE) && preference == ReadPreference.MASTER ? Cas.MASTER : asked;
  }

  private static int forWriting(Cas cas) {
    if (!cas.equals(Cas.NONE) && !cas.isNumber()) {
      throw new IllegalArgumentException("a write insists on a number that a read returned");
    }
    return cas.number();
  }

  static WireRecord ofWrite(Key key, Cas cas) {
    return WireRecord.key(key.table(), key.row(), key.column()).withCas(forWriting(cas));
  }

  static WireRecord ofSet(SetArgs args, boolean withTtl) {
    if (!withTtl && args.ttlSeconds() != 0) {
      throw new IllegalArgumentException("use setEx for a record with a time to live");
    }
    Key key = args.key();
    return new WireRecord(
        key.table(),
        (byte) 0,
        0,
        key.row(),
        key.column(),
        args.value(),
        args.score(),
        forWriting(args.cas()),
        args.ttlSeconds());
  }

  static WireRecord ofExpire(Key key, int ttlSeconds, Cas cas) {
    return ofWrite(key, cas).withTtl(ttlSeconds);
  }

  static WireRecord ofIncr(IncrArgs args) {
    Key key = args.key();
    return new WireRecord(
        key.table(),
        (byte) 0,
        0,
        key.row(),
        key.column(),
        WireRecord.EMPTY,
        args.by(),
        forWriting(args.cas()),
        0);
  }

  /** Why a record need not be sent, because a server would or could not take it; or null. */
  static WTableException refuse(Command command, WireRecord record) {
    if (record.row().length > KlistLimits.ROW_BYTES
        || (record.row().length == 0 && command.isWrite())) {
      return WTableException.invalid(KlistCode.INVALID_ROW);
    }
    if (record.value().length > KlistLimits.VALUE_BYTES) {
      return WTableException.invalid(KlistCode.INVALID_VALUE);
    }
    if (record.column().length > KlistLimits.COLUMN_BYTES) {
      return WTableException.invalid(KlistCode.PACKET_TOO_LONG);
    }
    if (record.ttl() < 0) {
      return WTableException.invalid(KlistCode.INVALID_TTL);
    }
    return null;
  }
}
