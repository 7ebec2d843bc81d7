/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import org.junit.jupiter.api.Test;

/** What slices of a request have found on their own is put together to what one would have. */
class MergeTest {
  private final Budget budget = new Budget(null);

  private DistinctSet distinct(long from, long to) {
    DistinctSet set = new DistinctSet(budget);
    for (long i = from; i < to; i++) {
      set.add(i == 0 ? 0 : Hashes.mix(i));
    }
    return set;
  }

  @Test
  void distinctValuesAreCountedAsIfTheyHadComeOneByOne() {
    int many = 3 * Limits.SEARCH_DISTINCT_EXACT;
    for (long[] cuts :
        new long[][] {
          {0, 100, 50, 200},
          {0, 9_000, 1_000, 10_000},
          {0, many, many - 10, many + 10},
          {0, 10, 5, many},
          {0, many, 100, 2L * many},
          {0, 0, 0, many},
          {5, 5, 0, 7}
        }) {
      DistinctSet merged = distinct(cuts[0], cuts[1]);
      merged.merge(distinct(cuts[2], cuts[3]));
      DistinctSet whole = distinct(cuts[0], cuts[1]);
      for (long i = cuts[2]; i < cuts[3]; i++) {
        whole.add(i == 0 ? 0 : Hashes.mix(i));
      }
      assertThat(merged.count()).isEqualTo(whole.count());
    }
  }

  @Test
  void slicesShareWhatTheyMayUse() {
    BudgetPool pool = new BudgetPool();
    Budget one = new Budget(null, pool);
    Budget other = new Budget(null, pool);
    int half = Limits.SEARCH_GROUPS_IN_MEMORY / 2;
    for (int i = 0; i < half - 10_000; i++) {
      one.group();
      other.group();
    }
    one.checkTime();
    assertThat(pool.isExhausted()).isFalse();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i <= 20_000; i++) {
                one.group();
              }
            })
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("groups at once");
    assertThat(pool.isExhausted()).isTrue();
    // There is no use in going on in another slice.
    assertThatThrownBy(other::checkTime).isInstanceOf(ServiceException.class);
  }

  @Test
  void memoryOfSlicesIsBoundTogetherAndCanBeGivenBack() {
    BudgetPool pool = new BudgetPool();
    Budget one = new Budget(null, pool);
    Budget other = new Budget(null, pool);
    long part = Limits.SEARCH_AGGREGATION_BYTES / 4;
    one.memory(3 * part);
    other.memory(part);
    other.memory(-part);
    other.memory(part);
    other.giveMemory();
    one.memory(part);
    assertThat(pool.isExhausted()).isFalse();
    assertThatThrownBy(() -> one.memory(1))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("bytes of memory");
    assertThat(pool.isExhausted()).isTrue();
  }
}
