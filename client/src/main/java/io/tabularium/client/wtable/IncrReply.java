/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.WireRecord;

/** A record whose score was changed. */
public final class IncrReply extends KeyReply {
  private final byte[] value;
  private final long score;

  private IncrReply(Key key, int errCode, WTableException failure, byte[] value, long score) {
    super(key, errCode, failure);
    this.value = value;
    this.score = score;
  }

  static IncrReply of(Key key, WireRecord record) {
    return new IncrReply(key, record.code(), null, record.value(), record.score());
  }

  static IncrReply failed(Key key, WTableException failure) {
    return new IncrReply(key, failure.errCode(), failure, WireRecord.EMPTY, 0);
  }

  /** The record's value, which does not change; of no bytes if the record is new. */
  public byte[] value() {
    return value;
  }

  /** The new score. */
  public long score() {
    return score;
  }
}
