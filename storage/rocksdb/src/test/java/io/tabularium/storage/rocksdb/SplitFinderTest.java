/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large tables are cut by estimates, at keys there are. */
class SplitFinderTest {
  private static final int VALUE_BYTES = 20_000;
  private static final int COUNT = 3_500;

  @Property
  void theMiddleIsBetween(@ForAll @Size(max = 9) byte[] a, @ForAll @Size(max = 9) byte[] b) {
    int order = Arrays.compareUnsigned(a, b);
    Assume.that(order != 0);
    byte[] low = order < 0 ? a : b;
    byte[] high = order < 0 ? b : a;

    byte[] middle = SplitFinder.middle(low, high);
    // As fractions: zeros at the end make a key larger, but not a fraction.
    assertThat(Arrays.compareUnsigned(Arrays.copyOf(low, middle.length), middle)).isNotPositive();
    assertThat(Arrays.compareUnsigned(middle, Arrays.copyOf(high, middle.length))).isNotPositive();
  }

  /** Keys crowd together, in two far apart places, as keys of real tables do. */
  private static byte[] key(int i) {
    String place = i % 3 == 0 ? "user" : "\u0001account";
    byte[] text = place.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(text.length + 8).put(text).putLong(1_000_000 + i).array();
  }

  @Test
  void partsAreOfAboutTheSizeAskedWhereverTheBytesLie(@TempDir Path directory) {
    try (RocksStore store = Opened.open(directory)) {
      TableSpace table = store.table(5);
      Random random = new Random(1);
      for (int i = 0; i < COUNT; ) {
        List<Mutation> mutations = new ArrayList<>();
        for (int end = i + 50; i < end; i++) {
          byte[] value = new byte[VALUE_BYTES];
          random.nextBytes(value);
          byte[] key = key(i);
          mutations.add(new Mutation(Mutation.Kind.PUT, ROWS, key, key, value));
        }
        table.write(mutations).join();
      }
      long stored = (long) COUNT * VALUE_BYTES;
      assertThat(table.approximateBytes(ROWS)).isBetween(stored * 2 / 3, stored * 3 / 2);

      // Some of it is still in memory, then nothing is.
      verify(table, 5_000_000, stored);
      Opened.compact(store);
      verify(table, 5_000_000, stored);
      verify(table, 1_000_000, stored);
      assertThat(table.splitPoints(ROWS, 1_000_000, 7)).hasSize(7);
      assertThat(table.splitPoints(ROWS, stored * 2, 7)).isEmpty();
      assertThat(store.table(4).splitPoints(ROWS, 1_000, 7)).isEmpty();
      assertThat(store.table(6).splitPoints(ROWS, 1_000, 7)).isEmpty();
    }
  }

  private static void verify(TableSpace table, long partBytes, long stored) {
    List<byte[]> points = table.splitPoints(ROWS, partBytes, 1_000);
    assertThat((double) points.size())
        .isBetween(stored / (partBytes * 2.0), stored * 2.0 / partBytes);
    assertThat(points).isSortedAccordingTo(Arrays::compareUnsigned).doesNotHaveDuplicates();
    byte[] from = null;
    for (int i = 0; i <= points.size(); i++) {
      byte[] to = i < points.size() ? points.get(i) : null;
      if (to != null) {
        assertThat(table.get(ROWS, to)).hasSize(VALUE_BYTES);
      }
      long part = 0;
      try (ReadView view = table.view();
          Cursor cursor = view.scan(ROWS, from, to, false)) {
        while (cursor.next()) {
          part += cursor.valueLength();
        }
      }
      assertThat(part).isPositive().isLessThan(3 * partBytes);
      from = to;
    }
  }
}
