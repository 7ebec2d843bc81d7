/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A store in front of another that checks its callers: keys begin with their partition key, a
 * transaction stays within its partition and its body, a cursor is read only while it is on a key,
 * one thread at a time uses a view, and everything opened is closed. A breach is an {@link
 * AssertionError}.
 */
public final class CheckedStore implements Store {
  private final Store inner;

  /** Where each view that is still open was opened. */
  /** Whether a thread is in the body of a transaction. */
  private static final ThreadLocal<Boolean> inBody = ThreadLocal.withInitial(() -> false);

  private final Set<Throwable> open = ConcurrentHashMap.newKeySet();

  /** Checks the callers of a store. */
  public CheckedStore(Store inner) {
    this.inner = inner;
  }

  private static void check(boolean kept, String rule) {
    if (!kept) {
      throw new AssertionError(rule);
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static void checkShard(int shard) {
    check(shard >= 0, "a shard's number is not negative");
  }

  @Override
  public TableSpace table(int tableId) {
    check(tableId >= 0, "a table's number is not negative");
    return new CheckedTable(inner.table(tableId));
  }

  @Override
  public void dropTable(int tableId) {
    check(tableId >= 0, "a table's number is not negative");
    inner.dropTable(tableId);
  }

  @Override
  public byte[] getFact(byte[] key) {
    return inner.getFact(key);
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> facts(byte[] prefix) {
    return inner.facts(prefix);
  }

  @Override
  public void changeFacts(List<Map.Entry<byte[], byte[]>> changes) {
    inner.changeFacts(changes);
  }

  @Override
  public void backup(Path directory, Consumer<String> progress) {
    inner.backup(directory, progress);
  }

  @Override
  public void sync() {
    inner.sync();
  }

  @Override
  public List<Statistic> statistics() {
    return inner.statistics();
  }

  @Override
  public void close() {
    inner.close();
    if (!open.isEmpty()) {
      AssertionError leak = new AssertionError("views were left open: " + open.size());
      open.forEach(leak::addSuppressed);
      throw leak;
    }
  }

  private final class CheckedTable implements TableSpace {
    private final TableSpace table;

    CheckedTable(TableSpace table) {
      this.table = table;
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      check(key.length > 0, "a key begins with its partition key, which is not empty");
      return table.get(keyspace, key);
    }

    @Override
    public List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys) {
      keys.forEach(key -> check(key.length > 0, "a key is not empty"));
      return table.multiGet(keyspace, keys);
    }

    @Override
    public ReadView view() {
      return new CheckedView(table.view());
    }

    @Override
    public <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body) {
      check(partitionKey.length > 0, "a partition key is not empty");
      return table.transact(
          partitionKey,
          tx -> {
            CheckedTransaction checked = new CheckedTransaction(tx, partitionKey);
            inBody.set(true);
            try {
              return body.apply(checked);
            } finally {
              inBody.remove();
              checked.over = true;
            }
          });
    }

    @Override
    public CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations) {
      for (Mutation mutation : mutations) {
        check(mutation.partitionKey().length > 0, "a partition key is not empty");
        if (mutation.kind() == Mutation.Kind.LOG) {
          check(mutation.log() != null, "a record has a log to go to");
          checkShard(mutation.log().shard());
          check(mutation.source() != null, "a record is not null");
          continue;
        }
        check(mutation.log() == null, "what is no record has no log to go to");
        check(
            startsWith(mutation.key(), mutation.partitionKey()),
            "a key begins with its partition key");
        check(
            (mutation.source() == null) == (mutation.kind() == Mutation.Kind.DELETE),
            "a deletion, and nothing else, has no value");
      }
      return table.writeIf(condition, mutations);
    }

    @Override
    public void barrier() {
      check(!inBody.get(), "a body does not wait for itself");
      table.barrier();
    }

    @Override
    public LogPage readLog(int shard, long from, int limit, long maxBytes) {
      checkShard(shard);
      check(from >= 0 && limit > 0 && maxBytes > 0, "a log is read within sensible bounds");
      return table.readLog(shard, from, limit, maxBytes);
    }

    @Override
    public long logEnd(int shard) {
      checkShard(shard);
      return table.logEnd(shard);
    }

    @Override
    public long logStart(int shard) {
      checkShard(shard);
      return table.logStart(shard);
    }

    @Override
    public void trimLog(int shard, long below) {
      checkShard(shard);
      table.trimLog(shard, below);
    }

    @Override
    public long approximateLogBytes() {
      return table.approximateLogBytes();
    }

    @Override
    public List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit) {
      return table.splitPoints(keyspace, partBytes, limit);
    }

