/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.lucene.document.Mapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.join.BitSetProducer;
import org.apache.lucene.util.BitSet;

/**
 * Leads from documents of one kind to those of another: from rows to their child rows, from child
 * rows to the row that holds them. A kind is told by the path of its nested field, rows by {@code
 * null}.
 */
final class Scopes {
  private final Mapping mapping;
  private final Scratch scratch;
  private final List<Step> steps = new ArrayList<>();

  Scopes(Mapping mapping, Scratch scratch) {
    this.mapping = mapping;
    this.scratch = scratch;
  }

  /** What takes documents of one kind and hands those of another on to a node. */
  Node lead(String from, String to, Node node) {
    if (Objects.equals(from, to)) {
      return node;
    }
    List<String> above = lineage(to);
    String common = from;
    while (!above.contains(common)) {
      common = mapping.fields().parentPath(common);
    }
    Node entry = node;
    if (!Objects.equals(common, to)) {
      entry = with(new Down(mapping.documents(common), mapping.documents(to), entry, scratch));
    }
    if (!Objects.equals(common, from)) {
      entry = with(new Up(mapping.documents(common), entry, scratch));
    }
    return entry;
  }

  private Step with(Step step) {
    steps.add(step);
    return step;
  }

  /** A kind and all kinds that hold it. */
  private List<String> lineage(String path) {
    List<String> lineage = new ArrayList<>();
    for (String at = path; at != null; at = mapping.fields().parentPath(at)) {
      lineage.add(at);
    }
    lineage.add(null);
    return lineage;
  }

  /** Hands on what is held back, after each batch of rows. */
  void endOfBatch() throws IOException {
    // What is within others was made before them.
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).flush();
    }
  }

  /**
   * From documents of one kind to those of another. The groups of a document are gathered until all
   * are known, however many batches they come in.
   */
  private abstract static class Step extends Node {
    private final Node node;
    private final Scratch scratch;
    private final Groups waiting;

    Step(Node node, Scratch scratch) {
      this.node = node;
      this.scratch = scratch;
      this.waiting = new Groups(scratch.budget());
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      node.leaf(leaf);
    }

    @Override
    final void collect(Batch batch) throws IOException {
      Batch found = scratch.batch();
      int[] docs = batch.docs();
      int[] groups = batch.groups();
      for (int i = 0; i < batch.size(); i++) {
        if (isNext(docs[i])) {
          take(found);
          begin(docs[i]);
        }
        waiting.add(groups[i]);
      }
      node.collect(found);
      scratch.free(found);
    }

    private void take(Batch found) throws IOException {
      if (waiting.size() > 0) {
        take(waiting, found);
        waiting.clear();
      }
    }

    /** Hands on the documents for those gathered last. */
    final void flush() throws IOException {
      Batch found = scratch.batch();
      take(found);
      end();
      node.collect(found);
      scratch.free(found);
    }

    /** Adds a document that was led to. */
    final void add(int doc, int group, Batch found) throws IOException {
      if (found.isFull()) {
        node.collect(found);
        found.clear();
      }
      found.add(doc, group);
    }

    /** Whether a document leads to others than the one before. */
    abstract boolean isNext(int doc);

    /** Begins with such a document. */
    abstract void begin(int doc);

    /** Forgets the document at hand. */
    abstract void end();

    /** Adds the documents led to, each with all groups, each of which may be there repeatedly. */
    abstract void take(Groups groups, Batch found) throws IOException;
  }

  /** Hands on the documents within each document. In Lucene they stand before it. */
  private static final class Down extends Step {
    private final BitSetProducer holderSets;
    private final BitSetProducer heldSets;
    private BitSet holders;
    private BitSet held;
    private int holder = -1;

    Down(BitSetProducer holderSets, BitSetProducer heldSets, Node node, Scratch scratch) {
      super(node, scratch);
      this.holderSets = holderSets;
      this.heldSets = heldSets;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      holders = holderSets.getBitSet(leaf);
      held = heldSets.getBitSet(leaf);
      super.leaf(leaf);
    }

    @Override
    boolean isNext(int doc) {
      return doc != holder;
    }

    @Override
    void begin(int doc) {
      holder = doc;
    }

    @Override
    void end() {
      holder = -1;
    }

    @Override
    void take(Groups groups, Batch found) throws IOException {
      if (held == null || holder == 0) {
        return;
      }
      // What stands before the previous holder is held by that one, or by another row.
      int first = holders.prevSetBit(holder - 1) + 1;
      if (first >= holder) {
        return;
      }
      for (int child = held.nextSetBit(first, holder);
          child < holder;
          child = child + 1 < holder ? held.nextSetBit(child + 1, holder) : holder) {
        for (int i = 0; i < groups.size(); i++) {
          add(child, groups.get(i), found);
        }
      }
    }
  }

  /** Hands on the document that holds each document, once for each group one it holds is in. */
  private static final class Up extends Step {
    private final BitSetProducer holderSets;
    private BitSet holders;
    private int holder = -1;

    Up(BitSetProducer holderSets, Node node, Scratch scratch) {
      super(node, scratch);
      this.holderSets = holderSets;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      holders = holderSets.getBitSet(leaf);
      super.leaf(leaf);
    }

    @Override
    boolean isNext(int doc) {
      // They come in order, and the holder of one is the next there is behind it.
      return doc > holder;
    }

    @Override
    void begin(int doc) {
      holder = holders.nextSetBit(doc + 1);
    }

    @Override
    void end() {
      holder = -1;
    }

    @Override
    void take(Groups groups, Batch found) throws IOException {
      groups.distinct();
      for (int i = 0; i < groups.size(); i++) {
        add(holder, groups.get(i), found);
      }
    }
  }
}
