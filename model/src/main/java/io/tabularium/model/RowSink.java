/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Receives rows from the engine, piece by piece and without intermediate objects, so that a wire
 * encoder can copy stored bytes straight into its reply.
 *
 * <p>Calls come in this order: {@link #schema} once before the first row of a read; then for each
 * row {@link #beginRow}, one key call for each primary-key column in schema order, {@link #cell}
 * for each cell in order of name and descending timestamp, {@link #endRow}. Arrays are only on loan
 * for the duration of the call.
 */
public interface RowSink {
  /** The key columns every following row has. */
  void schema(PrimaryKeySchema schema);

  /** A row begins. */
  void beginRow();

  /** An INTEGER key column. */
  void keyInteger(int column, long value);

  /** A STRING or BINARY key column (the schema says which). */
  void keyBytes(int column, byte[] bytes, int offset, int length);

  /**
   * One cell whose value has a fixed width.
   *
   * @param type INTEGER, DOUBLE or BOOLEAN
   * @param bits the value as {@link Value#rawBits()} gives it
   * @param timestamp the version in milliseconds
   * @param crc checksum over name, value and timestamp
   */
  void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      long bits,
      long timestamp,
      int crc);

  /**
   * One cell whose value is STRING or BLOB.
   *
   * @param timestamp the version in milliseconds
   * @param crc checksum over name, value and timestamp
   */
  void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      byte[] value,
      int valueOffset,
      int valueLength,
      long timestamp,
      int crc);

  /** The row is complete. */
  void endRow();
}
