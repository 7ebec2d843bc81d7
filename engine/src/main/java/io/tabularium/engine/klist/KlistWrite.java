/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import java.util.Arrays;

/**
 * One change of one record, or a read that gives out a number for optimistic locking, and later its
 * result. Each is atomic by itself and handed to {@link Klist#submit} once.
 */
public final class KlistWrite {
  private static final byte[] EMPTY = {};

  /** What is to be done. */
  enum Kind {
    SET,
    DELETE,
    INCREMENT,
    EXPIRE,
    READ_FOR_UPDATE
  }

  /** Is told of results. */
  public interface Listener {
    /**
     * The write is done, or has failed. Called once, on the lane's thread, a thread of the store,
     * or the submitting thread; what it does should be short and must not wait.
     */
    void done(KlistWrite write);

    /**
     * Whether a result may carry a value of so many bytes. Whoever waits for the results of many
     * writes before it uses any can say no to bound what they hold. Called on the lane's thread,
     * perhaps more than once.
     */
    default boolean wants(int valueBytes) {
      return true;
    }
  }

  final Kind kind;
  final boolean z;
  final byte[] partition;
  final byte[] row;
  final byte[] column;
  final byte[] value;
  final long score;
  final int cas;
  final int ttl;
  final Listener listener;

  private KlistCode code;
  private byte[] newValue = EMPTY;
  private long newScore;
  private long deadline;
  private int number;

  private KlistWrite(
      Kind kind,
      int database,
      KlistKey key,
      boolean z,
      byte[] value,
      long score,
      int cas,
      int ttl,
      Listener listener) {
    this.kind = kind;
    this.z = z;
    this.row = key.row();
    this.partition = KlistKeys.partition(database, key.table(), key.row());
    this.column = key.column();
    this.value = value;
    this.score = score;
    this.cas = cas;
    this.ttl = ttl;
    this.listener = listener;
  }

  /**
   * Replaces a record as a whole.
   *
   * @param database 0 to 254
   * @param z whether in the Z space
   * @param ttl seconds it shall live, or 0 for ever; a negative number is too long
   * @param cas a number got by {@link #readForUpdate}, or 0 to write in any case
   */
  public static KlistWrite set(
      int database,
      KlistKey key,
      boolean z,
      byte[] value,
      long score,
      int ttl,
      int cas,
      Listener listener) {
    return new KlistWrite(Kind.SET, database, key, z, value, score, cas, ttl, listener);
  }

  /** Removes a record; that there is none is fine, too. */
  public static KlistWrite delete(
      int database, KlistKey key, boolean z, int cas, Listener listener) {
    return new KlistWrite(Kind.DELETE, database, key, z, EMPTY, 0, cas, 0, listener);
  }

  /**
   * Adds to a record's score, which wraps around, and keeps its value and time to live. A missing
   * record counts as score 0 and an empty value, and is created.
   */
  public static KlistWrite increment(
      int database, KlistKey key, boolean z, long increment, int cas, Listener listener) {
    return new KlistWrite(Kind.INCREMENT, database, key, z, EMPTY, increment, cas, 0, listener);
  }

  /**
   * Gives an existing record another time to live.
   *
   * @param ttl seconds from now, or 0 to let it live for ever; a negative number is too long
   */
  public static KlistWrite expire(
      int database, KlistKey key, boolean z, int ttl, int cas, Listener listener) {
    return new KlistWrite(Kind.EXPIRE, database, key, z, EMPTY, 0, cas, ttl, listener);
  }

  /**
   * Reads a record and gives out a number with which it, or its absence, can be replaced as long as
   * nobody else has written it.
   */
  public static KlistWrite readForUpdate(int database, KlistKey key, boolean z, Listener listener) {
    return new KlistWrite(Kind.READ_FOR_UPDATE, database, key, z, EMPTY, 0, 0, 0, listener);
  }

  /** What became of it. */
  public KlistCode code() {
    return code;
  }

  /** The record's value, after an increment or a read. */
  public byte[] newValue() {
    return newValue;
  }

  /** The record's score, after an increment or a read. */
  public long newScore() {
    return newScore;
  }

  /** The record's deadline after a read; see {@link KlistRecord#deadline}. */
  public long deadline() {
    return deadline;
  }

  /** The number given out by a read. */
  public int number() {
    return number;
  }

  /** Why it cannot be done whatever is stored, or {@code null}. */
  KlistCode refusal() {
    if (kind == Kind.READ_FOR_UPDATE) {
      return null;
    }
    if (row.length == 0 || row.length > KlistLimits.ROW_BYTES) {
      return KlistCode.INVALID_ROW;
    }
    if (value.length > KlistLimits.VALUE_BYTES) {
      return KlistCode.INVALID_VALUE;
    }
    return ttl < 0 ? KlistCode.INVALID_TTL : null;
  }

  /** Whether it needs to know what is stored. */
  boolean reads() {
    return z || (kind != Kind.SET && kind != Kind.DELETE);
  }

  void giveOut(int newNumber) {
    number = newNumber;
  }

  /** Notes a result, which may be replaced by another until the listener is told. */
  void result(KlistCode result) {
    code = result;
    newValue = EMPTY;
    newScore = 0;
    deadline = 0;
  }

  /** Notes a record as the result. */
  void result(KlistCode result, byte[] recordValue, long recordScore, long recordDeadline) {
    code = result;
    newValue = listener.wants(recordValue.length) ? recordValue : EMPTY;
    newScore = recordScore;
    deadline = recordDeadline;
  }

  /** Tells the listener. */
  void finish() {
    listener.done(this);
  }

  boolean isInRow(byte[] otherPartition) {
    return Arrays.equals(partition, otherPartition);
  }
}
