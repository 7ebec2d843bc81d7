/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import java.util.function.LongUnaryOperator;
import org.apache.lucene.index.LeafReaderContext;

/** A group for each key of a document. How groups are put into an answer is up to subclasses. */
abstract class KeyedGroups extends GroupNode {
  private final Loader source;
  private final Level inner;
  private final Budget budget;
  private final Scratch scratch;
  private final Numbering numbering;
  private long[] counts = new long[0];
  private Numbering.ByOwner byOwner;

  /**
   * Groups by keys.
   *
   * @param counted whether there is one group around, and the keys are counted up from 0 as they
   *     come
   * @param inner what is asked about each group
   */
  KeyedGroups(Loader source, boolean counted, Level inner, Budget budget, Scratch scratch) {
    this.source = source;
    this.inner = inner;
    this.budget = budget;
    this.scratch = scratch;
    this.numbering = new Numbering(budget, counted);
  }

  @Override
  final void leaf(LeafReaderContext leaf) throws IOException {
    source.leaf(leaf);
    inner.leaf(leaf);
  }

  @Override
  final void collect(Batch batch) throws IOException {
    Column keys = scratch.column();
    Batch found = scratch.batch();
    for (int from = 0; from < batch.size(); ) {
      keys.clear();
      int end = source.load(batch, from, keys);
      budget.steps(keys.size());
      group(batch, from, keys, found);
      count(found);
      if (!inner.isEmpty()) {
        inner.collect(found);
      }
      from = end;
    }
    scratch.free(found);
    scratch.free(keys);
  }

  /** Finds the groups of documents by their owners and keys. */
  private void group(Batch batch, int from, Column keys, Batch found) {
    int size = keys.size();
    found.reserve(size);
    int[] docs = found.docs();
    int[] groups = found.groups();
    if (size == keys.documents() && source.isSingle()) {
      System.arraycopy(batch.docs(), from, docs, 0, size);
      System.arraycopy(batch.groups(), from, groups, 0, size);
    } else {
      spread(batch, from, keys, docs, groups);
    }
    numbering.add(groups, keys.numbers(), size, batch.largest() == 0);
    found.written(size, numbering.size() - 1);
  }

  /** Repeats documents and owners as often as there are keys of the document. */
  private static void spread(Batch batch, int from, Column keys, int[] docs, int[] groups) {
    int key = 0;
    for (int i = 0; i < keys.documents(); i++) {
      int doc = batch.docs()[from + i];
      int owner = batch.groups()[from + i];
      for (int end = keys.end(i); key < end; key++) {
        docs[key] = doc;
        groups[key] = owner;
      }
    }
  }

  private void count(Batch found) {
    counts = budget.grow(counts, numbering.size());
    int[] groups = found.groups();
    for (int i = 0; i < found.size(); i++) {
      counts[groups[i]]++;
    }
  }

  @Override
  final void merge(GroupNode other, Renumbering owners) throws IOException {
    KeyedGroups that = (KeyedGroups) other;
    LongUnaryOperator translation = translation(that);
    int[] groups = new int[that.numbering.size()];
    for (int i = 0; i < groups.length; i++) {
      budget.step();
      int owner = owners.of(that.numbering.owner(i));
      groups[i] =
          owner < 0 ? -1 : numbering.number(owner, translation.applyAsLong(that.numbering.key(i)));
    }
    counts = budget.grow(counts, numbering.size());
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] >= 0) {
        counts[groups[i]] += that.counts[i];
      }
    }
    inner.merge(that.inner, new Renumbering(groups, numbering.size()));
  }

  /** Makes keys of another node of the same request this one's. */
  LongUnaryOperator translation(KeyedGroups other) {
    return LongUnaryOperator.identity();
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
