/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.search.IndexedTable;
import io.tabularium.engine.search.RowFeed;
import io.tabularium.engine.search.Tables;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.model.RowCollector;
import io.tabularium.model.RowSelection;
import io.tabularium.model.TableOptions;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The tables as search indexes see them. */
final class SearchTables implements Tables {
  /** Records of the feed read at once, by size. */
  private static final long FEED_BYTES = 4 << 20;

  /** Rows without content a stretch may pass over before it ends early. */
  private static final int MAX_SKIPPED = 100_000;

  private final Catalog catalog;
  private final ChangeFeed feed;
  private final VersionClock clock;

  SearchTables(Catalog catalog, ChangeFeed feed, VersionClock clock) {
    this.catalog = catalog;
    this.feed = feed;
    this.clock = clock;
  }

  @Override
  public IndexedTable find(String instance, String name) {
    Table table = catalog.find(instance, name);
    // An index of a table has its rows in one, too, but no search indexes of its own.
    return table == null || table.main() != null ? null : new OneTable(table);
  }

  @Override
  public List<IndexedTable> all() {
    List<IndexedTable> all = new ArrayList<>();
    for (Table table : catalog.tables()) {
      if (table.main() == null) {
        all.add(new OneTable(table));
      }
    }
    return all;
  }

  @Override
  public <T> T exclusively(Supplier<T> change) {
    return catalog.exclusively(change);
  }

  /** A table as its search indexes see it. */
  private final class OneTable implements IndexedTable {
    private final Table table;

    private OneTable(Table table) {
      this.table = table;
    }

    @Override
    public int id() {
      return table.id();
    }

    @Override
    public String instance() {
      return table.instance();
    }

    @Override
    public String name() {
      return table.name();
    }

    @Override
    public PrimaryKeySchema key() {
      return table.schema();
    }

    @Override
    public TableOptions options() {
      return table.options();
    }

    @Override
    public boolean isDeleted() {
      return table.isDeleted();
    }

    @Override
    public RowFeed feed() {
      return new OneFeed(table);
    }

    @Override
    public List<Row> read(List<ByteSlice> rowKeys, List<String> columns, long maxBytes) {
      CompiledSelection selection = selection(columns);
      List<byte[]> keys = new ArrayList<>(rowKeys.size());
      rowKeys.forEach(key -> keys.add(key.toByteArray()));
      List<byte[]> heads = table.space().multiGet(Keyspace.ROWS, keys);
      RowReader reader = new RowReader(table, selection, null, Integer.MAX_VALUE, clock.now());
      List<Row> rows = new ArrayList<>(keys.size());
      long bytes = 0;
      for (int i = 0; i < keys.size() && bytes < maxBytes; i++) {
        byte[] key = keys.get(i);
        byte[] head = heads.get(i);
        Row row = null;
        if (head != null && RowCodec.isPaged(head, head.length)) {
          row = readPaged(key, selection);
        } else if (head != null && reader.read(key, 0, key.length, head, head.length, null)) {
          row = collect(reader);
        }
        rows.add(row);
        if (row != null) {
          for (Cell cell : row.cells()) {
            bytes += cell.size();
          }
        }
      }
      return rows;
    }

    /** Head and pages must be of one moment, so the head is read again along with them. */
    private Row readPaged(byte[] key, CompiledSelection selection) {
      try (ReadView view = table.space().view()) {
        byte[] head = view.get(Keyspace.ROWS, key);
        if (head == null) {
          return null;
        }
        RowReader reader =
            new RowReader(table, selection, view::scan, Integer.MAX_VALUE, clock.now());
        return reader.read(key, 0, key.length, head, head.length, null) ? collect(reader) : null;
      }
    }

    @Override
    public Stretch walk(ByteSlice from, List<String> columns, int maxRows, long maxBytes) {
      List<Row> rows = new ArrayList<>();
      List<ByteSlice> keys = new ArrayList<>();
      long bytes = 0;
      int skipped = 0;
      try (ReadView view = table.space().view();
          Cursor cursor = view.scan(Keyspace.ROWS, from.toByteArray(), null, false)) {
        RowReader reader =
            new RowReader(table, selection(columns), view::scan, Integer.MAX_VALUE, clock.now());
        while (cursor.next()) {
          if (rows.size() >= maxRows || bytes >= maxBytes || skipped >= MAX_SKIPPED) {
            return new Stretch(rows, keys, ByteSlice.of(keyAt(cursor)));
          }
          boolean exists = reader.read(cursor);
          if (!exists) {
            skipped++;
            continue;
          }
          bytes += reader.keyBytes() + reader.cellBytes();
          keys.add(ByteSlice.of(keyAt(cursor)));
          rows.add(collect(reader));
        }
      }
      return new Stretch(rows, keys, null);
    }

