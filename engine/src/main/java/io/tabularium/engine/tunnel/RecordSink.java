/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.RowSink;

/** Receives the records of one read from a channel. */
public interface RecordSink {
  /** What receives the rows of a base-data channel: every row is a record. */
  RowSink rows();
}
