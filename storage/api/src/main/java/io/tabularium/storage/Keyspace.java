/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

/**
 * The keyspaces every table owns. All are partitioned alike: keys of one partition lie together in
 * each, and {@link TableSpace#transact} is atomic over all of them. The codes reach the disk; 4 is
 * the table's log, which is beside the keyspaces ({@link TableSpace#readLog}).
 */
public enum Keyspace {
  /** One key per row. */
  ROWS(1),
  /** The pages of rows too wide for one key; keys begin with the row's key. */
  PAGES(2),
  /** Small per-partition facts, such as the last generated key. */
  SEQUENCES(3);

  /** The code that no keyspace has because the log has it. */
  public static final int LOG_CODE = 4;

  private final int code;

  Keyspace(int code) {
    this.code = code;
  }

  /** The number of this keyspace on disk. */
  public int code() {
    return code;
  }
}
