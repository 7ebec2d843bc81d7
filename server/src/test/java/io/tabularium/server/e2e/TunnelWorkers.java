/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.TunnelClientInterface;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.tunnel.worker.IChannelProcessor;
import com.alicloud.openservices.tablestore.tunnel.worker.ProcessRecordsInput;
import com.alicloud.openservices.tablestore.tunnel.worker.TunnelWorker;
import com.alicloud.openservices.tablestore.tunnel.worker.TunnelWorkerConfig;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The official workers, and what they were given. Closing shuts them all down. */
final class TunnelWorkers implements AutoCloseable {
  private final List<One> workers = new CopyOnWriteArrayList<>();

  /** One worker and what it was given. */
  static final class One implements IChannelProcessor {
    private final TunnelWorkerConfig config;
    private final Consumer<ProcessRecordsInput> observer;
    final List<StreamRecord> records = Collections.synchronizedList(new ArrayList<>());
    final Set<String> channels = ConcurrentHashMap.newKeySet();
    final List<Long> roundsAtNanos = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();
    TunnelWorker worker;

    private One(Consumer<ProcessRecordsInput> observer) {
      this.observer = observer;
      this.config = new TunnelWorkerConfig(this);
    }

    @Override
    public void process(ProcessRecordsInput input) {
      if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new IllegalStateException("the processor fails, as the test wants");
      }
      roundsAtNanos.add(System.nanoTime());
      channels.add(input.getChannelId());
      observer.accept(input);
      records.addAll(input.getRecords());
    }

    @Override
    public void shutdown() {}
  }

  /** A worker with the shortest times the official client permits. */
  One start(TunnelClientInterface client, String tunnelId) throws Exception {
    return start(client, tunnelId, config -> {}, input -> {});
  }

  /** The same, with the interval of heartbeats below what the client lets its users choose. */
  One startQuick(
      TunnelClientInterface client, String tunnelId, Consumer<ProcessRecordsInput> observer)
      throws Exception {
    return start(client, tunnelId, TunnelWorkers::quicken, observer);
  }

  One start(
      TunnelClientInterface client,
      String tunnelId,
      Consumer<TunnelWorkerConfig> change,
      Consumer<ProcessRecordsInput> observer)
      throws Exception {
    One one = new One(observer);
    one.config.setHeartbeatIntervalInSec(5);
    one.config.setHeartbeatTimeoutInSec(10);
    one.config.setCheckpointIntervalInMillis(200);
    one.config.setMaxRetryIntervalInMillis(200);
    change.accept(one.config);
    one.worker = new TunnelWorker(tunnelId, client, one.config);
    workers.add(one);
    one.worker.connectAndWorking();
    return one;
  }

  /** Sets the interval of heartbeats to a second, which the client would refuse to be told. */
  private static void quicken(TunnelWorkerConfig config) {
    try {
      Field field = TunnelWorkerConfig.class.getDeclaredField("heartbeatIntervalInSec");
      field.setAccessible(true);
      field.setLong(config, 1);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  List<One> all() {
    return workers;
  }

  /** All records of all workers, in no particular order. */
  List<StreamRecord> records() {
    List<StreamRecord> records = new ArrayList<>();
    for (One one : workers) {
      synchronized (one.records) {
        records.addAll(one.records);
      }
    }
    return records;
  }

  void shutdown(One one) {
    workers.remove(one);
    one.worker.shutdown();
  }

  @Override
  public void close() {
    workers.forEach(one -> one.worker.shutdown());
  }

  /**
   * Checks that the values of each key, which are 1, 2, 3, … as they are written, arrive without a
   * gap: every one may come again, but none before all those below it.
   */
  static final class OrderCheck implements Consumer<ProcessRecordsInput> {
    private final Map<Long, Long> seen = new HashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void accept(ProcessRecordsInput input) {
      for (StreamRecord record : input.getRecords()) {
        long key = record.getPrimaryKey().getPrimaryKeyColumn("pk").getValue().asLong();
        long value = record.getColumns().get(0).getColumn().getValue().asLong();
        long before = seen.getOrDefault(key, 0L);
        if (record.getSequenceInfo().getTimestamp() == 0) {
          // A row of base data, which stands for all changes up to it.
          seen.put(key, Math.max(before, value));
        } else if (value > before + 1) {
          faults.add("key " + key + ": " + value + " after " + before);
        } else {
          seen.put(key, Math.max(before, value));
        }
      }
    }

    synchronized Map<Long, Long> seen() {
      return new HashMap<>(seen);
    }

    List<String> faults() {
      return faults;
    }
  }
}
