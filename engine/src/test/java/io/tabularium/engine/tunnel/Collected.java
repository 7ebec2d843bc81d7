/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.ChangeSink;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSink;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;

/** The records of a {@link FakeTable}, as they came. */
final class Collected implements RecordSink, ChangeSink {
  /**
   * A record.
   *
   * @param micros when the change was made; 0 for a row
   */
  record Entry(long key, long value, long micros) {}

  final List<Entry> entries = new ArrayList<>();
  private long key;
  private long value;
  private long micros;

  @Override
  public RowSink rows() {
    return this;
  }

  @Override
  public ChangeSink change(RowChange.Type type) {
    return this;
  }

  @Override
  public ChangeSink originals() {
    throw new AssertionError("there are none");
  }

  @Override
  public void schema(PrimaryKeySchema schema) {}

  @Override
  public void beginRow() {
    micros = 0;
  }

  @Override
  public void keyInteger(int column, long integer) {
    key = integer;
  }

  @Override
  public void keyBytes(int column, byte[] bytes, int offset, int length) {
    throw new AssertionError("keys are integers");
  }

  @Override
  public void cell(
      byte[] name, int at, int length, ValueType type, long bits, long timestamp, int crc) {
    value = bits;
  }

  @Override
  public void cell(
      byte[] name,
      int at,
      int length,
      ValueType type,
      byte[] bytes,
      int offset,
      int size,
      long timestamp,
      int crc) {
    throw new AssertionError("values are integers");
  }

  @Override
  public void deleteAllVersions(byte[] name, int nameOffset, int nameLength) {
    throw new AssertionError("nothing is deleted");
  }

  @Override
  public void deleteOneVersion(byte[] name, int nameOffset, int nameLength, long timestamp) {
    throw new AssertionError("nothing is deleted");
  }

  @Override
  public void sequence(int epoch, long at) {
    micros = at;
  }

  @Override
  public void endRow() {
    entries.add(new Entry(key, value, micros));
  }
}
