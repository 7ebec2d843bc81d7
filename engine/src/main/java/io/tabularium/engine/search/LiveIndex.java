/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.search.IndexStatistics;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.storage.StorageException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One search index at work: its definition, its contents, and the feeder that keeps them up to
 * date. Thread-safe; {@link #step} runs in one thread at a time.
 *
 * <p>Contents that turn out to be damaged are thrown away and fed again from the table. Until that
 * is done the index tells those who search that it is not ready, upon which clients try again.
 */
final class LiveIndex {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Logger LOG = LoggerFactory.getLogger(LiveIndex.class);

  private static final String CONSUMER = "search-";

  /** How long an index that met a failure rests at first, and at most. */
  private static final Duration FIRST_REST = Duration.ofMillis(500);

  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** How long an index with nothing to do rests while its table changes now and then. */
  private static final Duration NAP = Duration.ofMillis(20);

  /** How long it rests when its table has not changed for a while. */
  private static final Duration SLEEP = Duration.ofMillis(100);

  /**
   * For how long an index is told to leave for later what can wait, with each step in a flood of
   * writes. Steps are half a second apart at most, unless the index is held up by what it leaves.
   */
  private static final Duration GIVE_WAY = Duration.ofSeconds(2);

  /** How late rows at least are that were there before the index. */
  private static final Duration WALKING_LAG = Duration.ofSeconds(20);

  /** When a table counts as one that does not change. */
  private static final long QUIET_MILLIS = 10_000;

  private final IndexedTable table;
  private final SearchEngine engine;
  private final SearchSettings settings;
  private final Clock clock;
  private final String consumer;
  private final long id;
  private final boolean isNew;

  /** Held while a step runs, and by whoever ends the index. */
  private final Object stepping = new Object();

  private volatile IndexDefinition definition;
  private volatile SearchIndex contents;
  private volatile Feeder feeder;

  /** What is wrong with the contents so that they have to be made anew, or {@code null}. */
  private volatile SearchException damage;

  /** A sentence about the last failure, or {@code null} if the last step went well. */
  private volatile String trouble;

  /** Whether the trouble does not pass by itself. */
  private volatile boolean failed;

  private volatile long syncedUntilMillis;
  private volatile boolean caughtUp;
  private volatile boolean closed;
  private final AtomicLong rebuilds = new AtomicLong();

  /** Guarded by {@link #stepping}. */
  private final Pacer.Pace pace;

  /** Guarded by {@link #stepping}. */
  private Duration rest = FIRST_REST;

  /** When the table last changed; guarded by {@link #stepping}. */
  private long changedMillis;

  /**
   * An index that is opened with its first step.
   *
   * @param isNew whether it has just been created; if not, it had contents once, and answers only
   *     when it has them all again
   */
  LiveIndex(
      IndexDefinition definition,
      boolean isNew,
      IndexedTable table,
      SearchEngine engine,
      SearchSettings settings,
      Pacer pacer,
      Clock clock) {
    this.definition = definition;
    this.isNew = isNew;
    this.id = definition.id();
    this.table = table;
    this.engine = engine;
    this.settings = settings;
    this.clock = clock;
    this.consumer = consumer(definition.id());
    this.pace = pacer.pace(table.feed()::written);
  }

  /** The name under which the feed of the table knows an index. */
  static String consumer(long id) {
    return CONSUMER + id;
  }

  /** Whether this is the name of an index among those who follow a table. */
  static boolean isConsumer(String name) {
    return name.startsWith(CONSUMER);
  }

  /** The index with this name among those who follow a table. */
  static long idOf(String consumer) {
    return Long.parseLong(consumer.substring(CONSUMER.length()));
  }

  long id() {
    return id;
  }

  IndexedTable table() {
    return table;
  }

  IndexDefinition definition() {
    return definition;
  }

  /** Goes by another definition, which has been stored already. */
  void become(IndexDefinition newDefinition) {
    IndexDefinition old = definition;
    definition = newDefinition;
    SearchIndex open = contents;
    if (open != null && newDefinition.generation() != old.generation()) {
      open.extend(newDefinition.schema());
      open.expireScans();
    }
  }

  /** What an index is called in logs and reports. */
  static String nameOf(IndexDefinition definition, IndexedTable table) {
    return "Search index "
        + table.instance()
        + "/"
        + table.name()
        + "/"
        + definition.name()
        + " ("
        + definition.id()
        + ")";
  }

  // ---- feeding ----------------------------------------------------------------------------------

  /**
   * Does a bounded amount of work.
   *
   * @param crew does it, unless the index gives way to writes
   * @return how long there is nothing to do, or nothing to be done; zero if there is more to do
   */
  Duration step(Crew crew) {
    synchronized (stepping) {
      if (closed || table.isDeleted()) {
        return LONGEST_REST;
      }
      try {
        Feeder current = feeder();
        if (current == null) {
          return LONGEST_REST;
        }
        long began = clock.millis();
        long beganNanos = THREADS.getCurrentThreadCpuTime();
        IndexDefinition now = definition;
        if (contents.schema().fields().size() < now.schema().fields().size()) {
          // It was being opened while fields were added.
          contents.extend(now.schema());
        }
        Feeder.Step step = current.step(now, who(crew), lag(current));
        if (step.caughtUp()) {
          syncedUntilMillis = began;
        } else if (step.changedMillis() > 0) {
          syncedUntilMillis = step.changedMillis();
        }
        caughtUp = step.caughtUp();
        contents.setLag(lag(current));
        trouble = null;
        rest = FIRST_REST;
        if (step.more()) {
          Duration pause = pace.rest(THREADS.getCurrentThreadCpuTime() - beganNanos, lagMillis());
          if (pace.givesWay()) {
            contents.giveWay(GIVE_WAY);
          }
          return pause;
        }
        pace.close();
        changedMillis = Math.max(changedMillis, step.changedMillis());
        return began - changedMillis < QUIET_MILLIS ? NAP : SLEEP;
      } catch (SearchException e) {
        return endure(e);
      } catch (StorageException | ServiceException e) {
        return endure("The table cannot be read: " + e.getMessage(), e);
      } catch (RuntimeException e) {
        return endure("The index cannot be fed: " + e, e);
      }
    }
  }

  /** Who of a crew may work now. */
  private Crew who(Crew crew) {
    if (pace.givesWay()) {
      return Crew.ALONE;
    }
    return pace.worksAlone() ? crew.single() : crew;
  }

  /** How long ago what a feeder takes in happened. */
  private Duration lag(Feeder current) {
    Duration lag = Duration.ofMillis(lagMillis());
    return current.position().walking() && lag.compareTo(WALKING_LAG) < 0 ? WALKING_LAG : lag;
  }

  /**
   * Takes out what is past its time to live by now, which the table does not show any more either,
   * rather than in its own time.
   */
  void expireNow() {
    synchronized (stepping) {
      Feeder current = feeder;
      if (closed || current == null) {
        return;
      }
      try {
        current.expireNow(definition);
        contents.refresh();
      } catch (SearchException e) {
        // Whoever asks next is told, and the next step deals with it.
        LOG.debug("{} could not be rid of what has expired", this, e);
      }
    }
  }

  private Duration endure(SearchException e) {
    switch (e.kind()) {
      case CORRUPT -> damage = e;
      case CLOSED, UNAVAILABLE -> letGo();
      case UNKNOWN_FORMAT -> failed = true;
      case LOCKED -> {}
    }
    return endure(e.getMessage(), e);
  }

  /** After a failure nothing more is taken in; the next step opens the contents again. */
  private void letGo() {
    SearchIndex open = contents;
    contents = null;
    dismissFeeder();
    if (open != null) {
      try {
        open.close();
      } catch (SearchException e) {
        LOG.warn("{} could not be closed after a failure", this, e);
      }
    }
  }

  private Duration endure(String sentence, RuntimeException e) {
    if (closed || table.isDeleted()) {
      return LONGEST_REST;
    }
    if (!sentence.equals(trouble)) {
      LOG.error("{}; it will be tried again", this, e);
    }
    trouble = sentence;
    Duration now = rest;
    Duration next = rest.multipliedBy(2);
    rest = next.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : next;
    return now;
  }

  /** Has nobody feed the contents any more. */
  private void dismissFeeder() {
    Feeder current = feeder;
    feeder = null;
    if (current != null) {
      current.quit();
    }
  }

  /** The feeder, with the contents opened, or made anew, first if they have to be. */
  private Feeder feeder() {
    if (failed) {
      return null;
    }
    SearchException broken = damage;
    if (broken != null) {
      LOG.error("{} is damaged and will be made anew from its table", this, broken);
      startAnew();
      damage = null;
    } else if (feeder == null) {
      open();
    }
    return feeder;
  }

  private void open() {
    SearchIndex opened;
    try {
      opened = engine.open(id, table.key(), definition.schema());
    } catch (SearchException e) {
      if (e.kind() != SearchException.Kind.CORRUPT) {
        throw e;
      }
      LOG.error("{} is damaged and will be made anew from its table", this, e);
      startAnew();
      return;
    }
    byte[] committed = opened.committedPosition();
    if (committed == null) {
      begin(opened, !isNew);
      return;
    }
    IndexPosition position = IndexPosition.decode(committed);
    if (position == null || !table.feed().covers(position.feed())) {
      LOG.error(
          "{} has lost the changes it lacks, as after a restore, and will be made anew", this);
      opened.close();
      startAnew();
      return;
    }
    // The feed forgets with each restart what it was told.
    table.feed().release(consumer, position.feed());
    begin(opened, position);
  }

  private void startAnew() {
    contents = null;
    dismissFeeder();
    rebuilds.incrementAndGet();
    engine.destroy(id);
    begin(engine.open(id, table.key(), definition.schema()), true);
  }

  /** Begins with nothing: every row there is now by a walk, every later change by the feed. */
  private void begin(SearchIndex opened, boolean rebuilding) {
    ByteSlice start = table.feed().attach(consumer);
    begin(opened, new IndexPosition(start, definition.generation(), ByteSlice.EMPTY, rebuilding));
  }

  private void begin(SearchIndex opened, IndexPosition position) {
    feeder = new Feeder(table, consumer, opened, position, settings, clock);
    contents = opened;
  }

  // ---- asking -----------------------------------------------------------------------------------

  /**
   * Asks the contents.
   *
   * @throws ServiceException also when there is nothing to ask
   */
  <T> T ask(Function<SearchIndex, T> question) {
    SearchIndex open = contents;
    Feeder current = feeder;
    if (open == null || damage != null || (current != null && current.position().rebuilding())) {
      throw Errors.searchIndexNotReady();
    }
    try {
      return question.apply(open);
    } catch (SearchException e) {
      switch (e.kind()) {
        case CORRUPT -> {
          damage = e;
          throw Errors.searchIndexNotReady();
        }
        case CLOSED -> throw Errors.searchIndexNotReady();
        case UNAVAILABLE, LOCKED -> throw Errors.unavailable(e);
        case UNKNOWN_FORMAT -> throw Errors.internal(e);
      }
      throw Errors.internal(e);
    }
  }

  /** Ends all scans, so that nobody goes on in what this index was. */
  void expireScans() {
    SearchIndex open = contents;
    if (open != null) {
      open.expireScans();
    }
  }

  /** Figures about the contents, or {@code null} if there are none to look at. */
  IndexStatistics statistics() {
    SearchIndex open = contents;
    if (open == null) {
      return null;
    }
    try {
      return open.statistics();
    } catch (SearchException e) {
      return null;
    }
  }

  // ---- state ------------------------------------------------------------------------------------

  /** Whether rows that were there before are still lacking. */
  boolean walking() {
    Feeder current = feeder;
    return current == null || current.position().walking();
  }

  /** Up to when changes are in the index, milliseconds. */
  long syncedUntilMillis() {
    return syncedUntilMillis;
  }

  /** How far it is behind its table, milliseconds; 0 when it knows of nothing it lacks. */
  long lagMillis() {
    return caughtUp ? 0 : Math.max(0, clock.millis() - syncedUntilMillis);
  }

  /** How often its contents had to be made anew. */
  long rebuilds() {
    return rebuilds.get();
  }

  SearchIndexDescription.Status status() {
    if (failed) {
      return SearchIndexDescription.Status.FAILED;
    }
    Feeder current = feeder;
    return contents == null
            || damage != null
            || (current != null && current.position().rebuilding())
        ? SearchIndexDescription.Status.PENDING
        : SearchIndexDescription.Status.RUNNING;
  }

  /** A sentence about what is wrong; empty if nothing is. */
  String statusText() {
    String sentence = trouble;
    return sentence == null ? "" : sentence;
  }

  // ---- the end ----------------------------------------------------------------------------------

  /** Stops, keeping everything for the next start. */
  void close() {
    synchronized (stepping) {
      if (closed) {
        return;
      }
      closed = true;
      pace.close();
      try {
        if (feeder != null && damage == null) {
          feeder.commit();
        } else {
          dismissFeeder();
        }
      } catch (RuntimeException e) {
        LOG.warn("{} could not be committed; it will catch up after the next start", this, e);
      } finally {
        if (contents != null) {
          contents.close();
        }
      }
    }
  }

  /** Stops and forgets everything. */
  void destroy() {
    synchronized (stepping) {
      closed = true;
      pace.close();
      contents = null;
      dismissFeeder();
      table.feed().detach(consumer);
      engine.destroy(id);
    }
  }

  @Override
  public String toString() {
    return nameOf(definition, table);
  }
}
