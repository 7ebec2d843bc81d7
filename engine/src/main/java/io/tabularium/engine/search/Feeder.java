/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.Row;
import io.tabularium.model.TableOptions;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one index up to its table, step by step. Used by one thread at a time, which others help.
 *
 * <p>A step reads a batch of changes, reads the rows they name as they are now, and hands those to
 * the index; then, while the index lacks older rows, it does the same with a stretch of the table.
 * Because both are done in turn, whatever a step hands over is at least as new as what any step
 * before did: a change that a stretch missed comes after it in the feed.
 */
final class Feeder {
  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

  /** Changes read at once. */
  private static final int CHANGES_PER_STEP = 1000;

  /** Rows of a stretch. */
  private static final int ROWS_PER_STEP = 500;

  /**
   * Rows that one thread has in memory at once: few, since at the end of a step a thread may wait
   * for another's last ones.
   */
  private static final int ROWS_PER_BATCH = 64;

  /** Bytes of rows that one thread has in memory at once. */
  private static final long BYTES_PER_BATCH = 8L << 20;

  /** Changes after which a commit is due whatever the time. */
  private static final int CHANGES_PER_COMMIT = 500_000;

  /** The part of the lag that may pass between commits. */
  private static final int LAG_PARTS = 8;

  /** What is counted of it. */
  private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

  private final IndexedTable table;
  private final String consumer;
  private final SearchIndex contents;
  private final SearchSettings settings;
  private final Clock clock;

  private IndexPosition position;
  private int uncommitted;

  /** Changes that have been read before it is their turn, or {@code null}. */
  private volatile Ahead ahead;

  /** Whether the position has moved since the last commit. */
  private boolean dirty;

  private long committedNanos = System.nanoTime();

  /** A commit that another thread makes meanwhile, or {@code null}. */
  private Crew.Job committing;

  private long expiredNanos = System.nanoTime();

  /**
   * A feeder that goes on where the index stands.
   *
   * @param contents open, and with {@code position} committed if it has anything committed
   */
  Feeder(
      IndexedTable table,
      String consumer,
      SearchIndex contents,
      IndexPosition position,
      SearchSettings settings,
      Clock clock) {
    this.table = table;
    this.consumer = consumer;
    this.contents = contents;
    this.position = position;
    this.settings = settings;
    this.clock = clock;
  }

  /** How far the index has come. */
  IndexPosition position() {
    return position;
  }

  /** The changes from a position of the feed on. */
  private record Ahead(ByteSlice from, RowFeed.Changes changes) {}

  /**
   * What one step did.
   *
   * @param more whether there is more to do at once
   * @param changedMillis when the last change read happened, or 0
   * @param caughtUp whether every change there was has been read
   */
  record Step(boolean more, long changedMillis, boolean caughtUp) {}

  /**
   * Does a bounded amount of work.
   *
   * @param crew does it
   * @param lag how long ago what is taken in happened
   */
  Step step(IndexDefinition definition, Crew crew, Duration lag) {
    if (committing != null && committing.isDone()) {
      endCommit();
    }
    if (position.generation() < definition.generation()) {
      position = position.startingOver(definition.generation());
      dirty = true;
    }
    List<String> columns = columns(definition);
    RowFeed.Changes changes = consume(definition, columns, crew);
    boolean more = changes.more();
    if (position.walking()) {
      walk(definition, columns, crew);
      more |= position.walking();
    }
    expire(definition);
    commitIfDue(crew, lag);
    return new Step(more, changes.timestampMillis(), !changes.more());
  }

