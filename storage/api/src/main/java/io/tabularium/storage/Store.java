/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One open store: a catalogue of small facts and any number of tables. Thread-safe.
 *
 * <p>All methods throw {@link StorageException}.
 */
public interface Store extends AutoCloseable {

  /**
   * The table with this number. Cheap; a table needs no creation and is empty until written to.
   *
   * @param tableId not negative
   */
  TableSpace table(int tableId);

  /**
   * Forgets everything in all keyspaces and logs of a table, at once as seen by readers; disk space
   * is given back in the background. The number must not be used again: what is still written under
   * it is forgotten, too. Views opened before still see the table.
   */
  void dropTable(int tableId);

  /** A fact from the catalogue, or {@code null}. */
  byte[] getFact(byte[] key);

  /** All facts whose key begins with {@code prefix}, in key order. */
  List<Map.Entry<byte[], byte[]>> facts(byte[] prefix);

  /**
   * Changes facts atomically and durably (whatever the {@link Durability}) before it returns.
   *
   * @param changes key and new value, or a {@code null} value to remove the fact
   */
  void changeFacts(List<Map.Entry<byte[], byte[]>> changes);

  /**
   * Copies the store, as it is at one moment during the call, while reads and writes go on.
   *
   * @param directory missing, empty, or an earlier backup of the same store, which is brought up to
   *     date
   * @param progress is told in short sentences what is being done
   */
  void backup(Path directory, Consumer<String> progress);

  /** Makes everything acknowledged so far durable, whatever the {@link Durability}. */
  void sync();

  /** Current figures about the store. */
  List<Statistic> statistics();

  /** Makes everything durable and releases the directory. Later calls of any method fail. */
  @Override
  void close();

  /**
   * One figure about a store.
   *
   * @param name dotted lower-case words, such as {@code rocksdb.block.cache.usage}
   * @param unit base unit, such as {@code bytes}, or empty
   * @param help one sentence for an operator
   * @param counter whether it only ever grows
   * @param value the figure
   */
  record Statistic(String name, String unit, String help, boolean counter, double value) {}
}
