/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.feed;

import io.tabularium.bench.engine.Dataset;
import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.engine.Engine;
import io.tabularium.engine.RangeRead;
import io.tabularium.engine.RangeResult;
import io.tabularium.engine.StreamPage;
import io.tabularium.engine.TableChanges;
import io.tabularium.model.Direction;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSelection;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import io.tabularium.wire.tablestore.codec.RowReplies;
import io.tabularium.wire.tablestore.codec.StreamMessages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * A process that fills a table with a stream and then reads all rows as a range and all changes as
 * a stream, by turns, each with the encoding of the reply.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code changes}.
 */
public final class ReadRun {
  private static final String TABLE = "read";
  private static final int BATCH = 200;
  private static final int PAGE = 1000;
  private static final int ROUNDS = 5;
  private static final String MARK = "rates ";

  private final Engine engine;
  private final int changes;

  private ReadRun(Engine engine, int changes) {
    this.engine = engine;
    this.changes = changes;
  }

  /**
   * Rows and changes per second.
   *
   * @param range rows as GetRange reads them
   * @param stream changes as GetStreamRecord reads them
   */
  public record Rates(double range, double stream) {
    /** Finds what the process printed. */
    public static Rates find(List<String> output) {
      String line =
          output.stream()
              .filter(l -> l.startsWith(MARK))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no rates in:\n" + output));
      String[] figures = line.substring(MARK.length()).split(" ");
      return new Rates(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]));
    }
  }

  /** Runs and prints the rates. */
  public static void main(String[] arguments) {
    Settings settings = new Settings(arguments);
    try (EngineFixture fixture =
        new EngineFixture(
            EngineFixture.config(
                Path.of(settings.text("directory")),
                EngineFixture.PERIODIC,
                256L << 20,
                256L << 20))) {
      ReadRun run = new ReadRun(fixture.engine(), Math.toIntExact(settings.number("changes")));
      run.load();
      double[] range = new double[ROUNDS];
      double[] stream = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        range[round] = run.rate(run::readRange);
        stream[round] = run.rate(run::readStream);
      }
      System.out.printf(Locale.ROOT, MARK + "%.0f %.0f%n", median(range), median(stream));
    }
  }

  private static double median(double[] figures) {
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }

  private void load() {
    engine.createTable(
        EngineFixture.INSTANCE, Dataset.table(TABLE, new StreamSpec(true, 24, List.of())));
    Dataset data = new Dataset(0);
    for (int from = 0; from < changes; from += BATCH) {
      List<RowChange> batch = new ArrayList<>(BATCH);
      for (int i = from; i < Math.min(changes, from + BATCH); i++) {
        batch.add(
            RowChange.put(Dataset.primaryKey(KeyChooser.key(i)), data.row(i % Dataset.VARIANTS)));
      }
      engine
          .bulkImport(EngineFixture.INSTANCE, new TableChanges(TABLE, batch))
          .join()
          .forEach(outcome -> check(outcome.isOk(), "a row was refused"));
    }
  }

  private double rate(IntSupplier read) {
    long start = System.nanoTime();
    check(read.getAsInt() == changes, "not everything was read");
    return changes * 1e9 / (System.nanoTime() - start);
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Pages hold as many rows as asked for: they are far from any other limit. */
  private int readRange() {
    int pages = 0;
    PrimaryKey end = bound(Value.INF_MAX);
    for (PrimaryKey from = bound(Value.INF_MIN); from != null; pages++) {
      try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
        RangeResult page =
            engine.getRange(
                EngineFixture.INSTANCE,
                TABLE,
                new RangeRead(Direction.FORWARD, from, end, PAGE, RowSelection.LATEST),
                null,
                sink);
        check(RowReplies.getRange(sink.bytes(), page, null, null).length() > 0, "an empty reply");
        from = page.nextStart();
      }
    }
    return pages == (changes + PAGE - 1) / PAGE ? changes : -1;
  }

  private static PrimaryKey bound(Value value) {
    return PrimaryKey.of(new PrimaryKeyColumn(TablestoreClient.KEY_COLUMN, value));
  }

  private int readStream() {
    String stream = engine.describeTable(EngineFixture.INSTANCE, TABLE).stream().streamId();
    String shard =
        engine.describeStream(EngineFixture.INSTANCE, stream, null, null).shards().get(0).id();
    String iterator = engine.shardIterator(EngineFixture.INSTANCE, stream, shard, null);
    int read = 0;
    while (true) {
      StreamPage page = engine.readStream(EngineFixture.INSTANCE, iterator, PAGE);
      if (page.changes().isEmpty()) {
        return read;
      }
      check(StreamMessages.records(page).length() > 0, "an empty reply");
      read += page.changes().size();
      iterator = page.nextIterator();
    }
  }
}
