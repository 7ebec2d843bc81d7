/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

/**
 * How a table is cut into partitions, and the shards its feed has because of that. Immutable.
 *
 * <p>Each partition has one open shard, to which the changes of its rows go. When a partition is
 * split or two are merged, their shards are closed, and new ones begin for what takes their place:
 * their children. A closed shard stays for as long as anybody may want to read it.
 *
 * <p>Shards are numbered in the order in which they begin, so parents come before their children;
 * no number is used twice.
 *
 * @param points the partition-key values between the partitions, ascending
 * @param open the numbers of the partitions' shards, in the order of the partitions; one more than
 *     there are points
 * @param shards every shard there is, by number
 */
record Partitions(List<Value> points, List<Integer> open, List<Shard> shards) {
  /** Whether changes are still added to a shard. */
  enum Status {
    /** They are. */
    OPEN,
    /** No new write adds any; those under way may. */
    CLOSING,
    /** Never again. */
    CLOSED
  }

  /**
   * A shard.
   *
   * @param number its number
   * @param parents the shards it took over from: none, one that was split, or two that were merged
   * @param epoch one more than that of its latest parent; 0 for one without
   * @param first no change in it has a position below this
   * @param status whether changes are added to it
   * @param end once it is closed, a position after all its changes, not before its closing;
   *     otherwise 0
   */
  record Shard(int number, List<Integer> parents, int epoch, long first, Status status, long end) {
    Shard {
      parents = List.copyOf(parents);
    }

    boolean isClosed() {
      return status == Status.CLOSED;
    }

    private Shard closing() {
      return new Shard(number, parents, epoch, first, Status.CLOSING, 0);
    }

    private Shard closed(long at) {
      return new Shard(number, parents, epoch, first, Status.CLOSED, at);
    }
  }

  /** Copies the lists. */
  Partitions {
    points = List.copyOf(points);
    open = List.copyOf(open);
    shards = List.copyOf(shards);
  }

  /** What a table is born with. */
  static Partitions of(List<Value> points) {
    List<Integer> open = new ArrayList<>();
    List<Shard> shards = new ArrayList<>();
    for (int number = 0; number <= points.size(); number++) {
      open.add(number);
      shards.add(new Shard(number, List.of(), 0, 0, Status.OPEN, 0));
    }
    return new Partitions(points, open, shards);
  }

  /** Whether no partition was ever split or merged. */
  boolean isOriginal() {
    return equals(of(points));
  }

  /** The shard with this number, or {@code null} if there is none or it is forgotten. */
  Shard shard(int number) {
    for (Shard shard : shards) {
      if (shard.number() == number) {
        return shard;
      }
    }
    return null;
  }

  /** The points as keys begin with them. */
  byte[][] encodedPoints() {
    return points.stream().map(KeyCodec::encodePartitionKey).toArray(byte[][]::new);
  }

  /**
   * Cuts the partition that holds a value, in front of it.
   *
   * @param ends answers a position after everything in a shard so far, and not before now
   */
  Partitions split(Value at, IntToLongFunction ends) {
    int index = 0;
    while (index < points.size() && points.get(index).compareSameType(at) <= 0) {
      index++;
    }
    if (index > 0 && points.get(index - 1).equals(at)) {
      throw Errors.partitionBeginsThere();
    }
    if (open.size() >= Limits.SPLIT_PARTITIONS) {
      throw Errors.tooManySplits();
    }
    List<Value> newPoints = new ArrayList<>(points);
    newPoints.add(index, at);
    return replace(newPoints, index, 1, 2, ends);
  }

  /** Joins the two partitions that a point divides. */
  Partitions merge(Value at, IntToLongFunction ends) {
    int index = points.indexOf(at);
    if (index < 0) {
      throw Errors.noPartitionBeginsThere();
    }
    List<Value> newPoints = new ArrayList<>(points);
    newPoints.remove(index);
    return replace(newPoints, index, 2, 1, ends);
  }

  private Partitions replace(
      List<Value> newPoints, int index, int olds, int news, IntToLongFunction ends) {
    List<Integer> parents = open.subList(index, index + olds);
    int next = shards.get(shards.size() - 1).number() + 1;
    int epoch = 0;
    long first = 0;
    List<Shard> newShards = new ArrayList<>();
    for (Shard shard : shards) {
      if (parents.contains(shard.number())) {
        epoch = Math.max(epoch, shard.epoch() + 1);
        first = Math.max(first, ends.applyAsLong(shard.number()));
        newShards.add(shard.closing());
      } else {
        newShards.add(shard);
      }
    }
    List<Integer> newOpen = new ArrayList<>(open.subList(0, index));
    for (int number = next; number < next + news; number++) {
      newOpen.add(number);
      newShards.add(new Shard(number, parents, epoch, first, Status.OPEN, 0));
    }
    newOpen.addAll(open.subList(index + olds, open.size()));
    return new Partitions(newPoints, newOpen, newShards);
  }

  /** Whether some shard's last writes may be under way. */
  boolean isClosing() {
    return shards.stream().anyMatch(shard -> shard.status() == Status.CLOSING);
  }

  /**
   * The same when the last writes to shards that are closing are done.
   *
   * @param which those whose writes are known to be done
   * @param ends answers a position after everything in a shard, and not before now
   */
  Partitions closed(Predicate<Shard> which, IntToLongFunction ends) {
    List<Shard> newShards = new ArrayList<>();
    for (Shard shard : shards) {
      boolean now = shard.status() == Status.CLOSING && which.test(shard);
      newShards.add(now ? shard.closed(ends.applyAsLong(shard.number())) : shard);
    }
    return new Partitions(points, open, newShards);
  }

  /** The same without closed shards that nobody needs. */
  Partitions without(Predicate<Shard> unneeded) {
    return new Partitions(
        points,
        open,
        shards.stream().filter(shard -> !(shard.isClosed() && unneeded.test(shard))).toList());
  }

  /** Which of the partitions an encoded partition key is in, counted from 0. */
  static int indexOf(byte[][] encodedPoints, byte[] partitionKey) {
    int low = 0;
    int high = encodedPoints.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(encodedPoints[middle], partitionKey) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
