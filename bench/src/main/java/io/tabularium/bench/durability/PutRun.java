/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.durability;

import io.tabularium.bench.engine.Dataset;
import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.engine.WriteResult;
import io.tabularium.model.RowChange;
import io.tabularium.model.StreamSpec;
import io.tabularium.storage.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * A process with an engine and threads that put rows, each waiting for its write to count as done.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code durability} ({@code sync} or
 * {@code periodic}), {@code records}, {@code threads}, {@code warmUpSeconds}, {@code seconds}, and
 * {@code stream} (1 for a table with a stream).
 */
public final class PutRun {
  private static final String TABLE = "puts";

  private final EngineFixture fixture;
  private final Dataset data = new Dataset(0);
  private final int records;
  private final LongAdder done = new LongAdder();
  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(5), 3);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  private PutRun(EngineFixture fixture, int records) {
    this.fixture = fixture;
    this.records = records;
  }

  /** Runs and prints the result's line. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    Durability durability =
        settings.text("durability").equals("sync") ? Durability.SYNC : EngineFixture.PERIODIC;
    try (EngineFixture fixture =
        new EngineFixture(
            EngineFixture.config(
                Path.of(settings.text("directory")), durability, 256L << 20, 256L << 20))) {
      StreamSpec stream =
          settings.number("stream", 0) == 1 ? new StreamSpec(true, 24, List.of()) : null;
      fixture.engine().createTable(EngineFixture.INSTANCE, Dataset.table(TABLE, stream));
      PutRun run = new PutRun(fixture, Math.toIntExact(settings.number("records")));
      LoadResult result =
          run.run(
              Math.toIntExact(settings.number("threads")),
              settings.number("warmUpSeconds"),
              settings.number("seconds"));
      System.out.println(result.toLine());
    }
  }

  private LoadResult run(int threads, long warmUpSeconds, long seconds) throws Exception {
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Thread thread = new Thread(() -> put(random), "put-" + i);
      thread.start();
      started.add(thread);
    }
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    latencies.reset();
    Window window = Window.open(ProcessHandle.current().pid(), done::sum);
    TimeUnit.SECONDS.sleep(seconds);
    LoadResult result = window.close(latencies.getIntervalHistogram());
    stopped = true;
    for (Thread thread : started) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return result;
  }

  private void put(SplittableRandom random) {
    try {
      while (!stopped) {
        RowChange change =
            RowChange.put(
                Dataset.primaryKey(KeyChooser.key(random.nextInt(records))),
                data.row(random.nextInt(Dataset.VARIANTS)));
        long start = System.nanoTime();
        WriteResult unused =
            fixture.engine().write(EngineFixture.INSTANCE, TABLE, change, null).join();
        latencies.recordValue(System.nanoTime() - start);
        done.increment();
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }
}
