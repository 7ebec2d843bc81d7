/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.core.protocol.PlainBufferBuilder;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCodedInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCodedOutputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferOutputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Rows as PlainBuffer bytes, including rows the SDK's own classes would not make. */
final class RawRows {
  static final byte DELETE_ALL_VERSION = 1;
  static final byte DELETE_ONE_VERSION = 3;
  static final byte INCREMENT = 4;

  private RawRows() {}

  /** A row that is just a key. */
  static ByteString key(PrimaryKey key) {
    return row(key, List.of(), false);
  }

  /** A row of a key and any cells. */
  static ByteString row(PrimaryKey key, PlainBufferCell... cells) {
    return row(key, List.of(cells), false);
  }

  /** A row of a key, any cells and perhaps a delete marker. */
  static ByteString row(PrimaryKey key, List<PlainBufferCell> cells, boolean deleteMarker) {
    List<PlainBufferCell> keyCells = new ArrayList<>();
    for (var column : key.getPrimaryKeyColumns()) {
      PlainBufferCell cell = new PlainBufferCell();
      cell.setCellName(column.getName());
      cell.setPkCellValue(column.getValue());
      keyCells.add(cell);
    }
    return encode(new PlainBufferRow(keyCells, new ArrayList<>(cells), deleteMarker));
  }

  /** Any row at all. */
  static ByteString encode(PlainBufferRow row) {
    try {
      PlainBufferOutputStream output =
          new PlainBufferOutputStream(PlainBufferBuilder.computePlainBufferRowWithHeader(row));
      new PlainBufferCodedOutputStream(output).writeRowWithHeader(row);
      return ByteString.copyFrom(output.getBuffer(), 0, output.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cell to be put. */
  static PlainBufferCell put(String name, Object value) {
    PlainBufferCell cell = new PlainBufferCell();
    cell.setCellName(name);
    cell.setCellValue(Words.value(value));
    return cell;
  }

  /** A cell that names an operation. */
  static PlainBufferCell operation(String name, byte type) {
    PlainBufferCell cell = new PlainBufferCell();
    cell.setCellName(name);
    cell.setCellType(type);
    return cell;
  }

  /** The cell with a version. */
  static PlainBufferCell at(PlainBufferCell cell, long timestamp) {
    cell.setCellTimestamp(timestamp);
    return cell;
  }

  /** The cell with an operation. */
  static PlainBufferCell as(PlainBufferCell cell, byte type) {
    cell.setCellType(type);
    return cell;
  }

  /** The rows in a response field, cells in wire order. */
  static List<PlainBufferRow> decode(ByteString rows) {
    try {
      return new PlainBufferCodedInputStream(new PlainBufferInputStream(rows.toByteArray()))
          .readRowsWithHeader();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
