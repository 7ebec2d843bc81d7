/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.bench.load.WorkloadMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Recorder;
import site.ycsb.ClientThread;
import site.ycsb.DB;
import site.ycsb.Workload;
import site.ycsb.measurements.Measurements;
import site.ycsb.workloads.CoreWorkload;

/**
 * A generator process that runs one YCSB workload: YCSB's own workload and client threads, without
 * YCSB's own main, which cannot leave the warm-up out of what it measures.
 *
 * <p>Arguments are {@code name=value}: {@code db} (class of the binding), {@code workload}, {@code
 * records}, {@code threads}, {@code serverPid}, {@code warmUpSeconds}, {@code seconds}; all of them
 * are also handed to the binding as its properties. The load workload ignores {@code seconds}: it
 * is measured from its first insert to its last, after warming up on another table.
 */
public final class YcsbRun {
  private final Settings settings;
  private final WorkloadMix mix;
  private final int threads;
  private final long records;
  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(5), 3);
  private final AtomicReference<String> failure = new AtomicReference<>();

  YcsbRun(Settings settings) {
    this.settings = settings;
    this.mix = WorkloadMix.named(settings.text("workload"));
    this.threads = Math.toIntExact(settings.number("threads"));
    this.records = settings.number("records");
  }

  /** Runs and prints the result's line. */
  public static void main(String[] arguments) throws Exception {
    int code = 0;
    try {
      System.out.println(new YcsbRun(new Settings(arguments)).run().toLine());
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      code = 1;
    }
    // Clients of some stores leave threads behind that would keep the process alive.
    System.exit(code);
  }

  /**
   * Runs the workload.
   *
   * @throws IllegalStateException if any operation failed, also while warming up
   */
  LoadResult run() throws Exception {
    LoadResult result = mix == WorkloadMix.LOAD ? load() : transactions();
    if (failure.get() != null) {
      throw new IllegalStateException("an operation failed: " + failure.get());
    }
    return result;
  }

  private LoadResult load() throws Exception {
    long warmUp = settings.number("warmUpSeconds");
    if (warmUp > 0) {
      Running running = start(WorkloadMix.WARM_UP_TABLE, false, records);
      running.awaitEnd(warmUp);
      running.stop();
    }
    latencies.reset();
    Running running = start(WorkloadMix.TABLE, false, records);
    Window window = Window.open(settings.number("serverPid"), running::operations);
    running.awaitEnd(TimeUnit.HOURS.toSeconds(6));
    LoadResult result = window.close(latencies.getIntervalHistogram());
    running.stop();
    // Not the window's count: it may have opened after the first few inserts.
    if (running.operations() != records) {
      failure.compareAndSet(null, "loaded " + running.operations() + " of " + records);
    }
    return result;
  }

  private LoadResult transactions() throws Exception {
    Running running = start(WorkloadMix.TABLE, true, 0);
    running.awaitEnd(settings.number("warmUpSeconds"));
    latencies.reset();
    Window window = Window.open(settings.number("serverPid"), running::operations);
    running.awaitEnd(settings.number("seconds"));
    LoadResult result = window.close(latencies.getIntervalHistogram());
    if (running.ended()) {
      failure.compareAndSet(null, "a client thread gave up; see the log");
    }
    running.stop();
    return result;
  }

  /** Starts the client threads; an operation count of 0 means: until stopped. */
  private Running start(String table, boolean transactions, long operations) throws Exception {
    Properties properties = mix.coreWorkload(records, 500_000);
    properties.putAll(settings.all());
    properties.setProperty("workload", CoreWorkload.class.getName());
    properties.setProperty("table", table);
    properties.setProperty("status.interval", "1");
    Measurements.setProperties(properties);
    Workload workload = new CoreWorkload();
    workload.init(properties);
    CountDownLatch latch = new CountDownLatch(threads);
    List<ClientThread> clients = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      DB db =
          Class.forName(settings.text("db"))
              .asSubclass(DB.class)
              .getDeclaredConstructor()
              .newInstance();
      db.setProperties(properties);
      long share = operations / threads + (i < operations % threads ? 1 : 0);
      ClientThread client =
          new ClientThread(
              new MeasuredDb(db, latencies, failure),
              transactions,
              workload,
              properties,
              Math.toIntExact(share),
              -1,
              latch);
      client.setThreadId(i);
      client.setThreadCount(threads);
      clients.add(client);
    }
    List<Thread> started = new ArrayList<>();
    for (ClientThread client : clients) {
      Thread thread = new Thread(client, "client-" + started.size());
      thread.start();
      started.add(thread);
    }
    return new Running(workload, clients, started, latch);
  }

  /** Client threads at work. */
  private record Running(
      Workload workload, List<ClientThread> clients, List<Thread> threads, CountDownLatch latch) {

    long operations() {
      long sum = 0;
      for (ClientThread client : clients) {
        sum += client.getOpsDone();
      }
      return sum;
    }

    boolean ended() {
      return latch.getCount() < clients.size();
    }

    void awaitEnd(long seconds) throws InterruptedException {
      boolean unused = latch.await(seconds, TimeUnit.SECONDS);
    }

    void stop() throws Exception {
      workload.requestStop();
      for (Thread thread : threads) {
        thread.join();
      }
      workload.cleanup();
    }
  }
}