  private RowFeed.Changes consume(IndexDefinition definition, List<String> columns, Crew crew) {
    RowFeed.Changes changes = changes();
    // A row that changed several times is read once: it is as it is now. So all rows of a step are
    // different ones, and which is taken in first does not matter. Neighbours are read faster.
    List<ByteSlice> distinct = List.copyOf(new TreeSet<>(changes.rowKeys()));
    // Nobody waits for the next changes to be read when these have been taken in.
    int reading = changes.more() ? 1 : 0;
    crew.each(
        reading + batches(distinct),
        part -> {
          if (part < reading) {
            ahead = new Ahead(changes.next(), read(changes.next()));
          } else {
            bringUpToDate(definition, columns, batch(distinct, part - reading));
          }
        });
    if (!changes.next().equals(position.feed())) {
      position = position.readTo(changes.next());
      uncommitted += changes.rowKeys().size();
      dirty = true;
    }
    return changes;
  }

  /**
   * The next changes, read ahead or now. The last ones there were are read again: whether there are
   * more by now tells whether the index has caught up.
   */
  private RowFeed.Changes changes() {
    Ahead known = ahead;
    ahead = null;
    boolean usable =
        known != null && known.from().equals(position.feed()) && known.changes().more();
    return usable ? known.changes() : read(position.feed());
  }

  private RowFeed.Changes read(ByteSlice from) {
    return table.feed().read(from, CHANGES_PER_STEP);
  }

  private static int batches(List<?> all) {
    return (all.size() + ROWS_PER_BATCH - 1) / ROWS_PER_BATCH;
  }

  private static <T> List<T> batch(List<T> all, int number) {
    int from = number * ROWS_PER_BATCH;
    return all.subList(from, Math.min(all.size(), from + ROWS_PER_BATCH));
  }

