/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.Direction;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RangeIteratorParameter;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.WideColumnIterator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The SDK's iterators over long ranges and wide rows. */
class IteratorsE2eTest {
  private static final int ROWS = 6000;
  private static final int COLUMNS = 100_000;

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("n", INTEGER).create();
    for (int start = 0; start < ROWS; start += 200) {
      table.batchWrite(
          IntStream.range(start, start + 200)
              .mapToObj(n -> table.putting(key("n", n), cell("c", n)))
              .toArray(TestTable.Write[]::new));
    }
  }

  private static RangeIteratorParameter parameter(PrimaryKey from, PrimaryKey to) {
    RangeIteratorParameter parameter = new RangeIteratorParameter(table.name());
    parameter.setInclusiveStartPrimaryKey(from);
    parameter.setExclusiveEndPrimaryKey(to);
    parameter.setMaxVersions(1);
    return parameter;
  }

  private static List<Integer> numbers(Iterator<Row> rows) {
    List<Integer> numbers = new ArrayList<>();
    rows.forEachRemaining(
        row -> numbers.add((int) row.getPrimaryKey().getPrimaryKeyColumn(0).getValue().asLong()));
    return numbers;
  }

  private static List<Integer> upTo(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @Test
  void aRangeOfSeveralPages() {
    assertThat(
            numbers(
                server
                    .client()
                    .createRangeIterator(parameter(key("n", INF_MIN), key("n", INF_MAX)))))
        .isEqualTo(upTo(ROWS));
  }

  @Test
  void backward() {
    RangeIteratorParameter parameter = parameter(key("n", INF_MAX), key("n", INF_MIN));
    parameter.setDirection(Direction.BACKWARD);
    List<Integer> seen = numbers(server.client().createRangeIterator(parameter));
    assertThat(seen).hasSize(ROWS).isSortedAccordingTo((a, b) -> b - a);
    assertThat(seen.get(ROWS - 1)).isZero();
  }

  @Test
  void withASmallBufferAndAMaximum() {
    RangeIteratorParameter parameter = parameter(key("n", INF_MIN), key("n", INF_MAX));
    parameter.setBufferSize(7);
    parameter.setMaxCount(100);
    assertThat(numbers(server.client().createRangeIterator(parameter))).isEqualTo(upTo(100));
  }

  @Test
  void overAnEmptyRange() {
    assertThat(server.client().createRangeIterator(parameter(key("n", -9), key("n", -1))).hasNext())
        .isFalse();
  }

  @Test
  void aRowOfAHundredThousandColumns() {
    PrimaryKey wide = key("n", 1_000_000);
    for (int start = 0; start < COLUMNS; start += 1000) {
      TestTable.Write update = table.updating(wide);
      for (int i = start; i < start + 1000; i++) {
        update.put(cell(name(i), i));
      }
      update.run();
    }

    WideColumnIterator columns =
        server.client().createWideColumnIterator(table.reading(wide).request());
    assertThat(columns.getPrimaryKey()).isEqualTo(wide);
    int seen = 0;
    while (columns.hasNextColumn()) {
      Column column = columns.nextColumn();
      assertThat(column.getName()).isEqualTo(name(seen));
      assertThat(column.getValue().asLong()).isEqualTo(seen);
      seen++;
    }
    assertThat(seen).isEqualTo(COLUMNS);

    assertThat(table.get(wide).getColumns()).hasSize(COLUMNS);
    assertThat(values(table.reading(wide).columns(name(5), name(99_999)).row()))
        .containsExactly(name(5) + "=5", name(99_999) + "=99999");
    assertThat(values(table.reading(wide).startColumn(name(50_000)).endColumn(name(50_002)).row()))
        .containsExactly(name(50_000) + "=50000", name(50_001) + "=50001");

    table.updating(wide).remove(name(7)).put(cell(name(8), "changed")).run();
    assertThat(values(table.reading(wide).startColumn(name(6)).endColumn(name(10)).row()))
        .containsExactly(name(6) + "=6", name(8) + "=changed", name(9) + "=9");
    assertThat(table.range(wide, key("n", INF_MAX)).page().getRows().get(0).getColumns())
        .hasSize(COLUMNS - 1);

    table.put(wide, cell("c", "small again"));
    assertThat(values(table.get(wide))).containsExactly("c=small again");
    table.delete(wide);
    assertThat(table.get(wide)).isNull();
  }

  private static String name(int i) {
    return "column-%06d".formatted(i);
  }

  @Test
  void aRowOfFortyMegabytes() {
    PrimaryKey large = key("n", 2_000_000);
    for (int i = 0; i < 20; i++) {
      byte[] value = new byte[2 << 20];
      value[0] = (byte) i;
      table.updating(large).put(cell(name(i), value)).run();
    }
    WideColumnIterator columns =
        server.client().createWideColumnIterator(table.reading(large).request());
    for (int i = 0; i < 20; i++) {
      Column column = columns.nextColumn();
      assertThat(column.getName()).isEqualTo(name(i));
      assertThat(column.getValue().asBinary()).hasSize(2 << 20).startsWith((byte) i);
    }
    assertThat(columns.hasNextColumn()).isFalse();
    assertThat(table.get(large).getColumns()).as("GetRow sees it whole").hasSize(20);
    assertThat(table.range(large, key("n", INF_MAX)).page().getRows().get(0).getColumns())
        .as("and so does GetRange")
        .hasSize(20);
    table.delete(large);
  }

  @Test
  void aWideIteratorOverAMissingRowIsNone() {
    assertThat(server.client().createWideColumnIterator(table.reading(key("n", -1)).request()))
        .isNull();
  }
}
