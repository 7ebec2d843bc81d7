/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.RowUpdateChange;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Row;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.List;

/** The model's words ⇄ those of the official client. */
public final class Sdk {
  private Sdk() {}

  public static com.alicloud.openservices.tablestore.model.PrimaryKey key(PrimaryKey key) {
    List<com.alicloud.openservices.tablestore.model.PrimaryKeyColumn> columns = new ArrayList<>();
    for (PrimaryKeyColumn column : key.columns()) {
      columns.add(
          new com.alicloud.openservices.tablestore.model.PrimaryKeyColumn(
              column.name(), keyValue(column.value())));
    }
    return new com.alicloud.openservices.tablestore.model.PrimaryKey(columns);
  }

  public static PrimaryKeyValue keyValue(Value value) {
    return switch (value.type()) {
      case INTEGER -> PrimaryKeyValue.fromLong(value.asLong());
      case STRING -> PrimaryKeyValue.fromString(value.asString());
      case BLOB -> PrimaryKeyValue.fromBinary(value.asBytes().toByteArray());
      case INF_MIN -> PrimaryKeyValue.INF_MIN;
      case INF_MAX -> PrimaryKeyValue.INF_MAX;
      case AUTO_INCREMENT -> PrimaryKeyValue.AUTO_INCREMENT;
      default -> throw new IllegalArgumentException(value.type().name());
    };
  }

  public static ColumnValue columnValue(Value value) {
    return switch (value.type()) {
      case INTEGER -> ColumnValue.fromLong(value.asLong());
      case STRING -> ColumnValue.fromString(value.asString());
      case BLOB -> ColumnValue.fromBinary(value.asBytes().toByteArray());
      case DOUBLE -> ColumnValue.fromDouble(value.asDouble());
      case BOOLEAN -> ColumnValue.fromBoolean(value.asBoolean());
      default -> throw new IllegalArgumentException(value.type().name());
    };
  }

  public static Column column(Cell cell) {
    return cell.hasTimestamp()
        ? new Column(cell.nameText(), columnValue(cell.value()), cell.timestamp())
        : new Column(cell.nameText(), columnValue(cell.value()));
  }

  public static void update(RowUpdateChange change, List<Cell> cells) {
    for (Cell cell : cells) {
      switch (cell.operation()) {
        case PUT -> change.put(column(cell));
        case INCREMENT -> change.increment(column(cell));
        case DELETE_ALL_VERSIONS -> change.deleteColumns(cell.nameText());
        case DELETE_ONE_VERSION -> change.deleteColumn(cell.nameText(), cell.timestamp());
      }
    }
  }

  /** A row as the client has read it. */
  public static Row row(com.alicloud.openservices.tablestore.model.Row row) {
    List<Cell> cells = new ArrayList<>();
    for (Column column : row.getColumns()) {
      cells.add(
          Cell.of(
              ByteSlice.utf8(column.getName()),
              Cell.Operation.PUT,
              value(column.getValue()),
              column.hasSetTimestamp() ? column.getTimestamp() : Cell.NO_TIMESTAMP));
    }
    return new Row(key(row.getPrimaryKey()), cells);
  }

  public static PrimaryKey key(com.alicloud.openservices.tablestore.model.PrimaryKey key) {
    List<PrimaryKeyColumn> columns = new ArrayList<>();
    for (var column : key.getPrimaryKeyColumns()) {
      PrimaryKeyValue value = column.getValue();
      columns.add(
          new PrimaryKeyColumn(
              column.getName(),
              switch (value.getType()) {
                case INTEGER -> Value.integer(value.asLong());
                case STRING -> Value.string(value.asString());
                case BINARY -> Value.blob(value.asBinary());
                default -> throw new IllegalArgumentException(value.getType().name());
              }));
    }
    return PrimaryKey.of(columns);
  }

  private static Value value(ColumnValue value) {
    return switch (value.getType()) {
      case INTEGER -> Value.integer(value.asLong());
      case STRING -> Value.string(value.asString());
      case BINARY -> Value.blob(value.asBinary());
      case DOUBLE -> Value.real(value.asDouble());
      case BOOLEAN -> Value.bool(value.asBoolean());
      default -> throw new IllegalArgumentException(value.getType().name());
    };
  }
}
