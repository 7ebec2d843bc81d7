/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RecordColumn;
import com.alicloud.openservices.tablestore.model.RecordSequenceInfo;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A table as its stream tells it: what somebody has who knows nothing but the records, in order.
 * Rows as {@code key -> column -> version -> value}.
 */
final class Replica {
  private final int maxVersions;
  private final Map<PrimaryKey, Map<String, NavigableMap<Long, ColumnValue>>> rows =
      new TreeMap<>();

  Replica(int maxVersions) {
    this.maxVersions = maxVersions;
  }

  /** Applies records and checks that their places rise, from {@code last} on. */
  long apply(List<StreamRecord> records, long last) {
    long place = last;
    for (StreamRecord record : records) {
      RecordSequenceInfo info = record.getSequenceInfo();
      assertThat(info.getTimestamp()).isGreaterThan(place);
      place = info.getTimestamp();
      apply(record);
    }
    return place;
  }

  /** Applies a record wherever its place is; what came before may come again. */
  void apply(StreamRecord record) {
    PrimaryKey key = record.getPrimaryKey();
    if (record.getRecordType() == StreamRecord.RecordType.DELETE) {
      rows.remove(key);
      return;
    }
    if (record.getRecordType() == StreamRecord.RecordType.PUT) {
      rows.put(key, new TreeMap<>());
    }
    Map<String, NavigableMap<Long, ColumnValue>> row =
        rows.computeIfAbsent(key, k -> new TreeMap<>());
    for (RecordColumn cell : record.getColumns()) {
      Column column = cell.getColumn();
      switch (cell.getColumnType()) {
        case PUT -> put(row, column);
        case DELETE_ALL_VERSION -> row.remove(column.getName());
        case DELETE_ONE_VERSION -> {
          NavigableMap<Long, ColumnValue> versions = row.get(column.getName());
          if (versions != null) {
            versions.remove(column.getTimestamp());
            if (versions.isEmpty()) {
              row.remove(column.getName());
            }
          }
        }
      }
    }
  }

  private void put(Map<String, NavigableMap<Long, ColumnValue>> row, Column column) {
    NavigableMap<Long, ColumnValue> versions =
        row.computeIfAbsent(column.getName(), n -> new TreeMap<>(Collections.reverseOrder()));
    versions.put(column.getTimestamp(), column.getValue());
    while (versions.size() > maxVersions) {
      versions.pollLastEntry();
    }
  }

  /** Compares with the rows as the table has them, all versions, in key order. */
  void assertSame(List<Row> table) {
    Replica other = new Replica(Integer.MAX_VALUE);
    for (Row row : table) {
      Map<String, NavigableMap<Long, ColumnValue>> cells = new TreeMap<>();
      for (Column column : row.getColumns()) {
        other.put(cells, column);
      }
      other.rows.put(row.getPrimaryKey(), cells);
    }
    assertSame(other);
  }

  /** Compares with another replica. */
  void assertSame(Replica other) {
    assertThat(rows).isEqualTo(other.rows);
  }

  int size() {
    return rows.size();
  }
}
