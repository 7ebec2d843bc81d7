/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.OptionalLong;

/** A record that was looked for. */
public final class GetReply extends KeyReply {
  private final byte[] value;
  private final long score;
  private final Cas cas;
  private final long ttl;

  private GetReply(
      Key key, int errCode, WTableException failure, byte[] value, long score, Cas cas, long ttl) {
    super(key, errCode, failure);
    this.value = value;
    this.score = score;
    this.cas = cas;
    this.ttl = ttl;
  }

  static GetReply of(Key key, WireRecord record) {
    return new GetReply(
        key,
        record.code(),
        null,
        record.code() == 0 ? record.value() : null,
        record.score(),
        Cas.of(record.cas()),
        Integer.toUnsignedLong(record.ttl()));
  }

  static GetReply failed(Key key, WTableException failure) {
    return new GetReply(key, failure.errCode(), failure, null, 0, Cas.NONE, 0);
  }

  /** Whether there is such a record. */
  public boolean exists() {
    return errCode() == 0;
  }

  /** The value, perhaps of no bytes; {@code null} if there is no such record. */
  public byte[] value() {
    return value;
  }

  /** The value as UTF-8; {@code null} if there is no such record. */
  public String text() {
    return value == null ? null : Key.text(value);
  }

  /** The score; 0 if there is no such record. */
  public long score() {
    return score;
  }

  /** The number to give back with a write if {@link Cas#LOCK} was asked for; else NONE. */
  public Cas cas() {
    return cas;
  }

  /**
   * The seconds the record has left to live, rounded up, if that was asked for and it has a time to
   * live.
   */
  public OptionalLong ttlSeconds() {
    return ttl == 0 ? OptionalLong.empty() : OptionalLong.of(ttl);
  }
}
