/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchRequest;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.sort.CompiledSort;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.grouping.FirstPassGroupingCollector;
import org.apache.lucene.search.grouping.GroupSelector;
import org.apache.lucene.search.grouping.SearchGroup;
import org.apache.lucene.search.grouping.TopGroups;
import org.apache.lucene.search.grouping.TopGroupsCollector;
import org.apache.lucene.util.BytesRef;

/**
 * One row for each value of a field: a first pass finds the best groups, a second the best row of
 * each, so that memory is bound by the page and not by the number of groups.
 */
final class CollapsedSearch {
  private final IndexSearcher searcher;
  private final Mapping mapping;
  private final CompiledSort sort;

  CollapsedSearch(IndexSearcher searcher, Mapping mapping, CompiledSort sort) {
    this.searcher = searcher;
    this.mapping = mapping;
    this.sort = sort;
  }

  /** The best row of each group of the page. */
  ScoreDoc[] run(SearchRequest request, Query query) throws IOException {
    IndexField field = mapping.fields().find(request.collapse().field());
    return field.type() == FieldType.KEYWORD
        ? run(request, query, () -> new Strings(field.path()))
        : run(request, query, () -> new Numbers(field.path()));
  }

  /**
   * One collector for all leaves, which a searcher without threads of its own visits in turn.
   *
   * @param collector the collector
   */
  private record One(Collector collector) implements CollectorManager<Collector, Void> {
    @Override
    public Collector newCollector() {
      return collector;
    }

    @Override
    public Void reduce(Collection<Collector> collectors) {
      return null;
    }
  }

  /** Makes a fresh selector for a pass. */
  private interface Selectors<T> {
    GroupSelector<T> get();
  }

  private <T> ScoreDoc[] run(SearchRequest request, Query query, Selectors<T> selectors)
      throws IOException {
    FirstPassGroupingCollector<T> first =
        new FirstPassGroupingCollector<>(
            selectors.get(), sort.lucene(), request.offset() + request.limit());
    searcher.search(query, new One(first));
    Collection<SearchGroup<T>> groups = first.getTopGroups(request.offset());
    if (groups == null || searcher.timedOut()) {
      return new ScoreDoc[0];
    }
    TopGroupsCollector<T> second =
        new TopGroupsCollector<>(selectors.get(), groups, sort.lucene(), sort.lucene(), 1, false);
    searcher.search(query, new One(second));
    TopGroups<T> found = second.getTopGroups(0);
    List<ScoreDoc> docs = new ArrayList<>();
    for (int i = 0; i < found.groups.length; i++) {
      for (ScoreDoc doc : found.groups[i].scoreDocs) {
        FieldDoc best = (FieldDoc) doc;
        docs.add(new FieldDoc(best.doc, best.score, best.fields));
      }
    }
    return docs.toArray(new ScoreDoc[0]);
  }

  /** Groups by a number; {@code null} for rows without. */
  private static final class Numbers extends GroupSelector<Long> {
    private final String field;
    private SortedNumericDocValues values;
    private Long current;
    private Collection<Long> wanted;

    Numbers(String field) {
      this.field = field;
    }

    @Override
    public void setNextReader(LeafReaderContext leaf) throws IOException {
      values = DocValues.getSortedNumeric(leaf.reader(), field);
    }

    @Override
    public void setScorer(Scorable scorer) {}

    @Override
    public State advanceTo(int doc) throws IOException {
      current = values.advanceExact(doc) ? (Long) values.nextValue() : null;
      return wanted == null || wanted.contains(current) ? State.ACCEPT : State.SKIP;
    }

    @Override
    public Long currentValue() {
      return current;
    }

    @Override
    public Long copyValue() {
      return current;
    }

    @Override
    public void setGroups(Collection<SearchGroup<Long>> groups) {
      wanted = new java.util.HashSet<>();
      groups.forEach(group -> wanted.add(group.groupValue));
    }
  }

  /** Groups by a string; {@code null} for rows without. */
  private static final class Strings extends GroupSelector<BytesRef> {
    private final String field;
    private SortedSetDocValues values;
    private long ordinal;
    private Collection<BytesRef> wanted;

    Strings(String field) {
      this.field = field;
    }

    @Override
    public void setNextReader(LeafReaderContext leaf) throws IOException {
      values = DocValues.getSortedSet(leaf.reader(), field);
    }

    @Override
    public void setScorer(Scorable scorer) {}

    @Override
    public State advanceTo(int doc) throws IOException {
      ordinal = values.advanceExact(doc) ? values.nextOrd() : -1;
      return wanted == null || wanted.contains(currentValue()) ? State.ACCEPT : State.SKIP;
    }

    @Override
    public BytesRef currentValue() throws IOException {
      return ordinal < 0 ? null : values.lookupOrd(ordinal);
    }

    @Override
    public BytesRef copyValue() throws IOException {
      return ordinal < 0 ? null : BytesRef.deepCopyOf(values.lookupOrd(ordinal));
    }

    @Override
    public void setGroups(Collection<SearchGroup<BytesRef>> groups) {
      wanted = new java.util.HashSet<>();
      groups.forEach(group -> wanted.add(group.groupValue));
    }
  }
}
