/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A store in front of another that fails on demand or at random, as a bad disk would: with a {@link
 * StorageException} of kind UNAVAILABLE.
 */
public final class CrankyStore implements Store {

  /** Where it can fail. */
  public enum Point {
    /** A key is read, or a view or a cursor opened. Nothing has happened. */
    READ,
    /** A cursor steps. */
    STEP,
    /** A transaction or a write begins. Nothing has happened. */
    WRITE,
    /** A transaction's body has run and its writes do not take effect. */
    COMMIT,
    /** A transaction or a write took effect, and yet its future fails. */
    ACKNOWLEDGE,
    /** The catalogue is read or changed. Nothing has happened. */
    CATALOGUE
  }

  private final Store inner;
  private final Map<Point, Integer> due = new EnumMap<>(Point.class);
  private Random random;
  private double probability;
  private Set<Point> atRandom = EnumSet.noneOf(Point.class);
  private int failures;

  /** A store that behaves until told otherwise. */
  public CrankyStore(Store inner) {
    this.inner = inner;
  }

  /** Fails the next {@code times} times somebody comes by a point. */
  public synchronized void failNext(Point point, int times) {
    due.put(point, times);
  }

  /** Fails at some points at random until calmed. */
  public synchronized void failAtRandom(long seed, double probability, Set<Point> points) {
    this.random = new Random(seed);
    this.probability = probability;
    this.atRandom = EnumSet.copyOf(points);
  }

  /** Behaves again. */
  public synchronized void calm() {
    due.clear();
    atRandom.clear();
  }

  /** How often it has failed. */
  public synchronized int failures() {
    return failures;
  }

  private void pass(Point point) {
    if (fails(point)) {
      throw failure(point);
    }
  }

  private synchronized boolean fails(Point point) {
    int left = due.getOrDefault(point, 0);
    if (left > 0) {
      due.put(point, left - 1);
    } else if (!atRandom.contains(point) || random.nextDouble() >= probability) {
      return false;
    }
    failures++;
    return true;
  }

  private static StorageException failure(Point point) {
    return new StorageException(Kind.UNAVAILABLE, "Cranky at " + point + ".", null);
  }

  @Override
  public TableSpace table(int tableId) {
    return new CrankyTable(inner.table(tableId));
  }

  @Override
  public void dropTable(int tableId) {
    pass(Point.CATALOGUE);
    inner.dropTable(tableId);
  }

  @Override
  public byte[] getFact(byte[] key) {
    pass(Point.CATALOGUE);
    return inner.getFact(key);
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> facts(byte[] prefix) {
    pass(Point.CATALOGUE);
    return inner.facts(prefix);
  }

  @Override
  public void changeFacts(List<Map.Entry<byte[], byte[]>> changes) {
    pass(Point.CATALOGUE);
    inner.changeFacts(changes);
  }

  @Override
  public void backup(Path directory, Consumer<String> progress) {
    inner.backup(directory, progress);
  }

  @Override
  public void sync() {
    pass(Point.WRITE);
    inner.sync();
  }

  @Override
  public List<Statistic> statistics() {
    return inner.statistics();
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class CrankyTable implements TableSpace {
    private final TableSpace table;

    CrankyTable(TableSpace table) {
      this.table = table;
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      pass(Point.READ);
      return table.get(keyspace, key);
    }

    @Override
    public List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys) {
      pass(Point.READ);
      return table.multiGet(keyspace, keys);
    }

    @Override
    public ReadView view() {
      pass(Point.READ);
      return new CrankyView(table.view());
    }

    @Override
    public <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body) {
      pass(Point.WRITE);
      CompletableFuture<R> done =
          table.transact(
              partitionKey,
              tx -> {
                R result = body.apply(new CrankyTransaction(tx));
                pass(Point.COMMIT);
                return result;
              });
      return acknowledge(done);
    }

    @Override
    public CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations) {
      pass(Point.WRITE);
      return acknowledge(table.writeIf(condition, mutations));
    }

    @Override
    public void barrier() {
      pass(Point.WRITE);
      table.barrier();
    }

    @Override
    public LogPage readLog(int shard, long from, int limit, long maxBytes) {
      pass(Point.READ);
      return table.readLog(shard, from, limit, maxBytes);
    }

    @Override
    public long logEnd(int shard) {
      return table.logEnd(shard);
    }

    @Override
    public long logStart(int shard) {
      return table.logStart(shard);
    }

    @Override
    public void trimLog(int shard, long below) {
      pass(Point.WRITE);
      table.trimLog(shard, below);
    }

    @Override
    public long approximateLogBytes() {
      pass(Point.READ);
      return table.approximateLogBytes();
    }

    private <R> CompletableFuture<R> acknowledge(CompletableFuture<R> done) {
      return fails(Point.ACKNOWLEDGE)
          ? done.thenCompose(result -> CompletableFuture.failedFuture(failure(Point.ACKNOWLEDGE)))
          : done;
    }

    @Override
    public List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit) {
      pass(Point.READ);
      return table.splitPoints(keyspace, partBytes, limit);
    }

    @Override
    public long approximateBytes(Keyspace keyspace) {
      pass(Point.READ);
      return table.approximateBytes(keyspace);
    }
  }

  private final class CrankyView implements TableSpace.ReadView {
    private final TableSpace.ReadView view;

    CrankyView(TableSpace.ReadView view) {
      this.view = view;
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      pass(Point.READ);
      return view.get(keyspace, key);
    }

    @Override
    public TableSpace.Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
      pass(Point.READ);
      return new CrankyCursor(view.scan(keyspace, from, to, descending));
    }

    @Override
    public void close() {
      view.close();
    }
  }

  private final class CrankyTransaction implements TableSpace.Transaction {
    private final TableSpace.Transaction tx;

    CrankyTransaction(TableSpace.Transaction tx) {
      this.tx = tx;
    }

    @Override
    public byte[] get(Keyspace keyspace, byte[] key) {
      pass(Point.READ);
      return tx.get(keyspace, key);
    }

    @Override
    public TableSpace.Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
      pass(Point.READ);
      return new CrankyCursor(tx.scan(keyspace, from, to, descending));
    }

    @Override
    public void put(Keyspace keyspace, byte[] key, byte[] value) {
      tx.put(keyspace, key, value);
    }

    @Override
    public void append(Keyspace keyspace, byte[] key, byte[] suffix) {
      tx.append(keyspace, key, suffix);
    }

    @Override
    public void delete(Keyspace keyspace, byte[] key) {
      tx.delete(keyspace, key);
    }

    @Override
    public void log(int shard, LongSupplier floor, byte[] record) {
      tx.log(shard, floor, record);
    }
  }

  private final class CrankyCursor implements TableSpace.Cursor {
    private final TableSpace.Cursor cursor;

    CrankyCursor(TableSpace.Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public boolean next() {
      pass(Point.STEP);
      return cursor.next();
    }

    @Override
    public byte[] keyArray() {
      return cursor.keyArray();
    }

    @Override
    public int keyOffset() {
      return cursor.keyOffset();
    }

    @Override
    public int keyLength() {
      return cursor.keyLength();
    }

    @Override
    public byte[] valueArray() {
      return cursor.valueArray();
    }

    @Override
    public int valueLength() {
      return cursor.valueLength();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
