/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The storage contract in the simplest way that keeps every promise: sorted maps under one lock. A
 * view shares a map until someone writes to it; the writer then works on a copy.
 */
public final class InMemoryStore implements Store {
  private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

  private final ReentrantLock lock = new ReentrantLock();
  private final StoreImage image;
  private final Path directory;
  private final Runnable onClose;

  /** Maps that some view may still read. */
  private final Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean closed;

  /** An empty store that is kept nowhere: what most tests want. */
  public InMemoryStore() {
    this(new StoreImage(), null, () -> {});
  }

  InMemoryStore(StoreImage image, Path directory, Runnable onClose) {
    this.image = image;
    this.directory = directory;
    this.onClose = onClose;
  }

  @Override
  public TableSpace table(int tableId) {
    return locked(() -> new Table(tableId));
  }

  @Override
  public void dropTable(int tableId) {
    locked(
        () -> {
          image.tables.remove(tableId);
          image.logs.remove(tableId);
          return null;
        });
  }

  @Override
  public byte[] getFact(byte[] key) {
    return locked(() -> copy(image.facts.get(key)));
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> facts(byte[] prefix) {
    return locked(
        () -> {
          List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
          for (var fact : image.facts.tailMap(prefix, true).entrySet()) {
            if (!startsWith(fact.getKey(), prefix)) {
              break;
            }
            found.add(Map.entry(fact.getKey().clone(), fact.getValue().clone()));
          }
          return found;
        });
  }

  @Override
  public void changeFacts(List<Map.Entry<byte[], byte[]>> changes) {
    locked(
        () -> {
          for (var change : changes) {
            if (change.getValue() == null) {
              image.facts.remove(change.getKey());
            } else {
              image.facts.put(change.getKey().clone(), change.getValue().clone());
            }
          }
          return null;
        });
  }

  @Override
  public void backup(Path target, Consumer<String> progress) {
    locked(
        () -> {
          Path file = target.resolve(StoreImage.FILE);
          try {
            Files.createDirectories(target);
            if (!Files.exists(file)) {
              try (var files = Files.list(target)) {
                if (files.findAny().isPresent()) {
                  throw new StorageException(
                      Kind.UNAVAILABLE, target + " is neither empty nor a backup.", null);
                }
              }
            }
          } catch (IOException e) {
            throw new StorageException(Kind.UNAVAILABLE, target + " cannot be written.", e);
          }
          image.write(file);
          progress.accept("Wrote " + file + ".");
          return null;
        });
  }

  @Override
  public void sync() {
    locked(() -> null);
  }

  @Override
  public List<Statistic> statistics() {
    return locked(
        () -> {
          double keys = 0;
          for (var table : image.tables.values()) {
            for (var keyspace : table.values()) {
              keys += keyspace.size();
            }
          }
          return List.of(new Statistic("memory.keys", "", "Keys in all tables.", false, keys));
        });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (directory != null) {
        image.write(directory.resolve(StoreImage.FILE));
      }
      onClose.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      checkOpen();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StorageException(Kind.UNAVAILABLE, "The store is closed.", null);
    }
  }

  private static byte[] copy(byte[] bytes) {
    return bytes == null ? null : bytes.clone();
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static NavigableMap<byte[], byte[]> range(
      NavigableMap<byte[], byte[]> map, byte[] from, byte[] to) {
    if (from != null && to != null && ORDER.compare(from, to) >= 0) {
      return new TreeMap<>(ORDER);
    }
    NavigableMap<byte[], byte[]> range = from == null ? map : map.tailMap(from, true);
    return to == null ? range : range.headMap(to, false);
  }

  private final class Table implements TableSpace {
    private final int id;

    Table(int id) {
      this.id = id;
    }

    private NavigableMap<byte[], byte[]> map(Keyspace keyspace) {
      return image.keyspace(id, keyspace);
    }

    /** The map to change: a copy if a view may still read the present one. */
    private NavigableMap<byte[], byte[]> writable(Keyspace keyspace) {
      NavigableMap<byte[], byte[]> map = map(keyspace);
      if (shared.remove(map)) {
        map = new TreeMap<>(map);
        image.tables.get(id).put(keyspace, map);
      }
      return map;
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      return locked(() -> copy(map(keyspace).get(key)));
    }

    @Override
    public List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys) {
      return locked(
          () -> {
            List<byte[]> values = new ArrayList<>(keys.size());
            for (byte[] key : keys) {
              values.add(copy(map(keyspace).get(key)));
            }
            return values;
          });
    }

    @Override
    public ReadView view() {
      return locked(
          () -> {
            Map<Keyspace, NavigableMap<byte[], byte[]>> maps = new EnumMap<>(Keyspace.class);
            for (Keyspace keyspace : Keyspace.values()) {
              maps.put(keyspace, map(keyspace));
              shared.add(map(keyspace));
            }
            return new View(maps);
          });
    }

    @Override
    public <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body) {
      return locked(
          () -> {
            PendingWrites pending = new PendingWrites();
            R result = body.apply(pending);
            pending.writes.forEach(this::apply);
            return CompletableFuture.completedFuture(result);
          });
    }

