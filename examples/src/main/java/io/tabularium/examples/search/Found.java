/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What a search found.
 *
 * @param total how many rows match
 * @param rows the first of them
 */
public record Found(long total, List<Row> rows) {
  private static final int SHOWN = 3;

  /**
   * The number of rows and the first three of them.
   *
   * @param what what the rows are, and in which order they are shown
   * @param line a row in words
   */
  public List<String> tell(String what, Function<Row, String> line) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%s: %,d", what, total));
    rows.stream().limit(SHOWN).map(line).forEach(lines::add);
    return lines;
  }

  /** A string of a row. */
  public static String text(Row row, String column) {
    return row.getLatestColumn(column).getValue().asString();
  }
}