    @Override
    public long approximateBytes(Keyspace keyspace) {
      return table.approximateBytes(keyspace);
    }
  }

  private final class CheckedView implements TableSpace.ReadView {
    private final TableSpace.ReadView view;
    private final Throwable origin = new Throwable("opened here and not closed");
    private volatile Thread inside;
    private boolean closed;

    CheckedView(TableSpace.ReadView view) {
      this.view = view;
      open.add(origin);
    }

    private void enter() {
      check(!closed, "a closed view is not used");
      check(inside == null, "one thread at a time uses a view");
      inside = Thread.currentThread();
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      enter();
      try {
        return view.get(keyspace, key);
      } finally {
        inside = null;
      }
    }

    @Override
    public TableSpace.Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
      enter();
      try {
        return new CheckedCursor(view.scan(keyspace, from, to, descending));
      } finally {
        inside = null;
      }
    }

    @Override
    public void close() {
      closed = true;
      open.remove(origin);
      view.close();
    }
  }

  private static final class CheckedTransaction implements TableSpace.Transaction {
    private final TableSpace.Transaction tx;
    private final byte[] partitionKey;
    private final Thread thread = Thread.currentThread();
    private boolean over;

    CheckedTransaction(TableSpace.Transaction tx, byte[] partitionKey) {
      this.tx = tx;
      this.partitionKey = partitionKey;
    }

    private void checkUse() {
      check(!over, "a transaction is not used after its body");
      check(Thread.currentThread() == thread, "a transaction is used by its thread");
    }

    private void checkKey(byte[] key) {
      checkUse();
      check(startsWith(key, partitionKey), "a transaction stays within its partition key");
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      checkKey(key);
      return tx.get(keyspace, key);
    }

    @Override
    public TableSpace.Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
      check(from != null && to != null, "a transaction scans within its partition key");
      checkKey(from);
      check(
          Arrays.compareUnsigned(to, end(partitionKey)) <= 0,
          "a transaction scans within its partition key");
      return new CheckedCursor(tx.scan(keyspace, from, to, descending));
    }

    /** The first key after all that begin with a prefix, or a very large one. */
    private static byte[] end(byte[] prefix) {
      for (int i = prefix.length - 1; i >= 0; i--) {
        if (prefix[i] != (byte) 0xFF) {
          byte[] end = Arrays.copyOf(prefix, i + 1);
          end[i]++;
          return end;
        }
      }
      byte[] large = new byte[prefix.length + 4096];
      Arrays.fill(large, (byte) 0xFF);
      return large;
    }

    @Override
    public void put(Keyspace keyspace, byte[] key, byte[] value) {
      checkKey(key);
      check(value != null, "a value is not null");
      tx.put(keyspace, key, value);
    }

    @Override
    public void append(Keyspace keyspace, byte[] key, byte[] suffix) {
      checkKey(key);
      check(suffix != null, "a suffix is not null");
      tx.append(keyspace, key, suffix);
    }

    @Override
    public void delete(Keyspace keyspace, byte[] key) {
      checkKey(key);
      tx.delete(keyspace, key);
    }

    @Override
    public void log(int shard, LongSupplier floor, byte[] record) {
      checkUse();
      checkShard(shard);
      check(record != null, "a record is not null");
      tx.log(shard, floor, record);
    }
  }

  private static final class CheckedCursor implements TableSpace.Cursor {
    private final TableSpace.Cursor cursor;
    private boolean onKey;

    CheckedCursor(TableSpace.Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next() {
      onKey = cursor.next();
      return onKey;
    }

    private TableSpace.Cursor current() {
      check(onKey, "a cursor is read while it is on a key");
      return cursor;
    }

    @Override
    public byte[] keyArray() {
      return current().keyArray();
    }

    @Override
    public int keyOffset() {
      return current().keyOffset();
    }

    @Override
    public int keyLength() {
      return current().keyLength();
    }

    @Override
    public byte[] valueArray() {
      return current().valueArray();
    }

    @Override
    public int valueLength() {
      return current().valueLength();
    }

    @Override
    public void close() {
      onKey = false;
      cursor.close();
    }
  }
}
