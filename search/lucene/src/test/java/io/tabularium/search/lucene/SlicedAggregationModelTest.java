/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.AggregationModelTest;

/** Several slices answer what the model answers. */
class SlicedAggregationModelTest extends AggregationModelTest {
  @Override
  protected SearchProvider provider() {
    return new SlicedProvider();
  }
}
