/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * One cell of a write: a column name with what shall happen to it.
 *
 * <p>The cell remembers the checksum of its name and value ({@link #contentCrc()}), because the
 * decoder has just verified it and the engine stores it extended by the timestamp.
 */
public final class Cell {
  /** The timestamp of a cell that has none: the server shall choose. */
  public static final long NO_TIMESTAMP = -1;

  /** What a cell of an update asks for. The codes are the protocol's and also reach the disk. */
  public enum Operation {
    /** Write this version. */
    PUT(0),
    /** Remove the whole column. */
    DELETE_ALL_VERSIONS(1),
    /** Remove one version. */
    DELETE_ONE_VERSION(3),
    /** Add to the newest version and write the sum as a new one. */
    INCREMENT(4);

    private final int code;

    Operation(int code) {
      this.code = code;
    }

    /** The code of this operation on the wire and on disk. */
    public int code() {
      return code;
    }

    /** The operation with this code, or {@code null}. */
    public static Operation ofCode(int code) {
      return switch (code) {
        case 0 -> PUT;
        case 1 -> DELETE_ALL_VERSIONS;
        case 3 -> DELETE_ONE_VERSION;
        case 4 -> INCREMENT;
        default -> null;
      };
    }
  }

  private final ByteSlice name;
  private final Operation operation;
  private final Value value;
  private final long timestamp;
  private final int contentCrc;

  private Cell(ByteSlice name, Operation operation, Value value, long timestamp, int contentCrc) {
    this.name = name;
    this.operation = operation;
    this.value = value;
    this.timestamp = timestamp;
    this.contentCrc = contentCrc;
  }

  /**
   * A cell whose checksum over name and value is known already.
   *
   * @param value the value, or {@code null} for a deletion
   * @param timestamp milliseconds, or {@link #NO_TIMESTAMP}
   */
  public static Cell of(
      ByteSlice name, Operation operation, Value value, long timestamp, int contentCrc) {
    return new Cell(name, operation, value, timestamp, contentCrc);
  }

  /** A cell; the checksum is computed. */
  public static Cell of(ByteSlice name, Operation operation, Value value, long timestamp) {
    int crc = Crc8.update(0, name.array(), name.offset(), name.length());
    return new Cell(name, operation, value, timestamp, value == null ? crc : value.crc8(crc));
  }

  /** Writes a column; the server chooses the timestamp. */
  public static Cell put(String name, Value value) {
    return of(ByteSlice.utf8(name), Operation.PUT, value, NO_TIMESTAMP);
  }

  /** Writes one version of a column. */
  public static Cell put(String name, Value value, long timestamp) {
    return of(ByteSlice.utf8(name), Operation.PUT, value, timestamp);
  }

  /** Removes a column. */
  public static Cell deleteAll(String name) {
    return of(ByteSlice.utf8(name), Operation.DELETE_ALL_VERSIONS, null, NO_TIMESTAMP);
  }

  /** Removes one version of a column. */
  public static Cell deleteOne(String name, long timestamp) {
    return of(ByteSlice.utf8(name), Operation.DELETE_ONE_VERSION, null, timestamp);
  }

  /** Adds to a column. */
  public static Cell increment(String name, long delta) {
    return of(ByteSlice.utf8(name), Operation.INCREMENT, Value.integer(delta), NO_TIMESTAMP);
  }

  /** The column's name, UTF-8. */
  public ByteSlice name() {
    return name;
  }

  /** The column's name as text. */
  public String nameText() {
    return name.toUtf8();
  }

  /** What is asked for. */
  public Operation operation() {
    return operation;
  }

  /** The value, or {@code null} if the cell carries none. */
  public Value value() {
    return value;
  }

  /** The version in milliseconds, or {@link #NO_TIMESTAMP}. */
  public long timestamp() {
    return timestamp;
  }

  /** Whether the client gave a timestamp. */
  public boolean hasTimestamp() {
    return timestamp != NO_TIMESTAMP;
  }

  /** The checksum over name and value, without timestamp and operation. */
  public int contentCrc() {
    return contentCrc;
  }

  /** The logical size: name plus value, timestamps not counted. */
  public int size() {
    return name.length() + (value == null ? 0 : value.size());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Cell other
        && operation == other.operation
        && timestamp == other.timestamp
        && name.equals(other.name)
        && java.util.Objects.equals(value, other.value);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(timestamp);
  }

  @Override
  public String toString() {
    return operation + " " + name + "=" + value + (hasTimestamp() ? "@" + timestamp : "");
  }
}
