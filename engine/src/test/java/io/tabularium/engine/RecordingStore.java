/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store of facts that remembers what the catalogue did to it and can be told to fail. Its tables
 * hold no rows; they answer split points that a test lays down.
 */
final class RecordingStore implements Store {
  /** The numbers given to {@link #dropTable}, in order. */
  final List<Integer> dropped = new CopyOnWriteArrayList<>();

  /** How many atomic changes of facts there were. */
  int changes;

  /** Whether the next change of facts fails, having changed nothing. */
  boolean failNextChange;

  /** Runs on the changing thread before each change of facts. */
  volatile Runnable beforeChange = () -> {};

  /** What every table answers to {@link TableSpace#splitPoints}. */
  List<byte[]> splitKeys = List.of();

  /** What every table answers to {@link TableSpace#approximateBytes}. */
  long tableBytes;

  /** The size of parts that was last asked for. */
  long askedPartBytes;

  private final TreeMap<byte[], byte[]> facts = new TreeMap<>(Arrays::compareUnsigned);

  /** The keys of all facts. */
  synchronized List<String> factKeys() {
    return facts.keySet().stream().map(key -> new String(key, StandardCharsets.US_ASCII)).toList();
  }

  synchronized void putFact(String key, String value) {
    facts.put(key.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public TableSpace table(int tableId) {
    return new SplitTable();
  }

  @Override
  public void dropTable(int tableId) {
    dropped.add(tableId);
  }

  @Override
  public synchronized byte[] getFact(byte[] key) {
    return facts.get(key);
  }

  @Override
  public synchronized List<Map.Entry<byte[], byte[]>> facts(byte[] prefix) {
    List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
    facts.forEach(
        (key, value) -> {
          if (key.length >= prefix.length
              && Arrays.equals(prefix, Arrays.copyOf(key, prefix.length))) {
            found.add(Map.entry(key, value));
          }
        });
    return found;
  }

  @Override
  public void changeFacts(List<Map.Entry<byte[], byte[]>> entries) {
    beforeChange.run();
    change(entries);
  }

  private synchronized void change(List<Map.Entry<byte[], byte[]>> entries) {
    if (failNextChange) {
      failNextChange = false;
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "The disk is full.", null);
    }
    changes++;
    for (Map.Entry<byte[], byte[]> entry : entries) {
      if (entry.getValue() == null) {
        facts.remove(entry.getKey());
      } else {
        facts.put(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public void backup(Path directory, Consumer<String> progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sync() {}

  @Override
  public List<Statistic> statistics() {
    return List.of();
  }

  @Override
  public void close() {}

  private final class SplitTable implements TableSpace {
    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadView view() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void barrier() {}

    @Override
    public LogPage readLog(int shard, long from, int limit, long maxBytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long logEnd(int shard) {
      return 0;
    }

    @Override
    public long logStart(int shard) {
      return 0;
    }

    @Override
    public void trimLog(int shard, long below) {}

    @Override
    public long approximateLogBytes() {
      return 0;
    }

    @Override
    public List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit) {
      askedPartBytes = partBytes;
      return splitKeys.subList(0, Math.min(limit, splitKeys.size()));
    }

    @Override
    public long approximateBytes(Keyspace keyspace) {
      return tableBytes;
    }
  }
}
