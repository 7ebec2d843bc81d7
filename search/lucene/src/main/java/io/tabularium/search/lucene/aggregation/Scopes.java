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
  private final List<Up> ups = new ArrayList<>();

  Scopes(Mapping mapping) {
    this.mapping = mapping;
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
      entry = new Down(mapping.documents(common), mapping.documents(to), entry);
    }
    if (!Objects.equals(common, from)) {
      Up up = new Up(mapping.documents(common), entry);
      ups.add(up);
      entry = up;
    }
    return entry;
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

  /** Hands on what is held back, after each row. */
  void endOfRow() throws IOException {
    for (Up up : ups) {
      up.flush();
    }
  }

  /** Hands on the documents within each document. In Lucene they stand before it. */
  private static final class Down extends Node {
    private final BitSetProducer holderSets;
    private final BitSetProducer heldSets;
    private final Node node;
    private BitSet holders;
    private BitSet held;

    Down(BitSetProducer holderSets, BitSetProducer heldSets, Node node) {
      this.holderSets = holderSets;
      this.heldSets = heldSets;
      this.node = node;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      holders = holderSets.getBitSet(leaf);
      held = heldSets.getBitSet(leaf);
      node.leaf(leaf);
    }

    @Override
    void collect(int doc, Groups groups) throws IOException {
      if (held == null || doc == 0) {
        return;
      }
      // What stands before the previous holder is held by that one, or by another row.
      int first = holders.prevSetBit(doc - 1) + 1;
      if (first >= doc) {
        return;
      }
      for (int child = held.nextSetBit(first, doc);
          child < doc;
          child = child + 1 < doc ? held.nextSetBit(child + 1, doc) : doc) {
        node.collect(child, groups);
      }
    }
  }

  /**
   * Hands on the document that holds each document, once for each group one of those it holds is
   * in. For that it has to wait until all of them have been seen.
   */
  private static final class Up extends Node {
    private final BitSetProducer holderSets;
    private final Node node;
    private final Groups waiting = new Groups();
    private BitSet holders;
    private int holder = -1;

    Up(BitSetProducer holderSets, Node node) {
      this.holderSets = holderSets;
      this.node = node;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      holders = holderSets.getBitSet(leaf);
      node.leaf(leaf);
    }

    @Override
    void collect(int doc, Groups groups) throws IOException {
      int next = holders.nextSetBit(doc + 1);
      if (next != holder) {
        flush();
        holder = next;
      }
      waiting.addAll(groups);
    }

    void flush() throws IOException {
      if (holder >= 0) {
        waiting.distinct();
        node.collect(holder, waiting);
        waiting.clear();
        holder = -1;
      }
    }
  }
}
