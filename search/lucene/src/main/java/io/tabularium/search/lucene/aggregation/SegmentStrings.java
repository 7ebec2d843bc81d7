/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import java.util.Arrays;
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
 * block has to be unpacked; to read the next one, hardly anything has to be done. So the strings of
 * a batch of documents are read in their order, not in that of the documents.
 */
final class SegmentStrings implements Loader {
  /** Of a number with an ordinal above it, the bits for a place among the numbers of a batch. */
  private static final int PLACE_BITS = 24;

  /** Of so many strings one is to be read for a look through all to be worth it. */
  private static final int DENSE = 64;

  private static final long PLACES = (1L << PLACE_BITS) - 1;

  private final String field;
  private final long mostKept;
  private final Budget budget;
  private final Pace pace;
  private final Maker maker;
  private final Long missing;
  private SortedSetDocValues several;
  private SortedDocValues single;
  private Pages known;
  private int unknown;

  /** Of each unknown string of a batch the ordinal, and behind it where its number is wanted. */
  private long[] fresh = new long[0];

  /** A bit for each string of the segment that is about to be read; else none is set. */
  private FixedBitSet wanted = new FixedBitSet(0);

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
   * @param pace is told how many strings had to be read
   * @param missing the number of documents that have none, or {@code null}
   */
  SegmentStrings(String field, long mostKept, Budget budget, Pace pace, Maker maker, Long missing) {
    this.field = field;
    this.mostKept = mostKept;
    this.budget = budget;
    this.pace = pace;
    this.maker = maker;
    this.missing = missing;
  }

  @Override
  public void leaf(LeafReaderContext leaf) throws IOException {
    several = DocValues.getSortedSet(leaf.reader(), field);
    single = DocValues.unwrapSingleton(several);
    if (known != null) {
      known.close();
      known = null;
    }
    long count = several.getValueCount();
    if (count <= mostKept) {
      known = new Pages(budget, count);
    }
  }

  @Override
  public boolean isSingle() {
    return single != null;
  }

  @Override
  public int load(Batch batch, int from, Column numbers) throws IOException {
    numbers.expect(batch.size() - from);
    unknown = 0;
    int end = single != null ? loadSingle(batch, from, numbers) : loadSeveral(batch, from, numbers);
    if (unknown > 0) {
      read(numbers.numbers());
    }
    pace.read(unknown, numbers.size());
    return end;
  }

  private int loadSingle(Batch batch, int from, Column column) throws IOException {
    int[] docs = batch.docs();
    int end = batch.size();
    long[] numbers = column.numbers();
    int[] ends = column.ends();
    int size = 0;
    for (int i = from; i < end; i++) {
      if (single.advanceExact(docs[i])) {
        numbers[size] = number(single.ordValue(), size);
        size++;
      } else if (missing != null) {
        numbers[size++] = missing;
      }
      ends[i - from] = size;
    }
    column.written(end - from, size);
    return end;
  }

  private int loadSeveral(Batch batch, int from, Column numbers) throws IOException {
    int[] docs = batch.docs();
    int end = batch.size();
    for (int i = from; i < end; i++) {
      if (numbers.isFull()) {
        return i;
      }
      if (several.advanceExact(docs[i])) {
        for (int left = several.docValueCount(); left > 0; left--) {
          numbers.add(number(several.nextOrd(), numbers.size()));
        }
      } else if (missing != null) {
        numbers.add(missing);
      }
      numbers.end();
    }
    return end;
  }

  /** The number of a string if it is known; if not, notes where it is wanted. */
  private long number(long ordinal, int place) {
    if (known != null) {
      long number = known.get(ordinal);
      if (number != 0) {
        return number - 1;
      }
    }
    if (unknown == fresh.length) {
      fresh = budget.grow(fresh, unknown + 1);
    }
    fresh[unknown++] = ordinal << PLACE_BITS | place;
    return 0;
  }

  /** Reads strings in their order, and puts their numbers where they are wanted. */
  private void read(long[] numbers) throws IOException {
    if (known == null || several.getValueCount() / DENSE > unknown) {
      sorted(numbers);
      return;
    }
    want((int) several.getValueCount());
    for (int i = 0; i < unknown; i++) {
      wanted.set((int) (fresh[i] >>> PLACE_BITS));
    }
    int end = wanted.length();
    for (int at = wanted.nextSetBit(0); at < end; ) {
      budget.step();
      known.set(at, maker.number(string(at)) + 1);
      at = at + 1 < end ? wanted.nextSetBit(at + 1) : end;
    }
    wanted.clear(0, end);
    for (int i = 0; i < unknown; i++) {
      numbers[(int) (fresh[i] & PLACES)] = known.get(fresh[i] >>> PLACE_BITS) - 1;
    }
  }

  private void want(int ordinals) {
    if (wanted.length() < ordinals) {
      budget.memory(bytes(ordinals) - bytes(wanted.length()));
      wanted = new FixedBitSet(ordinals);
    }
  }

  private static long bytes(int bits) {
    return (long) FixedBitSet.bits2words(bits) * Long.BYTES;
  }

  /** As {@link #read} where so few are wanted that sorting is faster than going through all. */
  private void sorted(long[] numbers) throws IOException {
    Arrays.sort(fresh, 0, unknown);
    long last = -1;
    long number = 0;
    for (int i = 0; i < unknown; i++) {
      long ordinal = fresh[i] >>> PLACE_BITS;
      if (ordinal != last) {
        budget.step();
        last = ordinal;
        number = maker.number(string(ordinal));
        if (known != null) {
          known.set(ordinal, number + 1);
        }
      }
      numbers[(int) (fresh[i] & PLACES)] = number;
    }
  }

  private BytesRef string(long ordinal) throws IOException {
    return single != null ? single.lookupOrd((int) ordinal) : several.lookupOrd(ordinal);
  }
}
