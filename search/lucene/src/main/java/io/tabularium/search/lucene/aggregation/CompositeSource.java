/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.sort.SortOrder;

/**
 * One of the ways of grouping that are combined.
 *
 * @param source where the keys of rows come from
 * @param keys their order and text; {@code null} if the keys are steps of the axis
 * @param axis the axis; {@code null} if the keys are values of a field
 * @param terms the strings behind the keys; {@code null} if the keys are numbers
 * @param order which way groups are ordered by it
 */
record CompositeSource(
    Loader source, FieldKeys keys, Axis axis, TermValues terms, SortOrder order) {
  /** Orders keys as the answer does. */
  int compare(long a, long b) {
    int ascending = axis != null ? Long.compare(a, b) : keys.compare(a, b);
    return order == SortOrder.DESC ? -ascending : ascending;
  }

  /** Orders having no key against having one. */
  int compareAbsent(boolean a, boolean b) {
    int ascending = Boolean.compare(b, a);
    return order == SortOrder.DESC ? -ascending : ascending;
  }

  /** A key as the answer has it. */
  String text(long key) {
    return axis != null ? axis.text(key) : keys.text(key);
  }
}
