/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/**
 * A record to be written. The record is replaced as a whole: without a score it has score 0,
 * without a time to live it stays for ever.
 *
 * @param key its key
 * @param value at most 1 MiB
 * @param score its score
 * @param ttlSeconds its time to live; 0 for none
 * @param cas {@link Cas#NONE}, or the number to insist on
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SetArgs(Key key, byte[] value, long score, int ttlSeconds, Cas cas) {
  /** A record with score 0. */
  public static SetArgs of(Key key, byte[] value) {
    return of(key, value, 0);
  }

  /** A record. */
  public static SetArgs of(Key key, byte[] value, long score) {
    return new SetArgs(key, value, score, 0, Cas.NONE);
  }

  /** A record with a text, as UTF-8. */
  public static SetArgs of(Key key, String value, long score) {
    return of(key, Key.utf8(value), score);
  }

  /** The same with a time to live, for operations that set one. */
  public SetArgs withTtl(int seconds) {
    return new SetArgs(key, value, score, seconds, cas);
  }

  /** The same, only if nobody has written the record since the number was given out. */
  public SetArgs withCas(Cas number) {
    return new SetArgs(key, value, score, ttlSeconds, number);
  }
}
