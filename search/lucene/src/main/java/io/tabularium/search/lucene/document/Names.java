/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

/** Names of Lucene fields that are not fields of the schema; no column's name begins so. */
public final class Names {
  /** The row key as a term, of the row and its child rows. */
  public static final String ID = "#id";

  /** The row key as a sorted value, of the row only. */
  public static final String KEY = "#key";

  /** The row itself, stored; see {@link StoredRow}. */
  public static final String ROW = "#row";

  /** The path of the nested field, or {@link #ROOT}, as a term; only with nested fields. */
  public static final String PATH = "#path";

  /** The place of a child row in its array. */
  public static final String OFFSET = "#offset";

  /** The newest timestamp of the row in milliseconds. */
  public static final String TIME = "#time";

  /** Paths of fields that have a value, as terms, where nothing else tells. */
  public static final String PRESENT = "#present";

  /** The {@link #PATH} of a row; no path of a nested field is empty. */
  public static final String ROOT = "";

  private static final String REVERSED = "#reversed:";
  private static final String KEY_COLUMN = "#column:";

  private Names() {}

  /** The values of a field written backwards. */
  public static String reversed(String path) {
    return REVERSED + path;
  }

  /** A column of the key rows are kept in the order of, though it is no field. */
  public static String keyColumn(String name) {
    return KEY_COLUMN + name;
  }
}
