/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.apache.lucene.index.LeafReaderContext;

/**
 * A group for each combination of keys, one page of them. Only the combinations that can still be
 * of the page are kept, and one more that tells whether there is a next page: what is put off the
 * page by smaller combinations can never come back, so the counts of those that stay are complete.
 */
final class CombinedGroups extends GroupNode {
  /** Documents whose keys are read together if they have several each. */
  private static final int MOST_OF_SEVERAL = 1 << 10;

  private final GroupByComposite request;
  private final List<CompositeSource> sources;
  private final Level inner;
  private final Budget budget;
  private final Combination after;
  private final Scratch scratch;
  private final Column[] keys;
  private final Combination probe;
  private final Map<Integer, Page> pages = new HashMap<>();
  private long[] counts = new long[0];
  private int groups;

  /** The combinations of one owner that are kept. */
  private final class Page {
    private final Map<Combination, Integer> groups = new HashMap<>();
    private final TreeSet<Combination> order = new TreeSet<>(CombinedGroups.this::compare);
  }

  CombinedGroups(
      GroupByComposite request,
      List<CompositeSource> sources,
      Level inner,
      Budget budget,
      Scratch scratch) {
    this.request = request;
    this.sources = sources;
    this.inner = inner;
    this.budget = budget;
    this.scratch = scratch;
    this.after =
        request.nextToken() == null || request.nextToken().isEmpty()
            ? null
            : CompositeToken.decode(request.nextToken(), sources);
    this.keys = new Column[sources.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new Column(budget, Integer.MAX_VALUE);
    }
    this.probe = new Combination(sources.size());
  }

