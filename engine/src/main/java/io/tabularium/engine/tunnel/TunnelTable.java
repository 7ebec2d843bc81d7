/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.StreamDetails;
import java.util.List;
import java.util.Map;

/**
 * A table as tunnels see it: its rows to scan, and the shards of its stream. Thread-safe.
 *
 * <p>Sequence numbers are the times at which changes were committed, in microseconds since 1970,
 * made to rise strictly within a shard; so a time is a place in a shard, too.
 */
public interface TunnelTable {
  /** The number of the table; one made later under the same name has another. */
  int id();

  /** Its key. */
  PrimaryKeySchema schema();

  /** Whether tunnels may be created on it: indexes keep no changes of their own. */
  boolean takesTunnels();

  /**
   * The positions that cut the table into its partitions, ascending, as {@code KeyCodec} encodes
   * them; none for a table in one piece.
   */
  List<byte[]> partitionBounds();

  /** The stream as it is now. */
  StreamDetails stream();

  /**
   * Begins to keep changes, if the table does not already. When this returns, every write that has
   * not been answered yet will be found in the stream.
   *
   * @param hours how long they are kept
   */
  void enableStream(int hours);

  // ---- rows -------------------------------------------------------------------------------------

  /**
   * Reads rows in key order, each with all the versions it has, as they are now.
   *
   * @param from inclusive; {@code null} for the table's beginning
   * @param to exclusive; {@code null} for the table's end
   * @param maxRows at most so many rows
   * @param maxBytes no more rows once they have so many bytes
   */
  RowsPage readRows(byte[] from, byte[] to, int maxRows, int maxBytes, RowSink sink);

  // ---- the stream -------------------------------------------------------------------------------

  /** The shards there are, parents before their children. */
  List<Shard> shards();

  /**
   * The smallest sequence number of a shard that can still be read; {@link Long#MAX_VALUE} if the
   * shard is gone with everything that was in it.
   */
  long firstSequence(String shard);

  /**
   * A sequence number above that of every change in a shard so far, and not above that of any
   * change to come. Changes below it may not be readable for a moment yet.
   */
  long nextSequence(String shard);

  /**
   * For each open shard a sequence number that divides what was written before from what comes
   * after: every change below it is seen by whoever reads rows from now on, and no change at or
   * above it will ever be missing from the shard.
   */
  Map<String, Long> mark();

  /**
   * Reads changes of a shard in order.
   *
   * @param from the smallest sequence number to read
   * @param end stop before the first change at or above this; {@link Long#MAX_VALUE} for none
   * @param maxRecords at most so many
   * @param maxBytes no more once they have so many bytes
   */
  ShardPage readShard(
      String shard, long from, long end, int maxRecords, int maxBytes, RecordSink sink);

  /**
   * What came of reading rows, besides the rows, which went to the sink.
   *
   * @param next the key to go on at, or {@code null} if everything has been read
   * @param rows how many rows there were
   */
  record RowsPage(PrimaryKey next, int rows) {}

  /**
   * A shard.
   *
   * @param id its id
   * @param parents the shards whose keys it has taken over; a consumer reads them first
   * @param first the smallest sequence number a change in it could ever have had
   * @param open whether changes are still added to it
   */
  record Shard(String id, List<String> parents, long first, boolean open) {
    /** Copies the list. */
    public Shard {
      parents = List.copyOf(parents);
    }
  }

  /**
   * What came of reading a shard, besides the changes, which went to the sink.
   *
   * @param next one more than the sequence number of the last of them; where the reading was to
   *     begin if there were none
   * @param records how many changes there were
   * @param stop why there were no more
   */
  record ShardPage(long next, int records, Stop stop) {}

  /** Why a read of a shard ended. */
  enum Stop {
    /** It had enough, and there may be more. */
    BUDGET,
    /** It came to the last change there is now. */
    TAIL,
    /** It came to where the shard ends for ever, or to the time asked for. */
    END,
    /** What was asked for is not kept any more. */
    TRIMMED
  }
}
