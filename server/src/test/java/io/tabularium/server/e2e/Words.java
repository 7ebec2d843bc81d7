/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.Row;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Short words for keys, cells and rows: Java objects in, text out. */
final class Words {
  /** Below every key value. */
  static final PrimaryKeyValue INF_MIN = PrimaryKeyValue.INF_MIN;

  /** Above every key value. */
  static final PrimaryKeyValue INF_MAX = PrimaryKeyValue.INF_MAX;

  /** The server makes the value. */
  static final PrimaryKeyValue AUTO = PrimaryKeyValue.AUTO_INCREMENT;

  private Words() {}

  /** A key from names and values in turn: {@code key("user", "ann", "order", 7)}. */
  static PrimaryKey key(Object... namesAndValues) {
    PrimaryKeyBuilder builder = PrimaryKeyBuilder.createPrimaryKeyBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.addPrimaryKeyColumn((String) namesAndValues[i], keyValue(namesAndValues[i + 1]));
    }
    return builder.build();
  }

  /** A key value from a String, Integer, Long, byte[] or one of the markers. */
  static PrimaryKeyValue keyValue(Object value) {
    if (value instanceof PrimaryKeyValue ready) {
      return ready;
    }
    if (value instanceof String text) {
      return PrimaryKeyValue.fromString(text);
    }
    if (value instanceof byte[] bytes) {
      return PrimaryKeyValue.fromBinary(bytes);
    }
    return PrimaryKeyValue.fromLong(((Number) value).longValue());
  }

  /** An attribute value from a String, Integer, Long, Double, Boolean or byte[]. */
  static ColumnValue value(Object value) {
    if (value instanceof String text) {
      return ColumnValue.fromString(text);
    }
    if (value instanceof byte[] bytes) {
      return ColumnValue.fromBinary(bytes);
    }
    if (value instanceof Double real) {
      return ColumnValue.fromDouble(real);
    }
    if (value instanceof Boolean bool) {
      return ColumnValue.fromBoolean(bool);
    }
    return ColumnValue.fromLong(((Number) value).longValue());
  }

  /** A cell whose version the server gives. */
  static Column cell(String name, Object value) {
    return new Column(name, value(value));
  }

  /** A cell with an explicit version. */
  static Column cell(String name, Object value, long timestamp) {
    return new Column(name, value(value), timestamp);
  }

  /** {@code n} columns {@code prefix0000…}, each holding its number. */
  static Column[] columns(String prefix, int n) {
    Column[] columns = new Column[n];
    for (int i = 0; i < n; i++) {
      columns[i] = cell("%s%04d".formatted(prefix, i), i);
    }
    return columns;
  }

  /** Text of the given number of one-byte characters. */
  static String text(int length) {
    return "x".repeat(length);
  }

  /** {@code ann/7}: the values of a key in order. */
  static String show(PrimaryKey key) {
    return Arrays.stream(key.getPrimaryKeyColumns())
        .map(column -> show(column.getValue()))
        .collect(Collectors.joining("/"));
  }

  private static String show(PrimaryKeyValue value) {
    if (value.isInfMin()) {
      return "-inf";
    }
    if (value.isInfMax()) {
      return "+inf";
    }
    return switch (value.getType()) {
      case STRING -> value.asString();
      case INTEGER -> Long.toString(value.asLong());
      case BINARY -> "0x" + HexFormat.of().formatHex(value.asBinary());
    };
  }

  /** A value as text; blobs as {@code 0x…}. */
  static String show(ColumnValue value) {
    return switch (value.getType()) {
      case BINARY -> "0x" + HexFormat.of().formatHex(value.asBinary());
      default -> String.valueOf(value.getValue());
    };
  }

  /** {@code [a=1, b=x]}: the cells of a row without their versions. */
  static List<String> values(Row row) {
    return Arrays.stream(row.getColumns())
        .map(cell -> cell.getName() + "=" + show(cell.getValue()))
        .toList();
  }

  /** {@code [a=1@1500, b=x@1400]}: the cells of a row. */
  static List<String> cells(Row row) {
    return Arrays.stream(row.getColumns())
        .map(cell -> cell.getName() + "=" + show(cell.getValue()) + "@" + cell.getTimestamp())
        .toList();
  }

  /** {@code [a/1, a/2]}: the keys of rows. */
  static List<String> keys(List<Row> rows) {
    return rows.stream().map(row -> show(row.getPrimaryKey())).toList();
  }

  /** The names of a key's columns. */
  static List<String> names(PrimaryKey key) {
    return Arrays.stream(key.getPrimaryKeyColumns()).map(PrimaryKeyColumn::getName).toList();
  }
}
