/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.keys;
import static io.tabularium.server.e2e.Words.show;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.GetRangeResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a long range is cut into pages: by rows scanned and by bytes. */
class RangePagesE2eTest {
  private static final int ROWS = 5001;

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable many;
  private static TestTable large;

  @BeforeAll
  static void fill() {
    many = TestTable.make(server.client()).key("n", INTEGER).create();
    for (int start = 0; start < ROWS; start += 200) {
      many.batchWrite(
          IntStream.range(start, Math.min(start + 200, ROWS))
              .mapToObj(n -> many.putting(at(n), cell("c", n)))
              .toArray(TestTable.Write[]::new));
    }
    large = TestTable.make(server.client()).key("n", INTEGER).create();
    byte[] megabyte = new byte[1 << 20];
    for (int n = 0; n < 10; n++) {
      large.put(at(n), cell("blob", megabyte), cell("small", n));
    }
  }

  private static PrimaryKey at(Object n) {
    return key("n", n);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void fiveThousandRowsAreOnePage() {
    assertThat(many.range(at(0), at(5000)).keys()).isEqualTo(numbers(0, 5000));
  }

  @Test
  void oneMoreIsAnotherPage() {
    GetRangeResponse page = many.range(at(INF_MIN), at(INF_MAX)).page();
    assertThat(keys(page.getRows())).isEqualTo(numbers(0, 5000));
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("5000");
    assertThat(many.range(page.getNextStartPrimaryKey(), at(INF_MAX)).keys())
        .containsExactly("5000");
  }

  @Test
  void backwardToo() {
    GetRangeResponse page = many.range(at(INF_MAX), at(INF_MIN)).backward().page();
    assertThat(page.getRows()).hasSize(5000);
    assertThat(show(page.getRows().get(0).getPrimaryKey())).isEqualTo("5000");
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("0");
  }

  @Test
  void aLimitAbovePageSizeDoesNotHelp() {
    GetRangeResponse page = many.range(at(INF_MIN), at(INF_MAX)).limit(100_000).page();
    assertThat(page.getRows()).hasSize(5000);
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("5000");
  }

  @Test
  void filteredRowsCountSoAPageMayBeEmptyAndNotTheLast() {
    GetRangeResponse page = many.range(at(INF_MIN), at(INF_MAX)).filter(atLeast(5000)).page();
    assertThat(page.getRows()).isEmpty();
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("5000");
    assertThat(many.range(page.getNextStartPrimaryKey(), at(INF_MAX)).filter(atLeast(5000)).keys())
        .containsExactly("5000");
  }

  @Test
  void rowsThatTheProjectionOmitsCountToo() {
    GetRangeResponse page = many.range(at(INF_MIN), at(INF_MAX)).columns("nowhere").page();
    assertThat(page.getRows()).isEmpty();
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("5000");
  }

  @Test
  void aLimitCountsWhatPassed() {
    GetRangeResponse page =
        many.range(at(INF_MIN), at(INF_MAX)).filter(atLeast(4000)).limit(10).page();
    assertThat(keys(page.getRows())).isEqualTo(numbers(4000, 4010));
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("4010");
  }

  private static SingleColumnValueFilter atLeast(int n) {
    return new SingleColumnValueFilter(
            "c", SingleColumnValueFilter.CompareOperator.GREATER_EQUAL, Words.value(n))
        .setPassIfMissing(false);
  }

  @Test
  void aPageHoldsFourMegabytes() {
    GetRangeResponse page = large.range(at(INF_MIN), at(INF_MAX)).page();
    assertThat(page.getRows()).hasSizeBetween(3, 4);
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("" + page.getRows().size());
    assertThat(allPages(large.range(at(INF_MIN), at(INF_MAX)))).isEqualTo(numbers(0, 10));
  }

  @Test
  void onlyColumnsThatAreReadCount() {
    assertThat(large.range(at(INF_MIN), at(INF_MAX)).columns("small").keys())
        .isEqualTo(numbers(0, 10));
  }

  @Test
  void filteredBytesCountToo() {
    GetRangeResponse page =
        large
            .range(at(INF_MIN), at(INF_MAX))
            .filter(
                new SingleColumnValueFilter(
                    "small", SingleColumnValueFilter.CompareOperator.EQUAL, Words.value(99)))
            .page();
    assertThat(page.getRows()).isEmpty();
    assertThat(page.getNextStartPrimaryKey()).isNotNull();
  }

  @Test
  void aRowLargerThanAPageComesAlone() {
    TestTable huge = TestTable.make(server.client()).key("n", INTEGER).create();
    byte[] twoMegabytes = new byte[2 << 20];
    for (int n = 0; n < 3; n++) {
      for (String column : List.of("a", "b", "c")) {
        huge.updating(at(n)).put(cell(column, twoMegabytes)).run();
      }
    }
    GetRangeResponse page = huge.range(at(INF_MIN), at(INF_MAX)).page();
    assertThat(keys(page.getRows())).containsExactly("0");
    assertThat(page.getRows().get(0).getColumns()).hasSize(3);
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("1");
    assertThat(allPages(huge.range(at(INF_MIN), at(INF_MAX)))).containsExactly("0", "1", "2");
  }

  private static List<String> allPages(TestTable.Range range) {
    List<String> keys = new ArrayList<>();
    while (true) {
      GetRangeResponse page = range.page();
      keys.addAll(keys(page.getRows()));
      if (page.getNextStartPrimaryKey() == null) {
        return keys;
      }
      range.criteria().setInclusiveStartPrimaryKey(page.getNextStartPrimaryKey());
    }
  }

  @Test
  void noSequenceOfPagesLosesOrRepeatsARow() {
    for (int limit : new int[] {1, 7, 999, 2500}) {
      List<String> seen = new ArrayList<>();
      PrimaryKey from = at(limit == 1 ? 4900 : INF_MIN);
      for (PrimaryKey next = from; next != null; ) {
        GetRangeResponse page = many.range(next, at(INF_MAX)).limit(limit).page();
        seen.addAll(keys(page.getRows()));
        next = page.getNextStartPrimaryKey();
      }
      assertThat(seen).isEqualTo(numbers(limit == 1 ? 4900 : 0, ROWS));
    }
  }
}
