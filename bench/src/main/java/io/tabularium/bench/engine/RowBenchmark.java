/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.engine.Engine;
import io.tabularium.engine.RangeRead;
import io.tabularium.engine.RangeResult;
import io.tabularium.engine.ReadResult;
import io.tabularium.engine.WriteResult;
import io.tabularium.model.Direction;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSelection;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The operations, each in a raw and an engine version. {@link EngineRun} prepares {@link Both} and
 * runs the versions in turns within one JVM.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RowBenchmark {
  /** Rows of one range read. */
  public static final int RANGE_ROWS = 1000;

  static final String TABLE = "rows";

  /** Both sides, loaded with the same rows; set once before the benchmarks run. */
  record Both(Dataset data, RawRows raw, EngineFixture ours) {}

  static volatile Both both;

  private static final PrimaryKey END =
      PrimaryKey.of(new PrimaryKeyColumn(TablestoreClient.KEY_COLUMN, Value.INF_MAX));

  /** What each thread has for itself. */
  @State(Scope.Thread)
  public static class Worker {
    private static final AtomicInteger SEEDS = new AtomicInteger();

    final Both both = RowBenchmark.both;
    final Dataset data = both.data();
    final RawRows raw = both.raw();
    final Engine engine = both.ours().engine();
    final SplittableRandom random = new SplittableRandom(SEEDS.incrementAndGet());
    final byte[] keyBuffer = new byte[64];
    final byte[] valueBuffer = new byte[4096];

    int someRow() {
      return random.nextInt(data.size());
    }
  }

  /** Raw: reads one row into a reused array. */
  @Benchmark
  public int rawGet(Worker w) throws RocksDBException {
    int length = w.raw.get(w.data.key(w.someRow()), w.valueBuffer);
    if (length <= 0) {
      throw new IllegalStateException("row missing");
    }
    return length;
  }

  /** Engine: GetRow of all columns. */
  @Benchmark
  public ReadResult engineGet(Worker w, Blackhole blackhole) {
    BlackholeSink sink = new BlackholeSink(blackhole);
    ReadResult result =
        w.engine.getRow(
            EngineFixture.INSTANCE,
            TABLE,
            w.data.primaryKey(w.someRow()),
            RowSelection.LATEST,
            null,
            sink);
    if (sink.cells() == 0) {
      throw new IllegalStateException("row missing");
    }
    return result;
  }

  /** Engine: GetRow of all columns, encoded as the protocol wants them. */
  @Benchmark
  public int engineGetEncoded(Worker w) {
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      ReadResult unused =
          w.engine.getRow(
              EngineFixture.INSTANCE,
              TABLE,
              w.data.primaryKey(w.someRow()),
              RowSelection.LATEST,
              null,
              sink);
      return sink.bytes().size();
    }
  }

  /** Raw: steps over {@value #RANGE_ROWS} rows, copying key and value into reused arrays. */
  @Benchmark
  @OperationsPerInvocation(RANGE_ROWS)
  public long rawRange(Worker w) {
    try (RocksIterator iterator = w.raw.iterator()) {
      long bytes = 0;
      iterator.seek(w.data.key(w.someRow()));
      for (int i = 0; i < RANGE_ROWS && iterator.isValid(); i++) {
        bytes += iterator.key(w.keyBuffer) + iterator.value(w.valueBuffer);
        iterator.next();
      }
      return bytes;
    }
  }

  /** Engine: GetRange with a limit of {@value #RANGE_ROWS} rows, encoded for the protocol. */
  @Benchmark
  @OperationsPerInvocation(RANGE_ROWS)
  public int engineRangeEncoded(Worker w) {
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      RangeResult unused =
          w.engine.getRange(
              EngineFixture.INSTANCE,
              TABLE,
              new RangeRead(
                  Direction.FORWARD,
                  w.data.primaryKey(w.someRow()),
                  END,
                  RANGE_ROWS,
                  RowSelection.LATEST),
              null,
              sink);
      return sink.bytes().size();
    }
  }

  /** Raw: replaces one row, acknowledged before the log is flushed. */
  @Benchmark
  public void rawPut(Worker w) throws RocksDBException {
    w.raw.put(w.data.key(w.someRow()), w.data.rawRow(w.random.nextInt(Dataset.VARIANTS)));
  }

  /** Engine: PutRow without conditions, periodic durability. */
  @Benchmark
  public WriteResult enginePut(Worker w) {
    return w.engine
        .write(
            EngineFixture.INSTANCE,
            TABLE,
            RowChange.put(
                w.data.primaryKey(w.someRow()), w.data.row(w.random.nextInt(Dataset.VARIANTS))),
            null)
        .join();
  }

  /** Engine: UpdateRow of one column without conditions, periodic durability. */
  @Benchmark
  public WriteResult engineUpdate(Worker w) {
    return w.engine
        .write(
            EngineFixture.INSTANCE,
            TABLE,
            RowChange.update(
                w.data.primaryKey(w.someRow()), w.data.update(w.random.nextInt(Dataset.VARIANTS))),
            null)
        .join();
  }
}
