/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.QueryContract;

/** Several slices keep this part of the contract. */
class SlicedQueryTest extends QueryContract {
  @Override
  protected SearchProvider provider() {
    return new SlicedProvider();
  }
}
