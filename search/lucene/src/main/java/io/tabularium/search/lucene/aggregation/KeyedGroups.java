/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** A group for each key of a document. How groups are put into an answer is up to subclasses. */
abstract class KeyedGroups extends GroupNode {
  private final KeySource source;
  private final Level inner;
  private final Budget budget;
  private final Numbering numbering;
  private final Keys keys = new Keys();
  private final Groups found = new Groups();
  private long[] counts = new long[0];
  private Numbering.ByOwner byOwner;

  KeyedGroups(KeySource source, Level inner, Budget budget) {
    this.source = source;
    this.inner = inner;
    this.budget = budget;
    this.numbering = new Numbering(budget);
  }

  @Override
  final void leaf(LeafReaderContext leaf) throws IOException {
    source.leaf(leaf);
    inner.leaf(leaf);
  }

  @Override
  final void collect(int doc, Groups owners) throws IOException {
    keys.clear();
    source.load(doc, keys);
    if (keys.size() == 0) {
      return;
    }
    found.clear();
    for (int i = 0; i < owners.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        int group = numbering.add(owners.get(i), keys.get(j));
        if (group >= counts.length) {
          counts = budget.grow(counts, group + 1);
        }
        counts[group]++;
        found.add(group);
      }
    }
    if (!inner.isEmpty()) {
      inner.collect(doc, found);
    }
  }

  /** What is asked about each group. */
  final Level inner() {
    return inner;
  }

  final Budget budget() {
    return budget;
  }

  /** The groups of an owner, in no particular order. */
  final int[] groups(int owner) {
    if (byOwner == null) {
      byOwner = numbering.byOwner();
    }
    return byOwner.of(owner);
  }

  /** The group of an owner with a key, or -1 if it has no rows. */
  final int group(int owner, long key) {
    return numbering.find(owner, key);
  }

  final long key(int group) {
    return numbering.key(group);
  }

  /** How many documents a group has; -1 is a group without. */
  final long count(int group) {
    return group < 0 ? 0 : counts[group];
  }
}
