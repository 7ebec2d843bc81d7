/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.WireRecord;

/** A key that was written, removed or given a time to live. */
public final class WriteReply extends KeyReply {
  private WriteReply(Key key, int errCode, WTableException failure) {
    super(key, errCode, failure);
  }

  static WriteReply of(Key key, WireRecord record) {
    return new WriteReply(key, record.code(), null);
  }

  static WriteReply failed(Key key, WTableException failure) {
    return new WriteReply(key, failure.errCode(), failure);
  }
}
