/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCodedInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferConversion;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferInputStream;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.google.protobuf.ByteString;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows as clients write and read them, for tests outside this package. */
public final class TestRows {
  private TestRows() {}

  /** A row as a client sends it. */
  public static byte[] encode(PrimaryKey key, List<Cell> cells, boolean deleted) {
    return PlainBufferEncoder.encode(key, cells, deleted);
  }

  /** The rows the official client reads. */
  public static List<Row> read(ByteString bytes) {
    List<Row> rows = new ArrayList<>();
    if (bytes.isEmpty()) {
      return rows;
    }
    try {
      PlainBufferCodedInputStream in =
          new PlainBufferCodedInputStream(new PlainBufferInputStream(bytes.toByteArray()));
      for (PlainBufferRow row : in.readRowsWithHeader()) {
        rows.add(Sdk.row(PlainBufferConversion.toRow(row, false)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return rows;
  }

  /** The one row the official client reads. */
  public static Row readOne(ByteString bytes) {
    List<Row> rows = read(bytes);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
