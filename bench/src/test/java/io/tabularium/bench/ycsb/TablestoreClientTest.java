/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.bench.Served;
import io.tabularium.bench.load.LoadResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import site.ycsb.ByteIterator;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

class TablestoreClientTest {
  private static final String TABLE = "binding";

  @TempDir static Path data;
  private static Served server;
  private static TablestoreClient db;

  @BeforeAll
  static void start() throws Exception {
    server = new Served(data);
    db = new TablestoreClient();
    db.setProperties(server.settings("table=" + TABLE).all());
    db.init();
  }

  @AfterAll
  static void stop() {
    db.cleanup();
    server.close();
  }

  private static Map<String, ByteIterator> values(String... namesAndValues) {
    Map<String, ByteIterator> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], new StringByteIterator(namesAndValues[i + 1]));
    }
    return values;
  }

  private static Map<String, String> text(Map<String, ByteIterator> values) {
    Map<String, String> text = new HashMap<>();
    values.forEach((name, value) -> text.put(name, value.toString()));
    return text;
  }

  private static Map<String, String> read(String key, Set<String> fields) {
    Map<String, ByteIterator> result = new HashMap<>();
    assertThat(db.read(TABLE, key, fields, result)).isEqualTo(Status.OK);
    return text(result);
  }

  @Test
  void readsWhatWasInsertedAndUpdated() {
    assertThat(db.insert(TABLE, "r1", values("a", "1", "b", "2"))).isEqualTo(Status.OK);
    assertThat(db.update(TABLE, "r1", values("b", "3"))).isEqualTo(Status.OK);

    assertThat(read("r1", null)).isEqualTo(Map.of("a", "1", "b", "3"));
    assertThat(read("r1", Set.of("b"))).isEqualTo(Map.of("b", "3"));
  }

  @Test
  void aRowThatIsNotThereIsNotFound() {
    assertThat(db.insert(TABLE, "gone", values("a", "1"))).isEqualTo(Status.OK);
    assertThat(db.delete(TABLE, "gone")).isEqualTo(Status.OK);

    assertThat(db.read(TABLE, "gone", null, new HashMap<>())).isEqualTo(Status.NOT_FOUND);
  }

  @Test
  void scansFromAKeyUpToACount() {
    for (int i = 0; i < 5; i++) {
      assertThat(db.insert(TABLE, "scan" + i, values("n", "" + i))).isEqualTo(Status.OK);
    }
    Vector<HashMap<String, ByteIterator>> rows = new Vector<>();
    assertThat(db.scan(TABLE, "scan1", 3, null, rows)).isEqualTo(Status.OK);

    assertThat(rows.stream().map(TablestoreClientTest::text))
        .containsExactly(Map.of("n", "1"), Map.of("n", "2"), Map.of("n", "3"));
  }

  @Test
  void aRefusalIsAnErrorWithItsReason() {
    Status status = db.insert("missing", "r", values("a", "1"));
    assertThat(status.isOk()).isFalse();
    assertThat(status.getDescription()).contains("Requested table does not exist.");
  }

  @Test
  void aWholeRunLoadsAndMeasures() throws Exception {
    String[] common = {
      "db=" + TablestoreClient.class.getName(),
      "records=200",
      "threads=4",
      "warmUpSeconds=0",
      "seconds=1",
      "table=ignored"
    };
    assertThat(run("load", common).operations()).isEqualTo(200);
    LoadResult mixed = run("A", common);
    assertThat(mixed.operations()).isPositive();
    assertThat(mixed.p99Micros()).isGreaterThanOrEqualTo(mixed.p50Micros()).isPositive();
  }

  private static LoadResult run(String workload, String[] common) throws Exception {
    String[] arguments = java.util.Arrays.copyOf(common, common.length + 1);
    arguments[common.length] = "workload=" + workload;
    return new YcsbRun(server.settings(arguments)).run();
  }
}
