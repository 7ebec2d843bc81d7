/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.NestedContract;

/** Several slices keep this part of the contract. */
class SlicedNestedTest extends NestedContract {
  @Override
  protected SearchProvider provider() {
    return new SlicedProvider();
  }
}
