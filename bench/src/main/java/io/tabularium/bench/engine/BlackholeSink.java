/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.ValueType;
import org.openjdk.jmh.infra.Blackhole;

/** Takes rows as a consumer that looks at every cell, but keeps nothing. */
final class BlackholeSink implements RowSink {
  private final Blackhole blackhole;
  private long cells;

  BlackholeSink(Blackhole blackhole) {
    this.blackhole = blackhole;
  }

  long cells() {
    return cells;
  }

  @Override
  public void schema(PrimaryKeySchema schema) {
    blackhole.consume(schema);
  }

  @Override
  public void beginRow() {}

  @Override
  public void keyInteger(int column, long value) {
    blackhole.consume(value);
  }

  @Override
  public void keyBytes(int column, byte[] bytes, int offset, int length) {
    blackhole.consume(bytes);
    blackhole.consume(offset + length);
  }

  @Override
  public void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      long bits,
      long timestamp,
      int crc) {
    cells++;
    blackhole.consume(name);
    blackhole.consume(bits + timestamp + crc + nameOffset + nameLength);
  }

  @Override
  public void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      byte[] value,
      int valueOffset,
      int valueLength,
      long timestamp,
      int crc) {
    cells++;
    blackhole.consume(value);
    blackhole.consume(timestamp + crc + nameOffset + nameLength + valueOffset + valueLength);
  }

  @Override
  public void endRow() {}
}
