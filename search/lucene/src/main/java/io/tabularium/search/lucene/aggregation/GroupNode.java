/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.GroupByResult;
import java.io.IOException;

/** A way of grouping. */
abstract class GroupNode extends Node {
  /**
   * The groups within a group.
   *
   * @param owner a number the node may never have seen: that of a group without rows is -1
   */
  abstract GroupByResult result(int owner) throws IOException;

  /**
   * Takes in what another node of the same request has taken in, of other segments. That one is not
   * used any more.
   *
   * @param owners the numbers here of the groups around the other node
   */
  abstract void merge(GroupNode other, Renumbering owners) throws IOException;
}
