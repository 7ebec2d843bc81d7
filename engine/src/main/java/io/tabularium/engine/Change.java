/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.ChangeCodec;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.Cell;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowChange;
import java.util.Arrays;
import java.util.List;

/** One committed change of one row, as the {@link ChangeFeed} has it. */
public final class Change {
  private final PrimaryKeySchema schema;
  private final int epoch;
  private final long position;
  private final byte[] record;

  Change(PrimaryKeySchema schema, int epoch, long position, byte[] record) {
    this.schema = schema;
    this.epoch = epoch;
    this.position = position;
    this.record = record;
  }

  /**
   * Its place in its shard, which is also when it was committed: microseconds since 1970, by the
   * server's clock, made to rise strictly within the shard.
   */
  public long position() {
    return position;
  }

  /**
   * How many generations of shards there were before its own: of two changes of a row the one with
   * the larger epoch is the later one, and within an epoch the one with the larger position.
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Whether it tells nothing but {@link #key}: it was made while the table had no stream, and is
   * none of a stream's changes.
   */
  boolean isKeyOnly() {
    return ChangeCodec.isKeyOnly(record);
  }

  /** What was done. A PutRow is a PUT also where the row was there before. */
  public RowChange.Type type() {
    return ChangeCodec.type(record);
  }

  /** The row's complete key; generated values are filled in. */
  public PrimaryKey key() {
    return KeyCodec.decode(schema, record, ChangeCodec.keyOffset(record));
  }

  /** The row's key as storage knows it. */
  byte[] encodedKey() {
    int from = ChangeCodec.keyOffset(record);
    return Arrays.copyOfRange(record, from, from + ChangeCodec.keyLength(record));
  }

  /**
   * What was done to the row, in the order asked for: puts, each with its timestamp, and deletions.
   * An increment is the put of its result. Empty for a DELETE.
   */
  public List<Cell> cells() {
    return ChangeCodec.changes(record);
  }

  /** Of the stream's origin columns, the newest versions there were before. */
  public List<Cell> originals() {
    return ChangeCodec.originals(record);
  }

  /** Whether {@link #originals} has any. */
  public boolean hasOriginals() {
    return ChangeCodec.hasOriginals(record);
  }

  /** Logical bytes of keys, names and values, as capacity counts them. */
  public int size() {
    return KeyCodec.valueSize(schema, record, ChangeCodec.keyOffset(record))
        + ChangeCodec.size(record);
  }

  /** Hands the change to a sink, as a row, its schema first. */
  public void emit(ChangeSink sink) {
    begin(sink);
    ChangeCodec.emitChanges(record, sink);
    sink.sequence(epoch, position);
    sink.endRow();
  }

  /** Hands {@link #originals} to a sink, as a row, its schema first. */
  public void emitOriginals(ChangeSink sink) {
    begin(sink);
    ChangeCodec.emitOriginals(record, sink);
    sink.endRow();
  }

  private void begin(ChangeSink sink) {
    sink.schema(schema);
    sink.beginRow();
    KeyCodec.emit(schema, record, ChangeCodec.keyOffset(record), sink);
  }

  @Override
  public String toString() {
    return position + " " + type() + " " + key() + " " + cells();
  }
}