  private int compare(Combination a, Combination b) {
    for (int i = 0; i < sources.size(); i++) {
      CompositeSource source = sources.get(i);
      int order =
          a.isAbsent(i) || b.isAbsent(i)
              ? source.compareAbsent(a.isAbsent(i), b.isAbsent(i))
              : source.compare(a.key(i), b.key(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  void leaf(LeafReaderContext leaf) throws IOException {
    for (CompositeSource source : sources) {
      source.source().leaf(leaf);
    }
    inner.leaf(leaf);
  }

  @Override
  void collect(Batch batch) throws IOException {
    boolean single = sources.stream().allMatch(source -> source.source().isSingle());
    int most = single ? batch.size() : MOST_OF_SEVERAL;
    Batch part = scratch.batch();
    Batch found = scratch.batch();
    for (int from = 0; from < batch.size(); from += part.size()) {
      part.clear();
      for (int i = from; i < batch.size() && part.size() < most; i++) {
        part.add(batch.docs()[i], batch.groups()[i]);
      }
      combine(part, found);
    }
    if (!inner.isEmpty()) {
      inner.collect(found);
    }
    scratch.free(found);
    scratch.free(part);
  }

  /** Makes the combinations of each document; all of their keys are read first. */
  private void combine(Batch part, Batch found) throws IOException {
    for (int i = 0; i < keys.length; i++) {
      keys[i].clear();
      sources.get(i).source().load(part, 0, keys[i]);
    }
    for (int place = 0; place < part.size(); place++) {
      long combinations = 1;
      for (Column column : keys) {
        combinations *= Math.max(1, column.end(place) - column.begin(place));
        if (combinations > Limits.SEARCH_GROUPS_IN_MEMORY) {
          throw Errors.aggregationTooManyGroups();
        }
      }
      int doc = part.docs()[place];
      if (found.isFull()) {
        inner.collect(found);
        found.clear();
      }
      int begin = found.size();
      Page page = pages.computeIfAbsent(part.groups()[place], owner -> new Page());
      combine(place, 0, page, doc, found, begin);
    }
  }

  private void combine(int place, int way, Page page, int doc, Batch found, int begin) {
    if (way == keys.length) {
      count(page, doc, found, begin);
      return;
    }
    Column column = keys[way];
    int end = column.end(place);
    int at = column.begin(place);
    if (at == end) {
      probe.setAbsent(way);
      combine(place, way + 1, page, doc, found, begin);
    }
    for (; at < end; at++) {
      probe.set(way, column.numbers()[at]);
      combine(place, way + 1, page, doc, found, begin);
    }
  }

  private void count(Page page, int doc, Batch found, int begin) {
    budget.step();
    Integer group = page.groups.get(probe);
    if (group == null) {
      group = add(page, probe, found, begin);
    }
    if (group >= 0) {
      counts[group]++;
      if (!inner.isEmpty()) {
        found.add(doc, group);
      }
    }
  }

  /**
   * Keeps a combination if it can be of the page; returns its group, or -1.
   *
   * @param begin where the groups of this document begin among those found
   */
  private int add(Page page, Combination combination, Batch found, int begin) {
    if (after != null && compare(combination, after) <= 0) {
      return -1;
    }
    int free = -1;
    if (page.order.size() > request.size()) {
      if (compare(combination, page.order.last()) >= 0) {
        return -1;
      }
      int dropped = page.groups.remove(page.order.pollLast());
      if (inner.isEmpty()) {
        free = dropped;
      } else {
        // Others know the group by its number, so the number is used up.
        found.remove(begin, dropped);
      }
    }
    int group = free >= 0 ? free : groups++;
    if (free < 0) {
      budget.group();
      budget.memory((long) (Long.BYTES + 1) * keys.length + 128);
      counts = budget.grow(counts, groups);
    }
    counts[group] = 0;
    Combination kept = combination.copy();
    page.groups.put(kept, group);
    page.order.add(kept);
    return group;
  }

  /** What the other put off a page has as many smaller ones before it here, and is put off, too. */
  @Override
  void merge(GroupNode other, Renumbering owners) throws IOException {
    CombinedGroups that = (CombinedGroups) other;
    List<LongUnaryOperator> translations = new ArrayList<>(sources.size());
    for (int i = 0; i < sources.size(); i++) {
      translations.add(TermValues.translation(that.sources.get(i).terms(), sources.get(i).terms()));
    }
    int[] numbers = new int[that.groups];
    Arrays.fill(numbers, -1);
    Batch none = scratch.batch();
    for (Map.Entry<Integer, Page> theirs : that.pages.entrySet()) {
      int owner = owners.of(theirs.getKey());
      if (owner < 0) {
        continue;
      }
      Page page = pages.computeIfAbsent(owner, number -> new Page());
      for (Map.Entry<Combination, Integer> entry : theirs.getValue().groups.entrySet()) {
        budget.step();
        Combination combination = entry.getKey().translated(translations);
        Integer group = page.groups.get(combination);
        if (group == null) {
          group = add(page, combination, none, 0);
        }
        if (group >= 0) {
          counts[group] += that.counts[entry.getValue()];
          numbers[entry.getValue()] = group;
        }
      }
    }
    scratch.free(none);
    inner.merge(that.inner, new Renumbering(numbers, groups));
  }

  @Override
  GroupByResult result(int owner) throws IOException {
    List<CompositeGroup> items = new ArrayList<>();
    Page page = pages.get(owner);
    Combination last = null;
    boolean more = false;
    if (page != null) {
      for (Combination combination : page.order) {
        if (items.size() == request.size()) {
          more = true;
          break;
        }
        budget.result();
        int group = page.groups.get(combination);
        items.add(new CompositeGroup(texts(combination), counts[group], inner.results(group)));
        last = combination;
      }
    }
    return new GroupByResult.CompositeGroups(
        request.name(),
        request.sources().stream().map(GroupBy::name).toList(),
        items,
        more ? CompositeToken.encode(last, sources) : null);
  }

  private List<String> texts(Combination combination) {
    List<String> texts = new ArrayList<>(sources.size());
    for (int i = 0; i < sources.size(); i++) {
      texts.add(combination.isAbsent(i) ? null : sources.get(i).text(combination.key(i)));
    }
    return texts;
  }
}
