/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * What a read wants of each row.
 *
 * @param columns names wanted, in the client's order; empty means all. Names of primary-key columns
 *     only decide whether a row without any wanted attribute is returned at all
 * @param startColumn first column name, inclusive, or {@code null}
 * @param endColumn last column name, exclusive, or {@code null}
 * @param timeRange versions wanted by time, or {@code null}
 * @param maxVersions how many of the newest versions of a column, or {@code null} for no bound; a
 *     read that gives neither this nor a time range is refused
 * @param filter which rows (or, for {@link Filter.Pagination}, which columns), or {@code null}
 * @param token where an earlier, cut-off read of the same wide row left off, or {@code null}
 */
public record RowSelection(
    List<String> columns,
    String startColumn,
    String endColumn,
    TimeRange timeRange,
    Integer maxVersions,
    Filter filter,
    byte[] token) {

  /** The newest version of every column. */
  public static final RowSelection LATEST =
      new RowSelection(List.of(), null, null, null, 1, null, null);

  /** Copies the list. */
  public RowSelection {
    columns = List.copyOf(columns);
  }

  /** The newest version of these columns. */
  public static RowSelection latest(String... columns) {
    return new RowSelection(List.of(columns), null, null, null, 1, null, null);
  }

  /** The same selection with a filter. */
  public RowSelection filteredBy(Filter newFilter) {
    return new RowSelection(
        columns, startColumn, endColumn, timeRange, maxVersions, newFilter, token);
  }
}
