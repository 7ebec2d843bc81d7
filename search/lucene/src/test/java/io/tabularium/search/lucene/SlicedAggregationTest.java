/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.AggregationContract;

/** Several slices keep this part of the contract. */
class SlicedAggregationTest extends AggregationContract {
  @Override
  protected SearchProvider provider() {
    return new SlicedProvider();
  }
}
