/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Errors;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The search indexes there are. Looking one up takes two hash lookups and never waits; changes are
 * made one at a time, by whoever holds the tables still.
 *
 * <p>Facts in the store, keys in ASCII:
 *
 * <pre>
 * search-index/&lt;id, 16 hex digits&gt;   an {@link IndexDefinitionFormat}
 * next-search-index-id               the next id, decimal
 * </pre>
 *
 * <p>Every change is one {@link Store#changeFacts}, so a crash leaves either the old catalogue or
 * the new one.
 */
final class IndexCatalog {
  private static final String INDEX = "search-index/";
  private static final byte[] NEXT_ID = ascii("next-search-index-id");

  private final Store store;
  private final Map<Integer, Map<String, LiveIndex>> tables = new ConcurrentHashMap<>();
  private final Map<Long, LiveIndex> byId = new ConcurrentHashMap<>();

  IndexCatalog(Store store) {
    this.store = store;
  }

  // ---- stored -----------------------------------------------------------------------------------

  /** The definitions in the store. */
  List<IndexDefinition> stored() {
    List<IndexDefinition> definitions = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> fact : store.facts(ascii(INDEX))) {
      definitions.add(IndexDefinitionFormat.decode(fact.getValue()));
    }
    return definitions;
  }

  /** A number for a new index. It counts as used once an index with it has been stored. */
  long nextId() {
    byte[] fact = store.getFact(NEXT_ID);
    try {
      return fact == null ? 1 : Long.parseLong(new String(fact, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "The catalogue has no number for search indexes.", e);
    }
  }

  /** Stores a new index along with changes of others. */
  void storeNew(IndexDefinition definition, IndexDefinition... changed) {
    List<Map.Entry<byte[], byte[]>> facts = new ArrayList<>();
    facts.add(fact(definition));
    for (IndexDefinition other : changed) {
      facts.add(fact(other));
    }
    facts.add(change(NEXT_ID, ascii(Long.toString(definition.id() + 1))));
    store.changeFacts(facts);
  }

  /** Stores changed definitions together. */
  void store(IndexDefinition... definitions) {
    List<Map.Entry<byte[], byte[]>> facts = new ArrayList<>();
    for (IndexDefinition definition : definitions) {
      facts.add(fact(definition));
    }
    store.changeFacts(facts);
  }

  /** Removes a definition along with changes of others. */
  void unstore(long id, IndexDefinition... changed) {
    List<Map.Entry<byte[], byte[]>> facts = new ArrayList<>();
    facts.add(change(key(id), null));
    for (IndexDefinition other : changed) {
      facts.add(fact(other));
    }
    store.changeFacts(facts);
  }

  private static Map.Entry<byte[], byte[]> fact(IndexDefinition definition) {
    return change(key(definition.id()), IndexDefinitionFormat.encode(definition));
  }

  private static byte[] key(long id) {
    return ascii(String.format("%s%016x", INDEX, id));
  }

  private static Map.Entry<byte[], byte[]> change(byte[] key, byte[] value) {
    // Map.entry would refuse null, which stands for removal.
    return new AbstractMap.SimpleImmutableEntry<>(key, value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- at work ----------------------------------------------------------------------------------

  void add(LiveIndex index) {
    byId.put(index.id(), index);
    rename(index, null);
  }

  void remove(LiveIndex index) {
    byId.remove(index.id());
    Map<String, LiveIndex> names = tables.get(index.table().id());
    names.remove(index.definition().name(), index);
    if (names.isEmpty()) {
      tables.remove(index.table().id());
    }
  }

  /** Exchanges what two names of a table stand for. */
  void exchange(LiveIndex one, LiveIndex other) {
    rename(one, other);
    rename(other, one);
  }

  /** Enters an index under its name, in place of another that had it. */
  private void rename(LiveIndex index, LiveIndex former) {
    Map<String, LiveIndex> names =
        tables.computeIfAbsent(index.table().id(), id -> new ConcurrentHashMap<>());
    LiveIndex before = names.put(index.definition().name(), index);
    if (before != null && before != former) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "The catalogue holds two search indexes of one name: " + before + " and " + index,
          null);
    }
  }

  /** The index with this name, or {@code null}. */
  LiveIndex find(IndexedTable table, String name) {
    Map<String, LiveIndex> names = tables.get(table.id());
    return names == null ? null : names.get(name);
  }

  /** The index with this name. */
  LiveIndex get(IndexedTable table, String name) {
    LiveIndex index = find(table, name);
    if (index == null) {
      throw Errors.searchIndexNotExist(name);
    }
    return index;
  }

  /** The index with this number, or {@code null}. */
  LiveIndex byId(long id) {
    return byId.get(id);
  }

  /** The indexes of a table, by name. */
  List<LiveIndex> of(int tableId) {
    Map<String, LiveIndex> names = tables.get(tableId);
    return names == null
        ? List.of()
        : names.values().stream()
            .sorted(Comparator.comparing((LiveIndex index) -> index.definition().name()))
            .toList();
  }

  /** All indexes. */
  Collection<LiveIndex> all() {
    return byId.values();
  }
}
