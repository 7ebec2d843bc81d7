/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/**
 * Something about each string a field has in a segment, made from the string when it is first
 * needed.
 *
 * <p>A segment keeps its strings in blocks that share what they begin with. To read one string its
 * block has to be unpacked; to read the next one, hardly anything has to be done. So if it is known
 * beforehand which documents will be asked about, their strings are read in their order.
 */
final class SegmentStrings {
  /** Dictionaries this small are not worth a look ahead. */
  private static final int SMALL = 1 << 8;

  /** Of so many documents one should bring a string that is not known. */
  private static final int WORTH = 16;

  /** How often no look ahead is taken after one that was not worth it. */
  private static final int REST = 4;

  /** Dictionaries larger than this are not worth their bits. */
  private static final int LARGE = 1 << 26;

  private final String field;
  private final long mostKept;
  private final Budget budget;
  private final Maker maker;
  private SortedSetDocValues several;
  private SortedDocValues single;
  private Pages known;
  private FixedBitSet wanted;

  /** The column again, for the look ahead; {@code null} if there is none. */
  private SortedSetDocValues ahead;

  private int rest;

  /** Makes a number from a string. */
  @FunctionalInterface
  interface Maker {
    /** The number; of the same string always the same. */
    long number(BytesRef string);
  }

  /**
   * The strings of a field.
   *
   * @param mostKept in segments with more strings the numbers are made anew each time
   */
  SegmentStrings(String field, long mostKept, Budget budget, Maker maker) {
    this.field = field;
    this.mostKept = mostKept;
    this.budget = budget;
    this.maker = maker;
  }

  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException {
    several = DocValues.getSortedSet(leaf.reader(), field);
    single = DocValues.unwrapSingleton(several);
    forget();
    long count = several.getValueCount();
    if (count <= mostKept) {
      known = new Pages(budget, count);
      if (count > SMALL && count < LARGE) {
        wanted = new FixedBitSet((int) count);
        budget.memory(bytes(wanted));
        ahead = DocValues.getSortedSet(leaf.reader(), field);
        rest = 0;
      }
    }
  }

  private void forget() {
    if (known != null) {
      known.close();
      known = null;
    }
    if (wanted != null) {
      budget.memory(-bytes(wanted));
      wanted = null;
      ahead = null;
    }
  }

  private static long bytes(FixedBitSet bits) {
    return (long) bits.getBits().length * Long.BYTES;
  }

  /**
   * Reads the strings of documents that will be asked about next.
   *
   * @param docs documents of the segment in ascending order, behind those of the call before
   */
  void prepare(int[] docs, int count) throws IOException {
    if (ahead == null || rest > 0) {
      rest--;
      return;
    }
    int fresh = 0;
    for (int i = 0; i < count; i++) {
      if (ahead.advanceExact(docs[i])) {
        for (int left = ahead.docValueCount(); left > 0; left--) {
          int ordinal = (int) ahead.nextOrd();
          if (known.get(ordinal) == 0 && !wanted.getAndSet(ordinal)) {
            fresh++;
          }
        }
      }
    }
    if (fresh * WORTH < count) {
      // Most strings that come are known by now; for a while others are read as they come.
      rest = REST;
    }
    int end = wanted.length();
    for (int at = wanted.nextSetBit(0); at < end; ) {
      budget.step();
      long unused = number(at);
      at = at + 1 < end ? wanted.nextSetBit(at + 1) : end;
    }
    wanted.clear(0, end);
  }

  /** Puts in the numbers of a document's strings. */
  void load(int doc, Keys found) throws IOException {
    if (single != null) {
      if (single.advanceExact(doc)) {
        found.add(number(single.ordValue()));
      }
    } else if (several.advanceExact(doc)) {
      for (int i = several.docValueCount(); i > 0; i--) {
        found.add(number(several.nextOrd()));
      }
    }
  }

  private long number(long ordinal) throws IOException {
    if (known == null) {
      return maker.number(string(ordinal));
    }
    long number = known.get(ordinal);
    if (number == 0) {
      number = maker.number(string(ordinal)) + 1;
      known.set(ordinal, number);
    }
    return number - 1;
  }

  private BytesRef string(long ordinal) throws IOException {
    return single != null ? single.lookupOrd((int) ordinal) : several.lookupOrd(ordinal);
  }
}
