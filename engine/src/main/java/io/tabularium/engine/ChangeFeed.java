/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.Partitions.Shard;
import io.tabularium.engine.Partitions.Status;
import io.tabularium.model.StreamDetails;
import io.tabularium.storage.TableSpace.LogPage;
import io.tabularium.storage.TableSpace.LogRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Every committed change to the rows of a table that anything follows, in order. Streams, tunnels
 * and search indexes read this, each keeping its own position; there is no other way to follow a
 * table.
 *
 * <p><b>Shards.</b> A table's feed has one open shard for each partition of the table, and closed
 * ones for what there was before partitions were split and merged; {@link Partitions}. At any time
 * the changes of a partition key go to one shard, in the order in which they take effect; what is
 * in a shard came after everything its parents have of the same key.
 *
 * <p><b>Positions.</b> A position is the smallest position of changes still to be read; 0 is before
 * everything. Positions are microseconds of the server's clock, made to rise strictly within a
 * shard: so a moment is a position, too, and reading from a moment on gives what was committed
 * since. Reading never skips: after a change was returned, none with a smaller position appears. A
 * closed shard has an end: {@link FeedPage#ended}.
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
  private final Map<Holder, Map<Integer, Long>> released = new ConcurrentHashMap<>();

  private record Holder(int tableId, String consumer) {}

  ChangeFeed(Catalog catalog, VersionClock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** The shards there are, parents before their children. */
  static List<Shard> shards(Table table) {
    return table.state().partitions().shards();
  }

  /** The server's clock as a position: what is committed from now on is at or after it. */
  long now() {
    return clock.nowMicros();
  }

  /**
   * A position after all changes of a shard so far, and not after any to come; 0 for a shard that
   * is gone.
   */
  static long end(Table table, int shard) {
    Shard known = table.state().partitions().shard(shard);
    if (known == null) {
      return 0;
    }
    return known.isClosed() ? known.end() : Math.max(known.first(), table.space().logEnd(shard));
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
    // Asked first: what is read after it was closed is all there will ever be.
    Shard known = table.state().partitions().shard(shard);
    if (known == null) {
      return new FeedPage(List.of(), from, false, true, false);
    }
    LogPage page = table.space().readLog(shard, from, limit, maxBytes);
    if (page.start() > from) {
      return new FeedPage(List.of(), from, false, true, false);
    }
    List<Change> changes = new ArrayList<>(page.records().size());
    long next = from;
    for (LogRecord record : page.records()) {
      changes.add(new Change(table.schema(), known.epoch(), record.sequence(), record.bytes()));
      next = record.sequence() + 1;
    }
    boolean ended = known.isClosed() && !page.more();
    return new FeedPage(
        changes, ended ? Math.max(next, known.end()) : next, page.more(), false, ended);
  }

  /**
   * Positions, by shard, that divide what was committed before the call from what comes after it.
   * The table must have a stream or an attached consumer.
   */
  static SortedMap<Integer, Long> mark(Table table) {
    SortedMap<Integer, Long> ends = ends(table);
    table.space().barrier();
    return ends;
  }

  /** The {@link #end} of every shard. */
  static SortedMap<Integer, Long> ends(Table table) {
    SortedMap<Integer, Long> ends = new TreeMap<>();
    for (Shard shard : shards(table)) {
      ends.put(shard.number(), end(table, shard.number()));
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
  SortedMap<Integer, Long> attach(Table table, String consumer) {
    SortedMap<Integer, Long> ends = catalog.attachConsumer(table, consumer);
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
        .computeIfAbsent(new Holder(table.id(), consumer), holder -> new ConcurrentHashMap<>())
        .put(shard, below);
  }

  private static boolean hasRemains(Table table) {
    for (Shard shard : shards(table)) {
      int number = shard.number();
      if (shard.status() != Status.OPEN || table.space().logEnd(number) > start(table, number)) {
        return true;
      }
    }
    return false;
  }

  /** Removes what nobody needs any more. */
  void trim(Table table) {
    if (!table.plan().isLogged()) {
      // Nothing is left unless the process ended between the last consumer's going and the trim.
      if (clean.add(table.id()) && hasRemains(table)) {
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
    Set<Integer> unneeded = new HashSet<>();
    for (Shard shard : shards(table)) {
      int number = shard.number();
      long below = expired;
      for (String consumer : table.state().feedConsumers()) {
        Map<Integer, Long> positions = released.get(new Holder(table.id(), consumer));
        below = Math.min(below, positions == null ? 0 : positions.getOrDefault(number, 0L));
      }
      if (below > 0) {
        table.space().trimLog(number, below);
      }
      if (shard.isClosed() && shard.end() <= below) {
        unneeded.add(number);
      }
    }
    if (table.state().partitions().isClosing()) {
      catalog.settle(table); // it could not be done at once
    }
    if (!unneeded.isEmpty()) {
      catalog.forgetShards(table, unneeded);
      released.forEach(
          (holder, positions) -> {
            if (holder.tableId() == table.id()) {
              positions.keySet().removeAll(unneeded);
            }
          });
    }
  }
}
