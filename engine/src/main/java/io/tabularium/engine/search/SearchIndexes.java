/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import io.tabularium.model.TableOptions;
import io.tabularium.search.IndexStatistics;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.SchemaCheck;
import io.tabularium.storage.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search indexes of all tables: making, changing and removing them, searching and scanning
 * them. Thread-safe. Every method throws {@link io.tabularium.model.ServiceException} with the code
 * and message the client shall see.
 *
 * <p>Creating an index answers at once; the rows the table already has follow, and until then a
 * search finds those that are there.
 */
public final class SearchIndexes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchIndexes.class);

  /** How the name of an index ends that is meant to take another's place. */
  private static final String REINDEX = "_reindex";

  private final Tables tables;
  private final SearchEngine engine;
  private final SearchSettings settings;
  private final Clock clock;
  private final IndexCatalog catalog;
  private final FeederPool pool;
  private final Pacer pacer;
  private final Searching searching;

  /**
   * Opens the indexes there are and begins to bring them up to date.
   *
   * @param store keeps the definitions
   * @param engine keeps the contents; not closed by this
   */
  public SearchIndexes(
      Tables tables, Store store, SearchEngine engine, SearchSettings settings, Clock clock) {
    this.tables = tables;
    this.engine = engine;
    this.settings = settings;
    this.clock = clock;
    catalog = new IndexCatalog(store);
    pool = new FeederPool(settings.threads());
    pacer = new Pacer(settings.longestLag());
    searching = new Searching(catalog);
    load();
  }

  private void load() {
    Map<Integer, IndexedTable> byId = new HashMap<>();
    tables.all().forEach(table -> byId.put(table.id(), table));
    Set<Long> known = new HashSet<>();
    for (IndexDefinition definition : catalog.stored()) {
      IndexedTable table = byId.get(definition.tableId());
      if (table == null) {
        LOG.warn("Search index {} has lost its table and goes, too", definition.name());
        catalog.unstore(definition.id());
        continue;
      }
      known.add(definition.id());
      catalog.add(live(definition, false, table));
    }
    // What a crash kept from being removed.
    for (long id : engine.ids()) {
      if (!known.contains(id)) {
        engine.destroy(id);
      }
    }
    for (IndexedTable table : byId.values()) {
      for (String consumer : table.feed().consumers()) {
        if (LiveIndex.isConsumer(consumer) && !known.contains(LiveIndex.idOf(consumer))) {
          table.feed().detach(consumer);
        }
      }
    }
    catalog.all().forEach(pool::add);
  }

  private LiveIndex live(IndexDefinition definition, boolean isNew, IndexedTable table) {
    return new LiveIndex(definition, isNew, table, engine, settings, pacer, clock);
  }

  private IndexedTable table(String instance, String name) {
    IndexedTable table = tables.find(instance, name);
    if (table == null) {
      throw Errors.searchTableNotExist(name);
    }
    return table;
  }

  private LiveIndex index(String instance, String table, String index) {
    return catalog.get(table(instance, table), index);
  }

  // ---- making and removing ----------------------------------------------------------------------

  /** Creates an index of a table. */
  public void create(String instance, String tableName, SearchIndexSpec asked) {
    if (engine == NoSearchEngine.INSTANCE) {
      throw Errors.unsupportedOperation("CreateSearchIndex");
    }
    SearchIndexSpec spec =
        new SearchIndexSpec(
            asked.name(),
            IndexRules.normalized(asked.schema()),
            asked.settings(),
            asked.source(),
            asked.timeToLiveSeconds());
    LiveIndex created =
        tables.exclusively(
            () -> {
              IndexedTable table = table(instance, tableName);
              IndexRules.create(spec, table.key(), table.options());
              if (catalog.find(table, spec.name()) != null) {
                throw Errors.searchIndexAlreadyExists();
              }
              return spec.source() == null ? createNew(table, spec) : createPair(table, spec);
            });
    // The first step opens it, so that it answers when this returns.
    var unused = created.step(Crew.ALONE);
    pool.add(created);
  }

  private LiveIndex createNew(IndexedTable table, SearchIndexSpec spec) {
    IndexDefinition definition = definition(table, spec, 0);
    catalog.storeNew(definition);
    LiveIndex index = live(definition, true, table);
    catalog.add(index);
    return index;
  }

  private LiveIndex createPair(IndexedTable table, SearchIndexSpec spec) {
    LiveIndex source = catalog.get(table, spec.source());
    if (!spec.name().endsWith(REINDEX) || source.definition().brother() != 0) {
      throw Errors.searchReindexInvalid();
    }
    long pairs =
        catalog.all().stream()
            .filter(index -> index.table().instance().equals(table.instance()))
            .filter(index -> index.definition().brother() != 0)
            .count();
    if (pairs / 2 >= Limits.SEARCH_REINDEXES) {
      throw Errors.searchReindexTooMany();
    }
    IndexDefinition definition = definition(table, spec, source.id());
    IndexDefinition changed = source.definition().paired(definition.id());
    catalog.storeNew(definition, changed);
    source.become(changed);
    LiveIndex index = live(definition, true, table);
    catalog.add(index);
    return index;
  }

  private IndexDefinition definition(IndexedTable table, SearchIndexSpec spec, long brother) {
    return new IndexDefinition(
        catalog.nextId(),
        table.id(),
        spec.name(),
        spec.schema(),
        spec.settings(),
        brother,
        List.of(),
        IndexRules.timeToLive(spec),
        clock.millis(),
        0);
  }

  /** Removes an index. What it was paired with stays, and answers alone again. */
  public void delete(String instance, String tableName, String name) {
    LiveIndex removed =
        tables.exclusively(
            () -> {
              LiveIndex index = catalog.find(table(instance, tableName), name);
              if (index == null) {
                throw Errors.searchIndexToDeleteNotExist();
              }
              LiveIndex brother = catalog.byId(index.definition().brother());
              if (brother == null) {
                catalog.unstore(index.id());
              } else {
                IndexDefinition alone = brother.definition().paired(0).weighted(List.of());
                catalog.unstore(index.id(), alone);
                brother.become(alone);
              }
              catalog.remove(index);
              return index;
            });
    pool.remove(removed);
    removed.destroy();
  }

  // ---- changing ---------------------------------------------------------------------------------

  /** Changes an index. */
  public void update(String instance, String tableName, String name, SearchIndexChange change) {
    requireIndex(instance, tableName, name);
    if (change.isEmpty()) {
      throw Errors.searchNothingToUpdate();
    }
    LiveIndex changed =
        tables.exclusively(
            () -> {
              IndexedTable table = table(instance, tableName);
              LiveIndex index = catalog.get(table, name);
              IndexDefinition definition = index.definition();
              if (change.timeToLiveSeconds() != null) {
                IndexRules.timeToLive(change.timeToLiveSeconds(), table.options());
                definition = definition.living(change.timeToLiveSeconds());
              }
              if (!change.addedFields().isEmpty()) {
                definition = extended(definition, table, change.addedFields());
              }
              if (change.switchTo() != null) {
                exchange(index, definition, catalog.find(table, change.switchTo()));
                return index;
              }
              if (!change.weights().isEmpty()) {
                definition = definition.weighted(weights(index, table, change.weights()));
              }
              if (!definition.equals(index.definition())) {
                catalog.store(definition);
                index.become(definition);
              }
              return index;
            });
    pool.wake(changed);
  }

  private static IndexDefinition extended(
      IndexDefinition definition, IndexedTable table, List<FieldSchema> added) {
    IndexSchema schema = definition.schema().withFields(IndexRules.normalized(added));
    SchemaCheck.check(schema, table.key());
    return definition.extended(schema);
  }

  /** Exchanges the names of a pair, and with them all that goes by name. */
  private void exchange(LiveIndex index, IndexDefinition definition, LiveIndex other) {
    if (other == null || other.id() != definition.brother()) {
      throw Errors.searchSwitchInvalid();
    }
    IndexDefinition mine = definition.named(other.definition().name()).weighted(List.of());
    IndexDefinition theirs = other.definition().named(definition.name()).weighted(List.of());
    catalog.store(mine, theirs);
    index.become(mine);
    other.become(theirs);
    catalog.exchange(index, other);
    index.expireScans();
    other.expireScans();
  }

  private List<IndexDefinition.Weight> weights(
      LiveIndex index, IndexedTable table, List<FlowWeight> asked) {
    List<IndexDefinition.Weight> weights = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    int sum = 0;
    for (FlowWeight weight : asked) {
      LiveIndex named = catalog.find(table, weight.index());
      if (named == null
          || (named.id() != index.id() && named.id() != index.definition().brother())
          || !ids.add(named.id())
          || weight.weight() < 0
          || weight.weight() > 100) {
        throw Errors.searchWeightsInvalid();
      }
      sum += weight.weight();
      weights.add(new IndexDefinition.Weight(named.id(), weight.weight()));
    }
    if (weights.size() != 2 || sum == 0) {
      throw Errors.searchWeightsInvalid();
    }
    return weights;
  }

  // ---- looking ----------------------------------------------------------------------------------

  /**
   * The indexes of a table, or of all tables of an instance, by name.
   *
   * @param tableName the table, or {@code null} for all
   */
  public List<SearchIndexName> list(String instance, String tableName) {
    if (tableName != null) {
      return catalog.of(table(instance, tableName).id()).stream().map(SearchIndexes::name).toList();
    }
    return catalog.all().stream()
        .filter(index -> index.table().instance().equals(instance))
        .map(SearchIndexes::name)
        .sorted(Comparator.comparing(SearchIndexName::table).thenComparing(SearchIndexName::index))
        .toList();
  }

  private static SearchIndexName name(LiveIndex index) {
    return new SearchIndexName(index.table().name(), index.definition().name());
  }

  /** Describes an index. */
  public SearchIndexDescription describe(String instance, String tableName, String name) {
    LiveIndex index = index(instance, tableName, name);
    IndexDefinition definition = index.definition();
    IndexStatistics statistics = index.statistics();
    LiveIndex brother = catalog.byId(definition.brother());
    List<FlowWeight> weights = new ArrayList<>();
    for (IndexDefinition.Weight weight : definition.weights()) {
      LiveIndex weighted = catalog.byId(weight.id());
      if (weighted != null) {
        weights.add(new FlowWeight(weighted.definition().name(), weight.weight()));
      }
    }
    return new SearchIndexDescription(
        definition.name(),
        definition.schema(),
        definition.settings(),
        index.walking()
            ? SearchIndexDescription.Phase.FULL
            : SearchIndexDescription.Phase.INCREMENTAL,
        index.syncedUntilMillis(),
        statistics == null ? 0 : statistics.bytesOnDisk(),
        statistics == null ? 0 : statistics.rows(),
        clock.millis(),
        brother == null ? null : brother.definition().name(),
        weights,
        definition.createdMillis(),
        definition.timeToLiveSeconds(),
        index.status(),
        index.statusText());
  }

  /** Refuses if there is no such index. */
  public void requireIndex(String instance, String tableName, String name) {
    index(instance, tableName, name);
  }

  // ---- asking -----------------------------------------------------------------------------------

  /** Searches. */
  public SearchReply search(String instance, String tableName, String name, SearchCall call) {
    return searching.search(index(instance, tableName, name), call);
  }

  /** Begins a parallel scan. */
  public ScanSplits computeSplits(String instance, String tableName, String name) {
    return searching.computeSplits(index(instance, tableName, name));
  }

  /** Reads a page of a parallel scan. */
  public ScanReply scan(String instance, String tableName, String name, ScanCall call) {
    return searching.scan(index(instance, tableName, name), call);
  }

  // ---- what tables have to heed -----------------------------------------------------------------

  /** Refuses the deletion of a table that has an index. */
  public void checkDeletion(int tableId, String tableName) {
    if (!catalog.of(tableId).isEmpty()) {
      throw Errors.tableHasSearchIndex(tableName);
    }
  }

  /** Refuses options of a table that an index of it could not bear. */
  public void checkOptions(int tableId, TableOptions options) {
    IndexRules.table(options, catalog.of(tableId).stream().map(LiveIndex::definition).toList());
  }

  // ---- upkeep -----------------------------------------------------------------------------------

  /** Figures about each index. */
  public List<SearchIndexFigures> figures() {
    List<SearchIndexFigures> figures = new ArrayList<>();
    for (LiveIndex index : catalog.all()) {
      IndexStatistics statistics = index.statistics();
      figures.add(
          new SearchIndexFigures(
              index.table().instance(),
              index.table().name(),
              index.definition().name(),
              index.status(),
              index.walking(),
              index.lagMillis(),
              index.rebuilds(),
              statistics));
    }
    return figures;
  }

  /** Compares an index with its table, both ways. */
  public IndexComparison compare(String instance, String tableName, String name) {
    return IndexComparison.of(index(instance, tableName, name));
  }

  /**
   * Compares indexes with their tables, both ways, and reports each index and each difference in a
   * sentence.
   *
   * @param instance the instance to look in, or {@code null} for all
   * @param tableName the table, or {@code null} for all
   * @return how many differences there are; an index that does not answer counts as one
   */
  public long check(String instance, String tableName, Consumer<String> report) {
    long differences = 0;
    for (LiveIndex index : catalog.all()) {
      if ((instance == null || instance.equals(index.table().instance()))
          && (tableName == null || tableName.equals(index.table().name()))) {
        differences += check(index, report);
      }
    }
    return differences;
  }

  private static long check(LiveIndex index, Consumer<String> report) {
    IndexComparison found;
    try {
      found = IndexComparison.of(index);
    } catch (ServiceException e) {
      report.accept(index + " does not answer: " + e.getMessage());
      return 1;
    }
    return found.tell(index.toString(), report);
  }

  /** Stops feeding and closes the indexes, each with all it has got so far. */
  @Override
  public void close() {
    pool.close();
    catalog.all().forEach(LiveIndex::close);
  }
}