    private byte[] keyAt(Cursor cursor) {
      return Arrays.copyOfRange(
          cursor.keyArray(), cursor.keyOffset(), cursor.keyOffset() + cursor.keyLength());
    }

    private Row collect(RowReader reader) {
      RowCollector collector = new RowCollector();
      collector.schema(table.schema());
      reader.emit(collector);
      return collector.row();
    }

    private CompiledSelection selection(List<String> columns) {
      return Validation.selection(
          columns.isEmpty()
              ? RowSelection.LATEST
              : new RowSelection(columns, null, null, null, 1, null, null),
          false);
    }

    @Override
    public String toString() {
      return table.instance() + "/" + table.name();
    }
  }

  /**
   * A table's feed as its search indexes see it.
   *
   * <p>A position is, after a byte that tells the format, the number of each shard (4 bytes) and
   * the position of the next change to read there (8 bytes), big-endian. A shard it does not name
   * is one that came later, to be read from its beginning.
   */
  private final class OneFeed implements RowFeed {
    private static final byte FORMAT = 2;
    private static final int SHARD_BYTES = Integer.BYTES + Long.BYTES;

    private final Table table;

    private OneFeed(Table table) {
      this.table = table;
    }

    @Override
    public ByteSlice attach(String consumer) {
      return encode(feed.attach(table, consumer));
    }

    @Override
    public void detach(String consumer) {
      feed.detach(table, consumer);
    }

    @Override
    public long written() {
      return table.changes();
    }

    @Override
    public Set<String> consumers() {
      return Set.copyOf(table.state().feedConsumers());
    }

    @Override
    public boolean covers(ByteSlice position) {
      if (position.length() % SHARD_BYTES != 1 || position.array()[position.offset()] != FORMAT) {
        return false;
      }
      SortedMap<Integer, Long> positions = decode(position);
      for (Partitions.Shard shard : ChangeFeed.shards(table)) {
        int number = shard.number();
        long at = positions.getOrDefault(number, 0L);
        if (at < ChangeFeed.start(table, number) || at > ChangeFeed.end(table, number)) {
          return false;
        }
      }
      // A shard that is gone was released to its end, unless the table is an older one.
      int newest = ChangeFeed.shards(table).get(ChangeFeed.shards(table).size() - 1).number();
      return positions.isEmpty() || positions.lastKey() <= newest;
    }

    @Override
    public Changes read(ByteSlice after, int limit) {
      SortedMap<Integer, Long> positions = decode(after);
      SortedMap<Integer, Long> next = new TreeMap<>();
      List<ByteSlice> keys = new ArrayList<>();
      boolean more = false;
      long last = 0;
      for (Partitions.Shard shard : ChangeFeed.shards(table)) {
        long at = positions.getOrDefault(shard.number(), 0L);
        next.put(shard.number(), at);
        int left = limit - keys.size();
        if (left <= 0) {
          more = true;
          continue;
        }
        FeedPage page = ChangeFeed.read(table, shard.number(), at, left, FEED_BYTES);
        for (Change change : page.changes()) {
          keys.add(ByteSlice.of(change.encodedKey()));
          last = Math.max(last, change.position() / 1000);
        }
        next.put(shard.number(), page.next());
        more |= page.more();
      }
      return new Changes(keys, encode(next), more, last);
    }

    @Override
    public void release(String consumer, ByteSlice position) {
      decode(position).forEach((shard, below) -> feed.release(table, consumer, shard, below));
    }

    private SortedMap<Integer, Long> decode(ByteSlice position) {
      ByteBuffer in =
          ByteBuffer.wrap(position.array(), position.offset() + 1, position.length() - 1);
      SortedMap<Integer, Long> positions = new TreeMap<>();
      while (in.hasRemaining()) {
        positions.put(in.getInt(), in.getLong());
      }
      return positions;
    }

    private ByteSlice encode(SortedMap<Integer, Long> positions) {
      ByteBuffer out = ByteBuffer.allocate(1 + SHARD_BYTES * positions.size()).put(FORMAT);
      positions.forEach((shard, position) -> out.putInt(shard).putLong(position));
      return ByteSlice.of(out.array());
    }
  }
}