  private void bringUpToDate(
      IndexDefinition definition, List<String> columns, List<ByteSlice> rowKeys) {
    List<ByteSlice> left = rowKeys;
    while (!left.isEmpty()) {
      List<Row> rows = table.read(left, columns, BYTES_PER_BATCH);
      long oldest = oldest(definition);
      List<DocumentChange> changes = new ArrayList<>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        changes.add(change(left.get(i), rows.get(i), oldest));
      }
      apply(changes);
      left = left.subList(rows.size(), left.size());
    }
  }

  private void walk(IndexDefinition definition, List<String> columns, Crew crew) {
    IndexedTable.Stretch stretch =
        table.walk(position.walk(), columns, ROWS_PER_STEP, BYTES_PER_BATCH);
    long oldest = oldest(definition);
    List<DocumentChange> changes = new ArrayList<>(stretch.rows().size());
    for (int i = 0; i < stretch.rows().size(); i++) {
      changes.add(change(stretch.rowKeys().get(i), stretch.rows().get(i), oldest));
    }
    crew.each(batches(changes), batch -> apply(batch(changes, batch)));
    position = position.walkedTo(stretch.next());
    uncommitted += changes.size();
    dirty = true;
    if (!position.walking()) {
      contents.refresh();
      commit();
    }
  }

  /** What is too old for the index is as good as gone. */
  private static DocumentChange change(ByteSlice rowKey, Row row, long oldest) {
    if (row == null) {
      return new DocumentChange.Delete(rowKey);
    }
    Document document = new Document(rowKey, row.key(), row.cells());
    return oldest > 0 && !row.cells().isEmpty() && document.timestamp() < oldest
        ? new DocumentChange.Delete(rowKey)
        : new DocumentChange.Upsert(document);
  }

  /**
   * Hands changes over. A row that the index chokes on, which only a mistake in it can cause, is
   * left out with a loud word rather than stop all others for ever.
   */
  private void apply(List<DocumentChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    try {
      contents.apply(changes);
    } catch (SearchException e) {
      throw e;
    } catch (RuntimeException e) {
      for (DocumentChange change : changes) {
        applyOne(change);
      }
    }
  }

  private void applyOne(DocumentChange change) {
    try {
      contents.apply(List.of(change));
    } catch (SearchException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("A row of {} cannot be indexed and is left out of {}", table, consumer, e);
    }
  }

  // ---- time to live -----------------------------------------------------------------------------

  private void expire(IndexDefinition definition) {
    long nanos = System.nanoTime();
    if (nanos - expiredNanos < settings.expiryInterval().toNanos()) {
      return;
    }
    expireNow(definition);
  }

  /** Takes out what is past its time to live by now. */
  void expireNow(IndexDefinition definition) {
    expiredNanos = System.nanoTime();
    long oldest = oldest(definition);
    if (oldest > 0) {
      contents.expire(oldest);
      dirty = true;
    }
  }

  /** The oldest timestamp of rows that stay, in milliseconds; 0 if all stay. */
  private long oldest(IndexDefinition definition) {
    int seconds = timeToLive(definition);
    return seconds == TableOptions.FOREVER
        ? 0
        : Math.max(0, (clock.millis() / 1000 - seconds) * 1000);
  }

  private int timeToLive(IndexDefinition definition) {
    int ofTable = table.options().timeToLiveSeconds();
    int ofIndex = definition.timeToLiveSeconds();
    if (ofTable == TableOptions.FOREVER || ofIndex == TableOptions.FOREVER) {
      return Math.max(ofTable, ofIndex);
    }
    return Math.min(ofTable, ofIndex);
  }

  // ---- commits ----------------------------------------------------------------------------------

  /**
   * Commits now and then, while changes are taken in further: what comes after the position belongs
   * to the commit or not, and is taken in again after a crash. What comes late anyway is committed
   * less often, which makes larger segments: after a crash the index is behind by an eighth more
   * than it was.
   */
  private void commitIfDue(Crew crew, Duration lag) {
    long late = lag.compareTo(LONGEST_LAG) > 0 ? LONGEST_LAG.toNanos() : lag.toNanos();
    long interval = Math.max(settings.commitInterval().toNanos(), late / LAG_PARTS);
    boolean due =
        uncommitted >= CHANGES_PER_COMMIT || System.nanoTime() - committedNanos >= interval;
    if (due && committing == null && isDirty()) {
      beginCommit(crew);
    }
  }

  private boolean isDirty() {
    return dirty || contents.isDirty();
  }

  private void beginCommit(Crew crew) {
    IndexPosition reached = position;
    dirty = false;
    uncommitted = 0;
    committedNanos = System.nanoTime();
    committing =
        crew.meanwhile(
            () -> {
              contents.commit(reached.encode());
              table.feed().release(consumer, reached.feed());
            });
  }

  /** Waits for a commit that is being made, or makes it if nobody has begun. */
  private void endCommit() {
    Crew.Job commit = committing;
    if (commit == null) {
      return;
    }
    committing = null;
    try {
      commit.finish();
    } catch (RuntimeException | Error e) {
      dirty = true;
      throw e;
    }
  }

  /** Makes everything handed over so far durable, and lets go of files nobody needs any more. */
  void commit() {
    endCommit();
    if (isDirty()) {
      beginCommit(Crew.ALONE);
      endCommit();
    }
  }

  /** Returns when no thread uses the contents any more, whatever comes of it. */
  void quit() {
    try {
      endCommit();
    } catch (RuntimeException e) {
      LOG.debug("The last commit of {} failed", consumer, e);
    }
  }

  // ---- columns ----------------------------------------------------------------------------------

  /**
   * The columns the index looks at, or empty for all: a row's age is that of its newest cell,
   * whichever column it is in.
   */
  private List<String> columns(IndexDefinition definition) {
    if (timeToLive(definition) != TableOptions.FOREVER) {
      return List.of();
    }
    List<String> columns = sourceColumns(definition.schema(), table);
    return columns.size() > Limits.COLUMNS_TO_GET ? List.of() : columns;
  }

  /** The columns of a table that an index takes in, keys included, each once. */
  static List<String> sourceColumns(IndexSchema schema, IndexedTable table) {
    Set<String> columns = new LinkedHashSet<>();
    for (FieldSchema field : schema.fields()) {
      columns.add(field.sourceColumn());
    }
    // Naming a key column does no harm, and makes sure that the selection is never empty.
    columns.add(table.key().column(0).name());
    return new ArrayList<>(columns);
  }
}