    @Override
    public CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations) {
      return locked(
          () -> {
            if (!condition.getAsBoolean()) {
              return CompletableFuture.completedFuture(false);
            }
            List<Mutation> valued = new ArrayList<>(mutations.size());
            for (Mutation mutation : mutations) {
              byte[] value = mutation.value();
              valued.add(
                  new Mutation(
                      mutation.kind(),
                      mutation.keyspace(),
                      mutation.partitionKey(),
                      mutation.key(),
                      value == null ? null : () -> value,
                      mutation.log()));
            }
            valued.forEach(this::apply);
            return CompletableFuture.completedFuture(true);
          });
    }

    @Override
    public void barrier() {
      locked(() -> null);
    }

    @Override
    public LogPage readLog(int shard, long from, int limit, long maxBytes) {
      if (limit <= 0) {
        throw new IllegalArgumentException("limit must be positive: " + limit);
      }
      return locked(
          () -> {
            StoreImage.Log log = image.log(id, shard);
            List<LogRecord> records = new ArrayList<>();
            long bytes = 0;
            for (var entry : log.records.tailMap(from, true).entrySet()) {
              bytes += entry.getValue().length;
              if (records.size() == limit || (bytes > maxBytes && !records.isEmpty())) {
                return new LogPage(records, true, log.start);
              }
              records.add(new LogRecord(entry.getKey(), entry.getValue().clone()));
            }
            return new LogPage(records, false, log.start);
          });
    }

    @Override
    public long logEnd(int shard) {
      return locked(() -> image.log(id, shard).end);
    }

    @Override
    public long logStart(int shard) {
      return locked(() -> image.log(id, shard).start);
    }

    @Override
    public void trimLog(int shard, long below) {
      locked(
          () -> {
            StoreImage.Log log = image.log(id, shard);
            var trimmed = log.records.headMap(below, false);
            if (!trimmed.isEmpty()) {
              log.start = trimmed.lastKey() + 1;
              trimmed.clear();
            }
            return null;
          });
    }

    @Override
    public long approximateLogBytes() {
      return locked(
          () ->
              image.logs.getOrDefault(id, Map.of()).values().stream()
                  .flatMap(log -> log.records.values().stream())
                  .mapToLong(record -> record.length)
                  .sum());
    }

    private void apply(Mutation mutation) {
      if (mutation.kind() == Mutation.Kind.LOG) {
        StoreImage.Log log = image.log(id, mutation.log().shard());
        long sequence = Math.max(log.end, mutation.log().floor().getAsLong());
        log.records.put(sequence, mutation.value().clone());
        log.end = sequence + 1;
        return;
      }
      NavigableMap<byte[], byte[]> map = writable(mutation.keyspace());
      byte[] key = mutation.key().clone();
      switch (mutation.kind()) {
        case PUT -> map.put(key, mutation.value().clone());
        case APPEND -> map.merge(key, mutation.value().clone(), InMemoryStore::concat);
        case DELETE -> map.remove(key);
        case LOG -> throw new AssertionError("done above");
      }
    }

    @Override
    public List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit) {
      if (partBytes <= 0) {
        throw new IllegalArgumentException("partBytes must be positive: " + partBytes);
      }
      return locked(
          () -> {
            List<byte[]> points = new ArrayList<>();
            long part = 0;
            for (var entry : map(keyspace).entrySet()) {
              if (part >= partBytes && points.size() < limit) {
                points.add(entry.getKey().clone());
                part = 0;
              }
              part += entry.getKey().length + entry.getValue().length;
            }
            return points;
          });
    }

    @Override
    public long approximateBytes(Keyspace keyspace) {
      return locked(
          () ->
              map(keyspace).entrySet().stream()
                  .mapToLong(e -> e.getKey().length + e.getValue().length)
                  .sum());
    }

    /** A transaction's writes, in order, over the table as it is. */
    private final class PendingWrites implements Transaction {
      final List<Mutation> writes = new ArrayList<>();

      @Override
      public byte[] get(Keyspace keyspace, byte[] key) {
        byte[] value = Table.this.get(keyspace, key);
        for (Mutation write : writes) {
          if (write.keyspace() == keyspace && Arrays.equals(write.key(), key)) {
            value =
                write.kind() == Mutation.Kind.APPEND && value != null
                    ? concat(value, write.value())
                    : write.value();
          }
        }
        return copy(value);
      }

      @Override
      public Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
        return new MapCursor(new TreeMap<>(range(map(keyspace), from, to)), descending);
      }

      @Override
      public void put(Keyspace keyspace, byte[] key, byte[] value) {
        writes.add(new Mutation(Mutation.Kind.PUT, keyspace, null, key.clone(), value.clone()));
      }

      @Override
      public void append(Keyspace keyspace, byte[] key, byte[] suffix) {
        writes.add(new Mutation(Mutation.Kind.APPEND, keyspace, null, key.clone(), suffix.clone()));
      }

      @Override
      public void delete(Keyspace keyspace, byte[] key) {
        writes.add(new Mutation(Mutation.Kind.DELETE, keyspace, null, key.clone(), (byte[]) null));
      }

      @Override
      public void log(int shard, LongSupplier floor, byte[] record) {
        byte[] copy = record.clone();
        writes.add(Mutation.log(null, shard, floor, () -> copy));
      }
    }
  }

  private final class View implements TableSpace.ReadView {
    private final Map<Keyspace, NavigableMap<byte[], byte[]>> maps;
    private boolean viewClosed;

    View(Map<Keyspace, NavigableMap<byte[], byte[]>> maps) {
      this.maps = maps;
    }

    private NavigableMap<byte[], byte[]> map(Keyspace keyspace) {
      if (viewClosed) {
        throw new IllegalStateException("The view is closed.");
      }
      return maps.get(keyspace);
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      return locked(() -> copy(map(keyspace).get(key)));
    }

    @Override
    public TableSpace.Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
      return locked(() -> new MapCursor(range(map(keyspace), from, to), descending));
    }

    @Override
    public void close() {
      viewClosed = true;
    }
  }

  /**
   * As harsh as the contract allows: the key begins somewhere inside its array, both arrays are
   * longer than what they hold, and each step spoils what the last one returned.
   */
  private final class MapCursor implements TableSpace.Cursor {
    private static final int KEY_OFFSET = 3;
    private static final int SLACK = 2;

    private final Iterator<Map.Entry<byte[], byte[]>> entries;
    private byte[] key = {};
    private byte[] value = {};
    private boolean valid;
    private boolean cursorClosed;

    MapCursor(NavigableMap<byte[], byte[]> range, boolean descending) {
      this.entries = (descending ? range.descendingMap() : range).entrySet().iterator();
    }

    @Override
    public boolean next() {
      return locked(
          () -> {
            spoil();
            valid = !cursorClosed && entries.hasNext();
            if (valid) {
              Map.Entry<byte[], byte[]> entry = entries.next();
              key = padded(entry.getKey(), KEY_OFFSET);
              value = padded(entry.getValue(), 0);
            }
            return valid;
          });
    }

    private static byte[] padded(byte[] bytes, int offset) {
      byte[] padded = new byte[offset + bytes.length + SLACK];
      Arrays.fill(padded, (byte) 0xEE);
      System.arraycopy(bytes, 0, padded, offset, bytes.length);
      return padded;
    }

    private void spoil() {
      Arrays.fill(key, (byte) 0xEE);
      Arrays.fill(value, (byte) 0xEE);
    }

    private byte[] current(byte[] array) {
      if (!valid) {
        throw new IllegalStateException("The cursor is not on a key.");
      }
      return array;
    }

    @Override
    public byte[] keyArray() {
      return current(key);
    }

    @Override
    public int keyOffset() {
      return KEY_OFFSET;
    }

    @Override
    public int keyLength() {
      return current(key).length - KEY_OFFSET - SLACK;
    }

    @Override
    public byte[] valueArray() {
      return current(value);
    }

    @Override
    public int valueLength() {
      return current(value).length - SLACK;
    }

    @Override
    public void close() {
      spoil();
      valid = false;
      cursorClosed = true;
    }
  }
}
