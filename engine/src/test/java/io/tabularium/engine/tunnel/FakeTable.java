/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.Crc8;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSink;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A table of numbers under numbers, in memory, whose stream can be cut into shards and trimmed at
 * will. Keys are spread over the open shards by their remainder.
 */
final class FakeTable implements TunnelTable {
  private static final AtomicInteger IDS = new AtomicInteger();
  private static final byte[] COLUMN = {'v'};

  private final int id = IDS.incrementAndGet();
  private final HandClock clock;
  private final List<byte[]> bounds = new ArrayList<>();
  private final NavigableMap<Long, Long> rows = new TreeMap<>();
  private final Map<String, Log> shards = new TreeMap<>();
  private StreamDetails stream = StreamDetails.DISABLED;
  private int shardsEver;

  /** How much one read returns, so that tests see many pages. */
  int pageRecords = 3;

  boolean takesTunnels = true;

  /** One shard. */
  private static final class Log {
    final String id;
    final List<String> parents;
    final List<Change> changes = new ArrayList<>();
    boolean open = true;
    long first;
    long next;

    Log(String id, List<String> parents) {
      this.id = id;
      this.parents = parents;
    }
  }

  private record Change(long sequence, long key, long value) {}

  FakeTable(HandClock clock, long... bounds) {
    this.clock = clock;
    for (long bound : bounds) {
      this.bounds.add(KeyCodec.encode(key(bound)));
    }
  }

  static PrimaryKey key(long key) {
    return PrimaryKey.of(new PrimaryKeyColumn("k", Value.integer(key)));
  }

  synchronized NavigableMap<Long, Long> rows() {
    return new TreeMap<>(rows);
  }

  /** Writes a row and, if the stream is on, its change. */
  synchronized void put(long key, long value) {
    rows.put(key, value);
    List<Log> open = shards.values().stream().filter(log -> log.open).toList();
    if (!open.isEmpty()) {
      Log log = open.get((int) (key % open.size()));
      long sequence = Math.max(log.next, clock.micros());
      log.next = sequence + 1;
      log.changes.add(new Change(sequence, key, value));
    }
  }

  /** Ends all open shards and begins so many others, each the child of all that end. */
  synchronized void reshard(int count) {
    List<String> parents = new ArrayList<>();
    for (Log log : shards.values()) {
      if (log.open) {
        log.open = false;
        parents.add(log.id);
      }
    }
    for (int i = 0; i < count; i++) {
      addShard(parents);
    }
  }

  private void addShard(List<String> parents) {
    String shard = String.format("shard-%03d", ++shardsEver);
    shards.put(shard, new Log(shard, parents));
  }

  /** Forgets changes made before a time. */
  synchronized void trim(long beforeMicros) {
    for (Log log : shards.values()) {
      while (!log.changes.isEmpty() && log.changes.get(0).sequence < beforeMicros) {
        log.first = log.changes.remove(0).sequence + 1;
      }
    }
  }

  synchronized void disableStream() {
    stream = StreamDetails.DISABLED;
    shards.clear();
  }

  // ---- as tunnels see it ------------------------------------------------------------------------

  @Override
  public int id() {
    return id;
  }

  @Override
  public PrimaryKeySchema schema() {
    return PrimaryKeySchema.of(KeyColumnSchema.of("k", KeyType.INTEGER));
  }

  @Override
  public boolean takesTunnels() {
    return takesTunnels;
  }

  @Override
  public List<byte[]> partitionBounds() {
    return bounds;
  }

  @Override
  public synchronized StreamDetails stream() {
    return stream;
  }

  @Override
  public synchronized void enableStream(int hours) {
    stream =
        new StreamDetails(
            true, "t_" + (clock.micros() + shardsEver), hours, clock.micros(), List.of());
    addShard(List.of());
  }

  @Override
  public synchronized RowsPage readRows(
      byte[] from, byte[] to, int maxRows, int maxBytes, RowSink sink) {
    long begin = from == null ? Long.MIN_VALUE : decode(from);
    int count = 0;
    for (Map.Entry<Long, Long> row : rows.tailMap(begin, true).entrySet()) {
      if (to != null && row.getKey() >= decode(to)) {
        break;
      }
      if (count == Math.min(maxRows, pageRecords)) {
        return new RowsPage(key(row.getKey()), count);
      }
      sink.schema(schema());
      emit(row.getKey(), row.getValue(), sink);
      sink.endRow();
      count++;
    }
    return new RowsPage(null, count);
  }

  private long decode(byte[] position) {
    return KeyCodec.decode(schema(), position, 0).value(0).asLong();
  }

  private static void emit(long key, long value, RowSink sink) {
    sink.beginRow();
    sink.keyInteger(0, key);
    sink.cell(COLUMN, 0, 1, ValueType.INTEGER, value, 1, Crc8.update(0, COLUMN, 0, 1));
  }

  @Override
  public synchronized List<Shard> shards() {
    return shards.values().stream()
        .map(log -> new Shard(log.id, log.parents, 0, log.open))
        .toList();
  }

  /** Forgets a shard with all that was in it. */
  synchronized void dropShard(String shard) {
    shards.remove(shard);
  }

  @Override
  public synchronized long firstSequence(String shard) {
    Log log = shards.get(shard);
    return log == null ? Long.MAX_VALUE : log.first;
  }

  @Override
  public synchronized long nextSequence(String shard) {
    return shards.get(shard).next;
  }

  @Override
  public synchronized Map<String, Long> mark() {
    Map<String, Long> marks = new TreeMap<>();
    for (Log log : shards.values()) {
      if (log.open) {
        marks.put(log.id, log.next);
      }
    }
    return marks;
  }

  @Override
  public synchronized ShardPage readShard(
      String shard, long from, long end, int maxRecords, int maxBytes, RecordSink sink) {
    Log log = shards.get(shard);
    if (log == null || from < log.first) {
      return new ShardPage(from, 0, Stop.TRIMMED);
    }
    int count = 0;
    long next = from;
    for (Change change : log.changes) {
      if (change.sequence >= from) {
        if (change.sequence >= end) {
          return new ShardPage(next, count, Stop.END);
        }
        if (count == Math.min(maxRecords, pageRecords)) {
          return new ShardPage(next, count, Stop.BUDGET);
        }
        ChangeSink record = sink.change(RowChange.Type.PUT);
        record.schema(schema());
        emit(change.key, change.value, record);
        record.sequence(0, change.sequence);
        record.endRow();
        count++;
        next = change.sequence + 1;
      }
    }
    return new ShardPage(next, count, log.open ? Stop.TAIL : Stop.END);
  }
}
