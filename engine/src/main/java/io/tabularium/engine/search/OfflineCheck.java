/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ServiceException;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.storage.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compares search indexes with their tables while no server has them open. Each index is brought up
 * to its table first, as it would be when a server starts; what a server would have to make anew is
 * a difference and stays as it is.
 */
public final class OfflineCheck {
  /** Nothing has to outlive the check; what is past its time to live has to be gone at once. */
  private static final SearchSettings SETTINGS =
      new SearchSettings(1, Duration.ofDays(1), Duration.ZERO, Duration.ZERO);

  private final Tables tables;
  private final Store store;
  private final SearchEngine engine;
  private final Clock clock;
  private final Consumer<String> report;

  /**
   * A check of indexes that nothing else uses.
   *
   * @param store keeps the definitions
   * @param engine keeps the contents; not closed by this
   * @param report is told each index and each difference in a sentence
   */
  public OfflineCheck(
      Tables tables, Store store, SearchEngine engine, Clock clock, Consumer<String> report) {
    this.tables = tables;
    this.store = store;
    this.engine = engine;
    this.clock = clock;
    this.report = report;
  }

  /**
   * What a check found.
   *
   * @param indexes how many indexes were looked at
   * @param differences how many differences there are; an index that cannot be compared is one
   */
  public record Result(int indexes, long differences) {}

  /**
   * Compares both ways.
   *
   * @param instance the instance to look in, or {@code null} for all
   * @param tableName the table, or {@code null} for all
   */
  public Result run(String instance, String tableName) {
    Map<Integer, IndexedTable> wanted = new HashMap<>();
    for (IndexedTable table : tables.all()) {
      if ((instance == null || instance.equals(table.instance()))
          && (tableName == null || tableName.equals(table.name()))) {
        wanted.put(table.id(), table);
      }
    }
    Set<Long> present = new HashSet<>(engine.ids());
    int indexes = 0;
    long differences = 0;
    for (IndexDefinition definition : new IndexCatalog(store).stored()) {
      IndexedTable table = wanted.get(definition.tableId());
      if (table != null) {
        indexes++;
        differences +=
            present.contains(definition.id())
                ? check(definition, table)
                : incomparable(definition, table, "has no contents");
      }
    }
    return new Result(indexes, differences);
  }

  private long incomparable(IndexDefinition definition, IndexedTable table, String why) {
    report.accept(
        LiveIndex.nameOf(definition, table)
            + " "
            + why
            + "; a server makes it anew from its table.");
    return 1;
  }

  private long check(IndexDefinition definition, IndexedTable table) {
    try (SearchIndex contents = engine.open(definition.id(), table.key(), definition.schema())) {
      byte[] committed = contents.committedPosition();
      if (committed == null) {
        return incomparable(definition, table, "has no contents");
      }
      IndexPosition position = IndexPosition.decode(committed);
      if (position == null || !table.feed().covers(position.feed())) {
        return incomparable(definition, table, "has lost the changes it lacks");
      }
      Feeder feeder =
          new Feeder(
              table, LiveIndex.consumer(definition.id()), contents, position, SETTINGS, clock);
      Runnable catchUp = () -> catchUp(feeder, definition, contents);
      catchUp.run();
      return IndexComparison.of(table, definition::schema, contents::search, catchUp)
          .tell(LiveIndex.nameOf(definition, table), report);
    } catch (SearchException e) {
      if (e.kind() == SearchException.Kind.CORRUPT) {
        return incomparable(definition, table, "is damaged (" + e.getMessage() + ")");
      }
      report.accept(LiveIndex.nameOf(definition, table) + " cannot be compared: " + e.getMessage());
      return 1;
    } catch (ServiceException e) {
      report.accept(LiveIndex.nameOf(definition, table) + " does not answer: " + e.getMessage());
      return 1;
    }
  }

  private static void catchUp(Feeder feeder, IndexDefinition definition, SearchIndex contents) {
    while (feeder.step(definition, Crew.ALONE, Duration.ZERO).more()) {
      // Each step does a bounded amount of work.
    }
    contents.refresh();
  }
}
