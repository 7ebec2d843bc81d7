/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.search.DocumentChange;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroup;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroups;
import io.tabularium.search.query.Query;
import io.tabularium.search.testkit.AggregationModel.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Compares an index with {@link AggregationModel}: all trees have the same answers. */
public abstract class AggregationModelTest {
  private static final int ROUNDS = 3;
  private static final int KEYS = 60;
  private static final int REQUESTS = 40;

  /** So many that an engine which takes in rows together does so more than once in a segment. */
  private static final int MANY_KEYS = 4000;

  private static final int REQUESTS_FOR_MANY = 25;

  /** The implementation under test. */
  protected abstract SearchProvider provider();

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void anIndexAnswersWhatTheModelAnswers(@ForAll long seed, @ForAll boolean nested)
      throws IOException {
    compare(new Random(seed), nested, KEYS, REQUESTS);
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void anIndexOfManyRowsAnswersWhatTheModelAnswers(@ForAll long seed, @ForAll boolean nested)
      throws IOException {
    compare(new Random(seed), nested, MANY_KEYS, REQUESTS_FOR_MANY);
  }

  private void compare(Random random, boolean nested, int keys, int count) throws IOException {
    Path directory = Files.createTempDirectory("tabularium-aggregation-model");
    RandomAggregations requests = new RandomAggregations(random, nested);
    Map<Long, Item> rows = new TreeMap<>();
    try (SearchEngine engine = provider().open(SearchConfig.small(directory))) {
      SearchIndex index = engine.open(1, Rows.KEY, requests.schema());
      for (int round = 0; round < ROUNDS; round++) {
        index.apply(changes(random, requests, rows, keys));
        index.refresh();
        for (int i = 0; i < count; i++) {
          compare(index, rows, requests.query(), requests.trees());
        }
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<DocumentChange> changes(
      Random random, RandomAggregations requests, Map<Long, Item> rows, int keys) {
    List<DocumentChange> changes = new ArrayList<>();
    for (int i = random.nextInt(keys); i >= 0; i--) {
      long pk = random.nextInt(keys);
      if (random.nextInt(5) == 0) {
        rows.remove(pk);
        changes.add(Rows.delete(pk));
      } else {
        Item row = requests.row(pk);
        rows.put(pk, row);
        changes.add(Rows.put(RandomAggregations.document(row)));
      }
    }
    return changes;
  }

  private static void compare(
      SearchIndex index, Map<Long, Item> rows, Query query, Aggregations trees) {
    List<Item> found =
        rows.values().stream().filter(row -> AggregationModel.matches(query, row)).toList();
    AggregationResults expected = AggregationModel.evaluate(trees, found);
    AggregationResults actual = aggregate(index, query, trees);
    for (int i = 0; i < trees.metrics().size(); i++) {
      assertThat(actual.metrics().get(i))
          .as("%s of %s", trees.metrics().get(i), query)
          .isEqualTo(expected.metrics().get(i));
    }
    for (int i = 0; i < trees.groups().size(); i++) {
      GroupBy asked = trees.groups().get(i);
      assertThat(withoutToken(actual.groups().get(i)))
          .as("%s of %s", asked, query)
          .isEqualTo(expected.groups().get(i));
      if (asked instanceof GroupByComposite composite) {
        assertThat(paged(index, query, composite))
            .as("%s of %s in pages", composite, query)
            .isEqualTo(AggregationModel.composite(composite, found));
      }
    }
  }

  private static AggregationResults aggregate(SearchIndex index, Query query, Aggregations trees) {
    return index
        .search(SearchRequest.of(query).limit(0).aggregations(trees).build())
        .aggregations();
  }

  /** What a token says is up to the engine. */
  private static GroupByResult withoutToken(GroupByResult result) {
    return result instanceof CompositeGroups composite && composite.nextToken() != null
        ? new CompositeGroups(composite.name(), composite.sourceNames(), composite.items(), "more")
        : result;
  }

  private static List<CompositeGroup> paged(SearchIndex index, Query query, GroupByComposite by) {
    List<CompositeGroup> items = new ArrayList<>();
    String token = null;
    do {
      GroupByComposite page =
          new GroupByComposite(by.name(), by.sources(), by.size(), token, by.inner());
      CompositeGroups groups =
          (CompositeGroups) aggregate(index, query, Aggregations.of(page)).groups().get(0);
      items.addAll(groups.items());
      token = groups.nextToken();
    } while (token != null);
    return items;
  }
}
