/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.model.TableOptions;
import java.util.List;

/** What an index needs of its table. */
public interface IndexedTable {
  /** The table's number, never used twice. */
  int id();

  /** The instance it belongs to. */
  String instance();

  /** Its name. */
  String name();

  /** Its key. */
  PrimaryKeySchema key();

  /** Its options in force now. */
  TableOptions options();

  /** Whether it is gone. */
  boolean isDeleted();

  /** What happens to its rows. */
  RowFeed feed();

  /**
   * Reads rows as they are now.
   *
   * @param rowKeys encoded keys
   * @param columns the columns wanted, or empty for all
   * @param maxBytes ends after about so many bytes, but not before the first row
   * @return one for each key up to where it ended; {@code null} for a row that is not there, or not
   *     any more
   */
  List<Row> read(List<ByteSlice> rowKeys, List<String> columns, long maxBytes);

  /**
   * Reads the rows of a stretch of the table as they are now.
   *
   * @param from the encoded key to begin at; empty for the beginning
   * @param columns the columns wanted, or empty for all
   * @param maxRows about how many rows
   * @param maxBytes ends after about so many bytes
   */
  Stretch walk(ByteSlice from, List<String> columns, int maxRows, long maxBytes);

  /**
   * Rows of a stretch of a table.
   *
   * @param rows the rows, by key
   * @param rowKeys their encoded keys
   * @param next where to go on, or {@code null} at the end of the table
   */
  record Stretch(List<Row> rows, List<ByteSlice> rowKeys, ByteSlice next) {}
}
