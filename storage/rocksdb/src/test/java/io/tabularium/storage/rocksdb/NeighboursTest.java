/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Going along keys, and when it is given up. */
class NeighboursTest {
  private static final int KEYS = 3_000;

  /** Keys from here on have been deleted, but a few. */
  private static final int DELETED_FROM = 2_000;

  private static Options options;
  private static ReadOptions reading;
  private static RocksDB db;

  @BeforeAll
  static void fill(@TempDir Path directory) throws RocksDBException {
    RocksDB.loadLibrary();
    options = new Options().setCreateIfMissing(true);
    reading = new ReadOptions();
    db = RocksDB.open(options, directory.toString());
    for (int i = 0; i < KEYS; i++) {
      db.put(key(i), value(i));
    }
    for (int i = DELETED_FROM; i < KEYS; i++) {
      if (!isThere(i)) {
        db.delete(key(i));
      }
    }
  }

  @AfterAll
  static void close() {
    db.close();
    reading.close();
    options.close();
  }

  private static boolean isThere(int number) {
    return number < DELETED_FROM || (number < KEYS && number % 500 == 499);
  }

  private static byte[] key(int number) {
    return "k%05d".formatted(number).getBytes(UTF_8);
  }

  private static byte[] value(int number) {
    return ("value " + number).getBytes(UTF_8);
  }

  private static List<Integer> numbers(int from, int to, IntPredicate which) {
    return IntStream.range(from, to).filter(which).boxed().toList();
  }

  /** Reads, compares what was read, and returns for how many keys that was. */
  private static int read(List<Integer> numbers) throws RocksDBException {
    List<byte[]> keys = new ArrayList<>();
    numbers.forEach(number -> keys.add(key(number)));
    List<byte[]> read = Neighbours.read(db, db.getDefaultColumnFamily(), reading, keys);
    for (int i = 0; i < read.size(); i++) {
      int number = numbers.get(i);
      assertThat(read.get(i))
          .as("key %s", number)
          .isEqualTo(isThere(number) ? value(number) : null);
    }
    return read.size();
  }

  @Test
  void closeOnesAreAllRead() throws RocksDBException {
    assertThat(read(numbers(0, 500, i -> true))).isEqualTo(500);
    assertThat(read(numbers(100, 600, i -> i % 4 == 1))).isEqualTo(125);
  }

  @Test
  void keysThatAreNotThereAreNull() throws RocksDBException {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(key(i));
      keys.add((new String(key(i), UTF_8) + "x").getBytes(UTF_8));
    }
    List<byte[]> read = Neighbours.read(db, db.getDefaultColumnFamily(), reading, keys);
    assertThat(read).hasSize(200);
    for (int i = 0; i < 100; i++) {
      assertThat(read.get(2 * i)).isEqualTo(value(i));
      assertThat(read.get(2 * i + 1)).isNull();
    }
    assertThat(read(numbers(KEYS, KEYS + 100, i -> true))).isEqualTo(100);
  }

  @Test
  void theSameKeyTwiceIsReadTwice() throws RocksDBException {
    assertThat(read(IntStream.range(0, 120).mapToObj(i -> i / 2).toList())).isEqualTo(120);
  }

  @Test
  void gapsAreJumpedOver() throws RocksDBException {
    assertThat(read(numbers(0, 1_500, i -> i < 100 || (i >= 700 && i < 800) || i >= 1_400)))
        .isEqualTo(300);
  }

  @Test
  void itIsGivenUpWhenMostAreFarApart() throws RocksDBException {
    assertThat(read(numbers(0, 2_000, i -> i % 20 == 0))).isBetween(1, 40);
  }

  @Test
  void itIsGivenUpAmongDeletedOnes() throws RocksDBException {
    List<Integer> numbers =
        numbers(1_900, KEYS, i -> i < DELETED_FROM || i % 100 == 0 || isThere(i));
    assertThat(read(numbers)).isEqualTo(100);
  }

  @Test
  void fewOrUnorderedKeysAreNotReadThisWay() throws RocksDBException {
    assertThat(read(numbers(0, Neighbours.LEAST_KEYS - 1, i -> true))).isZero();
    List<Integer> descending = new ArrayList<>(numbers(0, 500, i -> true));
    descending.sort((a, b) -> b - a);
    assertThat(read(descending)).isZero();
  }
}
