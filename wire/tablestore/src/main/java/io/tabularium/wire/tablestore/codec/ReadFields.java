/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.RowSelection;
import io.tabularium.model.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What a read wants of each row, gathered field by field: the read requests have the same fields
 * under different numbers.
 */
public final class ReadFields {
  /** Far more columns than a read may name are counted, for the message, but not kept. */
  private static final int MAX_COLUMNS = 8 * Limits.COLUMNS_TO_GET;

  private List<String> columns = List.of();
  private int columnCount;
  private String startColumn;
  private String endColumn;
  private TimeRange timeRange;
  private Integer maxVersions;
  private ByteSlice filter;
  private ByteSlice token;

  /** Adds one of the columns to get. */
  public void column(ProtoReader in) {
    if (columns.isEmpty()) {
      columns = new ArrayList<>();
    }
    if (++columnCount <= MAX_COLUMNS) {
      columns.add(in.string());
    } else {
      in.skip();
    }
  }

  /** Reads {@code start_column}. */
  public void startColumn(ProtoReader in) {
    startColumn = in.string();
  }

  /** Reads {@code end_column}. */
  public void endColumn(ProtoReader in) {
    endColumn = in.string();
  }

  /** Reads {@code max_versions}. */
  public void maxVersions(ProtoReader in) {
    maxVersions = (int) in.number();
  }

  /** Reads {@code time_range}. */
  public void timeRange(ProtoReader in) {
    ProtoReader message = in.message();
    Long start = null;
    Long end = null;
    Long specific = null;
    while (message.next()) {
      switch (message.tag()) {
        case 1 << 3 | NUMBER -> start = message.number();
        case 2 << 3 | NUMBER -> end = message.number();
        case 3 << 3 | NUMBER -> specific = message.number();
        default -> message.skip();
      }
    }
    timeRange = new TimeRange(start, end, specific);
  }

  /** Reads {@code filter}; an empty one is none. */
  public void filter(ProtoReader in) {
    filter = in.bytesOrNull();
  }

  /** Reads {@code token}; an empty one is none. */
  public void token(ProtoReader in) {
    token = in.bytesOrNull();
  }

  /** The names of the columns to get, in the client's order; empty for all. */
  public List<String> columns() {
    return columns;
  }

  /** Decodes the filter and puts everything together. */
  public RowSelection decode() {
    if (columnCount > MAX_COLUMNS) {
      throw Errors.tooManyColumnsToGet(columnCount);
    }
    return new RowSelection(
        columns,
        startColumn,
        endColumn,
        timeRange,
        maxVersions,
        FilterDecoder.read(filter),
        token == null ? null : token.toByteArray());
  }
}
