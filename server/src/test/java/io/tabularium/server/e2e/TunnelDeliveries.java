/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RecordColumn;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.tunnel.worker.ProcessRecordsInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything the workers of one tunnel were given, for comparison with the stream of the same
 * table. What a worker had before its last checkpoint may come again, from there on.
 */
final class TunnelDeliveries implements Consumer<ProcessRecordsInput> {
  private final boolean fromTheFirst;
  private final Map<PrimaryKey, List<StreamRecord>> delivered = new TreeMap<>();
  private final Replica replica = new Replica(1);
  private int baseRows;

  /**
   * For one tunnel.
   *
   * @param fromTheFirst whether it begins with the stream's first record; else it begins somewhere
   */
  TunnelDeliveries(boolean fromTheFirst) {
    this.fromTheFirst = fromTheFirst;
  }

  @Override
  public synchronized void accept(ProcessRecordsInput input) {
    for (StreamRecord record : input.getRecords()) {
      delivered.computeIfAbsent(record.getPrimaryKey(), key -> new ArrayList<>()).add(record);
      replica.apply(record);
      baseRows += isBaseRow(record) ? 1 : 0;
    }
  }

  private static boolean isBaseRow(StreamRecord record) {
    return place(record) == 0;
  }

  private static long place(StreamRecord record) {
    return record.getSequenceInfo().getTimestamp();
  }

  /** How many rows of base data there were. */
  synchronized int baseRows() {
    return baseRows;
  }

  /** Every record of the stream was delivered. */
  synchronized void assertDelivered(List<StreamRecord> stream) {
    byKey(stream)
        .forEach(
            (key, records) ->
                assertThat(delivered.getOrDefault(key, List.of()))
                    .as(Words.show(key))
                    .extracting(TunnelDeliveries::place)
                    .containsAll(records.stream().map(TunnelDeliveries::place).toList()));
  }

  /**
   * For each key the first delivery of every record came in the stream's order and without a gap,
   * and every delivery is what the stream says. A row of base data stands for whatever the stream
   * had of its key when it was read.
   */
  synchronized void assertInOrder(List<StreamRecord> stream) {
    Map<PrimaryKey, List<StreamRecord>> expected = byKey(stream);
    delivered.forEach(
        (key, records) -> {
          List<StreamRecord> all = expected.getOrDefault(key, List.of());
          Map<Long, Integer> numbers = new HashMap<>();
          for (StreamRecord one : all) {
            numbers.put(place(one), numbers.size());
          }
          int next = fromTheFirst ? 0 : -1;
          for (StreamRecord record : records) {
            if (isBaseRow(record)) {
              assertThat(next).as("base data of %s after changes", Words.show(key)).isEqualTo(-1);
              continue;
            }
            assertThat(numbers).as("a change of %s", Words.show(key)).containsKey(place(record));
            int number = numbers.get(place(record));
            assertThat(show(record)).isEqualTo(show(all.get(number)));
            if (next >= 0) {
              assertThat(number).as("a change of %s", Words.show(key)).isLessThanOrEqualTo(next);
            }
            next = Math.max(next, number + 1);
          }
        });
  }

  /** Who applies what was delivered, in the order in which it came, has these rows. */
  synchronized void assertReplaysTo(List<Row> rows) {
    replica.assertSame(rows);
  }

  private static Map<PrimaryKey, List<StreamRecord>> byKey(List<StreamRecord> stream) {
    Map<PrimaryKey, List<StreamRecord>> byKey = new TreeMap<>();
    for (StreamRecord record : stream) {
      byKey.computeIfAbsent(record.getPrimaryKey(), key -> new ArrayList<>()).add(record);
    }
    return byKey;
  }

  private static String show(StreamRecord record) {
    StringBuilder text = new StringBuilder().append(record.getRecordType());
    for (RecordColumn column : record.getColumns()) {
      text.append(' ').append(column.getColumnType()).append(' ').append(column.getColumn());
    }
    return text.toString();
  }
}
