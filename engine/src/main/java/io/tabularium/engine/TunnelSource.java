/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.tunnel.RecordSink;
import io.tabularium.engine.tunnel.TunnelTable;
import io.tabularium.engine.tunnel.TunnelTables;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.StreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engine's tables as tunnels see them: rows to scan, and the feed of their changes. */
final class TunnelSource implements TunnelTables {
  private final Catalog catalog;
  private final ReadOperations reads;

  TunnelSource(Catalog catalog, ReadOperations reads) {
    this.catalog = catalog;
    this.reads = reads;
  }

  @Override
  public TunnelTable find(String instance, String name) {
    Table table = catalog.find(instance, name);
    return table == null ? null : new Source(table);
  }

  /** One table. Shards go by their numbers. */
  private final class Source implements TunnelTable {
    private final Table table;

    Source(Table table) {
      this.table = table;
    }

    @Override
    public int id() {
      return table.id();
    }

    @Override
    public PrimaryKeySchema schema() {
      return table.schema();
    }

    @Override
    public boolean takesTunnels() {
      // An index has no changes of its own.
      return table.main() == null;
    }

    @Override
    public List<byte[]> partitionBounds() {
      return List.of(table.state().partitions().encodedPoints());
    }

    @Override
    public StreamDetails stream() {
      return table.state().stream().details();
    }

    @Override
    public void enableStream(int hours) {
      catalog.update(
          table.instance(), table.name(), null, null, new StreamSpec(true, hours, List.of()));
    }

    @Override
    public RowsPage readRows(byte[] from, byte[] to, int maxRows, int maxBytes, RowSink sink) {
      return reads.readAll(table, from, to, maxRows, maxBytes, sink);
    }

    @Override
    public List<Shard> shards() {
      List<Shard> shards = new ArrayList<>();
      for (Partitions.Shard shard : Streams.shards(table, stream())) {
        shards.add(
            new Shard(
                Integer.toString(shard.number()),
                shard.parents().stream().map(Object::toString).toList(),
                Math.max(shard.first(), stream().lastEnableTimeMicros()),
                !shard.isClosed()));
      }
      return shards;
    }

    @Override
    public long firstSequence(String shard) {
      StreamDetails stream = stream();
      return stream.enabled() && table.state().partitions().shard(number(shard)) != null
          ? Streams.start(table, stream, number(shard))
          : Long.MAX_VALUE;
    }

    @Override
    public long nextSequence(String shard) {
      return ChangeFeed.end(table, number(shard));
    }

    @Override
    public Map<String, Long> mark() {
      Partitions before = table.state().partitions();
      Map<String, Long> marks = new LinkedHashMap<>();
      ChangeFeed.mark(table)
          .forEach(
              (number, end) -> {
                Partitions.Shard shard = before.shard(number);
                if (shard == null || !shard.isClosed()) {
                  String name = Integer.toString(number);
                  // A log never written to ends before the stream began.
                  marks.put(name, Math.max(end, firstSequence(name)));
                }
              });
      return marks;
    }

    @Override
    public ShardPage readShard(
        String shard, long from, long end, int maxRecords, int maxBytes, RecordSink sink) {
      if (from < firstSequence(shard)) {
        return new ShardPage(from, 0, Stop.TRIMMED);
      }
      FeedPage page = ChangeFeed.read(table, number(shard), from, maxRecords, maxBytes);
      if (page.trimmed()) {
        return new ShardPage(from, 0, Stop.TRIMMED);
      }
      int records = 0;
      long next = from;
      for (Change change : page.changes()) {
        if (change.position() >= end) {
          return new ShardPage(next, records, Stop.END);
        }
        next = change.position() + 1;
        if (change.isKeyOnly()) {
          continue; // under way when the stream began, and so before it
        }
        change.emit(sink.change(change.type()));
        if (change.hasOriginals()) {
          change.emitOriginals(sink.originals());
        }
        records++;
      }
      if (page.ended()) {
        return new ShardPage(next, records, Stop.END);
      }
      return new ShardPage(next, records, page.more() ? Stop.BUDGET : Stop.TAIL);
    }

    private static int number(String shard) {
      return Integer.parseInt(shard);
    }
  }
}
