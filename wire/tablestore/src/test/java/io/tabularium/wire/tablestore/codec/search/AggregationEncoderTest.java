/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.search.aggregation.AggregationResult.CountResult;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;
import io.tabularium.wire.tablestore.proto.SearchProto;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregationEncoderTest {
  /** A test of the client for PHP takes the first result for the one with the later name. */
  @Test
  void resultsComeInTheOrderOfTheServiceWhateverWasAsked() {
    assertThat(
            AggregationEncoder.metrics(
                    List.of(
                        new DistinctCountResult("AGG_DISTINCT_COUNT_test", 10),
                        new CountResult("xx123", 20)))
                .getAggResultsList())
        .extracting(SearchProto.AggregationResult::getName)
        .containsExactly("xx123", "AGG_DISTINCT_COUNT_test");
  }
}
