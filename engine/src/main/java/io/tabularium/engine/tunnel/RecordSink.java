/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.ChangeSink;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSink;

/** Receives the records of one read from a channel. */
public interface RecordSink {
  /** What receives the rows of a base-data channel: every row is a record. */
  RowSink rows();

  /**
   * Begins a record of a stream channel.
   *
   * @param type what was asked for
   * @return what receives the change: one row
   */
  ChangeSink change(RowChange.Type type);

  /**
   * Goes on with what was there before the change that has just been received.
   *
   * @return what receives it: one row, without a sequence
   */
  ChangeSink originals();
}
