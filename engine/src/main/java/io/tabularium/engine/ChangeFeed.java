/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.StreamDetails;
import io.tabularium.storage.TableSpace.LogPage;
import io.tabularium.storage.TableSpace.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Every committed change to the rows of a table that anything follows, in order. Streams, tunnels
 * and search indexes read this, each keeping its own position; there is no other way to follow a
 * table.
 *
 * <p><b>Shards.</b> A table's feed has one shard for each partition the table was pre-split into;
 * {@link #shards}. All changes of a partition key are in one shard, in the order in which they took
 * effect. Partitions are fixed when a table is created, so shards are neither split nor merged, and
 * end with their table.
 *
 * <p><b>Positions.</b> A position is the smallest position of changes still to be read; 0 is before
 * everything. Positions are microseconds of the server's clock, made to rise strictly within a
 * shard: so a moment is a position, too, and reading from a moment on gives what was committed
 * since. Reading never skips: after a change was returned, none with a smaller position appears.
 *
 * <p><b>Consumers.</b> Changes are recorded while a table has a stream or any {@linkplain #attach
 * attached} consumer, and otherwise cost nothing. What every consumer has {@linkplain #release
 * released} and is older than the stream's expiration is removed from time to time. Tunnels need
 * not attach: they read as far back as the stream they belong to.
 *
 * <p><b>The switch.</b> {@link #attach} and {@link #mark} answer positions such that everything
 * committed before them is seen by any read or view of the table from then on, and everything else
 * is in the feed at or after them. (A change made meanwhile may be both.) This is what filling an
 * index from the table while it changes, and then following the feed, rests on.
 */
final class ChangeFeed {
  private final Catalog catalog;
  private final VersionClock clock;

  /** Tables found to have no consumer and, for sure, no records left. */
  private final Set<Integer> clean = ConcurrentHashMap.newKeySet();

  /** What consumers have released since this process began, by table and consumer. */
  private final Map<Holder, AtomicLongArray> released = new ConcurrentHashMap<>();

  private record Holder(int tableId, String consumer) {}

  ChangeFeed(Catalog catalog, VersionClock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** How many shards there are; they are numbered from 0, in the order of their partition keys. */
  static int shards(Table table) {
    return table.plan().shards();
  }

  /** The server's clock as a position: what is committed from now on is at or after it. */
  long now() {
    return clock.nowMicros();
  }

  /** A position after all changes so far, and not after any to come. */
  static long end(Table table, int shard) {
    return table.space().logEnd(shard);
  }

  /** The position of the oldest change that can still be read, or 0 if none was ever removed. */
  static long start(Table table, int shard) {
    return table.space().logStart(shard);
  }

  /**
   * Reads changes of one shard.
   *
   * @param from the position to begin at; 0 or more
   * @param limit at most so many changes; positive
   * @param maxBytes about how many bytes; at least one change is returned if there is any
   */
  static FeedPage read(Table table, int shard, long from, int limit, long maxBytes) {
    LogPage page = table.space().readLog(shard, from, limit, maxBytes);
    if (page.start() > from) {
      return new FeedPage(List.of(), from, false, true);
    }
    List<Change> changes = new ArrayList<>(page.records().size());
    long next = from;
    for (LogRecord record : page.records()) {
      changes.add(new Change(table.schema(), record.sequence(), record.bytes()));
      next = record.sequence() + 1;
    }
    return new FeedPage(changes, next, page.more(), false);
  }

  /**
   * Positions, one for each shard, that divide what was committed before the call from what comes
   * after it. The table must have a stream or an attached consumer.
   */
  static long[] mark(Table table) {
    long[] ends = ends(table);
    table.space().barrier();
    return ends;
  }

  /** The {@link #end} of every shard. */
  static long[] ends(Table table) {
    long[] ends = new long[shards(table)];
    for (int shard = 0; shard < ends.length; shard++) {
      ends[shard] = end(table, shard);
    }
    return ends;
  }

  /**
   * Makes a consumer known, for good: changes are recorded and kept until it has released them,
   * also over restarts. Attaching again answers new positions and changes nothing else.
   *
   * @param consumer a name of its own among the table's consumers
   * @return positions as {@link #mark} answers them
   */
  long[] attach(Table table, String consumer) {
    long[] ends = catalog.attachConsumer(table, consumer);
    table.space().barrier();
    return ends;
  }

  /** Forgets a consumer; what only it held is removed. */
  void detach(Table table, String consumer) {
    catalog.detachConsumer(table, consumer);
    released.remove(new Holder(table.id(), consumer));
    trim(table);
  }

  /**
   * Tells that a consumer will never again need changes below a position. It must have made that
   * sure against a crash by itself; the feed forgets it when the process ends, and then keeps
   * everything until it is told again.
   */
  void release(Table table, String consumer, int shard, long below) {
    released
        .computeIfAbsent(
            new Holder(table.id(), consumer), holder -> new AtomicLongArray(shards(table)))
        .set(shard, below);
  }

  private static boolean hasChanges(Table table) {
    for (int shard = 0; shard < shards(table); shard++) {
      if (end(table, shard) > start(table, shard)) {
        return true;
      }
    }
    return false;
  }

  /** Removes what nobody needs any more. */
  void trim(Table table) {
    if (!table.plan().isLogged()) {
      // Nothing is left unless the process ended between the last consumer's going and the trim.
      if (clean.add(table.id()) && hasChanges(table)) {
        catalog.settle(table);
      }
      return;
    }
    clean.remove(table.id());
    StreamDetails stream = table.state().stream().details();
    long expired =
        stream.enabled()
            ? now() - TimeUnit.HOURS.toMicros(stream.expirationHours())
            : Long.MAX_VALUE;
    for (int shard = 0; shard < shards(table); shard++) {
      long below = expired;
      for (String consumer : table.state().feedConsumers()) {
        AtomicLongArray positions = released.get(new Holder(table.id(), consumer));
        below = Math.min(below, positions == null ? 0 : positions.get(shard));
      }
      if (below > 0) {
        table.space().trimLog(shard, below);
      }
    }
  }
}
