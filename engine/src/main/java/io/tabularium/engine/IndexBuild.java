/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

/**
 * How far the building of an index has come since the server started.
 *
 * @param instance where its table is
 * @param table the table it is built from
 * @param index its name
 * @param rows rows of the table looked at
 * @param entries entries written
 * @param millis how long it has taken so far
 * @param done whether the index is built, or gone
 */
public record IndexBuild(
    String instance,
    String table,
    String index,
    long rows,
    long entries,
    long millis,
    boolean done) {

  /** Rows looked at in a second. */
  public long rowsPerSecond() {
    return rows * 1000 / Math.max(1, millis);
  }
}
