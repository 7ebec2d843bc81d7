/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.testkit.Bytes.bytes;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

/** What the tests of this package do with stores again and again. */
final class Opened {
  private Opened() {}

  static RocksStore open(Path directory) {
    return RocksStoreProvider.open(StoreConfig.small(directory), Duration.ofSeconds(10));
  }

  static void put(TableSpace table, Keyspace keyspace, String key, byte[] value) {
    byte[] bytes = bytes(key);
    table.write(List.of(new Mutation(Mutation.Kind.PUT, keyspace, bytes, bytes, value))).join();
  }

  /** Writes all memtables out. */
  static void writeOut(RocksStore store) {
    Database database = store.database();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.db().flush(options, database.families());
    } catch (RocksDBException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes all memtables out and merges all files. */
  static void compact(RocksStore store) {
    writeOut(store);
    try {
      for (ColumnFamilyHandle family : store.database().families()) {
        store.database().db().compactRange(family);
      }
    } catch (RocksDBException e) {
      throw new AssertionError(e);
    }
  }

  /** A figure of a store. */
  static double statistic(Store store, String name) {
    return store.statistics().stream()
        .filter(statistic -> statistic.name().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError("no statistic " + name))
        .value();
  }

  /** Expects a call to fail in a certain way. */
  static void assertRefused(StorageException.Kind kind, Runnable call, String... words) {
    Assertions.assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              Assertions.assertThat(e.kind()).isEqualTo(kind);
              Assertions.assertThat(e.getMessage()).endsWith(".").contains(words);
            });
  }

  /** The files of a directory whose names end in a certain way, in order. */
  static List<Path> files(Path directory, String end) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies the files of a directory. */
  static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
      return to;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Changes the bytes of a file. */
  static void damage(Path file, Consumer<byte[]> change) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      change.accept(bytes);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
