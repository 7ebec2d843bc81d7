/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.HighlightedField;
import io.tabularium.search.NestedHits;
import io.tabularium.search.NestedHits.NestedHit;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.document.StoredRow;
import io.tabularium.search.query.InnerHits;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSet;

/** Finds the child rows that nested queries want to be returned with their rows. */
final class InnerHitsRun {
  private final Tools tools;
  private final IndexSearcher searcher;
  private final Rows rows;
  private final ReplyBounds bounds;

  /** Reads whole rows. */
  @FunctionalInterface
  interface Rows {
    /** The row of a document. */
    StoredRow read(int doc) throws IOException;
  }

  InnerHitsRun(Tools tools, IndexSearcher searcher, Rows rows, ReplyBounds bounds) {
    this.tools = tools;
    this.searcher = searcher;
    this.rows = rows;
    this.bounds = bounds;
  }

  /**
   * A child row that was found.
   *
   * @param doc its document
   * @param score how well it fits
   */
  private record Child(int doc, float score) {}

  /** What the nested queries of a tree found in each of some rows, by document. */
  Map<Integer, List<NestedHits>> run(ScoreDoc[] docs, Query query) throws IOException {
    List<NestedQuery> wanted = wanted(query);
    if (wanted.isEmpty() || docs.length == 0) {
      return Map.of();
    }
    return run(Arrays.stream(docs).map(d -> d.doc).toList(), wanted, null);
  }

  /** The outermost nested queries that want child rows. */
  private static List<NestedQuery> wanted(Query query) {
    List<NestedQuery> wanted = new ArrayList<>();
    Trees.positive(
        query,
        false,
        node -> {
          if (node instanceof NestedQuery nested) {
            if (nested.innerHits() != null) {
              wanted.add(nested);
            } else {
              wanted.addAll(wanted(nested.query()));
            }
          }
        });
    return wanted;
  }

  /**
   * What nested queries found in each of some rows or child rows.
   *
   * @param scope the nested field of the parents, or {@code null} if they are rows
   */
  private Map<Integer, List<NestedHits>> run(
      List<Integer> parents, List<NestedQuery> queries, String scope) throws IOException {
    Map<Integer, List<NestedHits>> found = new HashMap<>();
    List<Integer> ascending = new ArrayList<>(parents);
    Collections.sort(ascending);
    for (NestedQuery query : queries) {
      Map<Integer, List<Child>> children = page(children(ascending, query, scope), query);
      List<Integer> kept =
          children.values().stream().flatMap(List::stream).map(Child::doc).toList();
      List<NestedQuery> deeper = wanted(query.query());
      Map<Integer, List<NestedHits>> inner =
          deeper.isEmpty() ? Map.of() : run(kept, deeper, query.path());
      Highlighter highlighter =
          query.innerHits().highlight() == null
              ? null
              : new Highlighter(
                  tools.mapping(), query.innerHits().highlight(), query.query(), bounds::checkTime);
      for (int parent : ascending) {
        List<NestedHit> hits = new ArrayList<>();
        for (Child child : children.getOrDefault(parent, List.of())) {
          hits.add(hit(child, query.path(), highlighter, inner));
        }
        found
            .computeIfAbsent(parent, p -> new ArrayList<>())
            .add(new NestedHits(query.path(), hits));
      }
    }
    return found;
  }

  /** The child rows a nested query finds in each of some parents. */
  private Map<Integer, List<Child>> children(List<Integer> parents, NestedQuery query, String scope)
      throws IOException {
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(tools.queries().children(query.query(), query.path())),
            ScoreMode.COMPLETE,
            1);
    Map<Integer, List<Child>> children = new HashMap<>();
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = null;
    Scorer scorer = null;
    for (int parent : parents) {
      bounds.checkTime();
      LeafReaderContext here = leaves.get(ReaderUtil.subIndex(parent, leaves));
      if (here != leaf) {
        leaf = here;
        scorer = weight.scorer(leaf);
      }
      if (scorer == null) {
        continue;
      }
      int end = parent - leaf.docBase;
      int start = start(end, leaf, scope);
      DocIdSetIterator iterator = scorer.iterator();
      int doc = iterator.docID() < start ? iterator.advance(start) : iterator.docID();
      List<Child> found = new ArrayList<>();
      for (; doc < end; doc = iterator.nextDoc()) {
        found.add(new Child(leaf.docBase + doc, scorer.score()));
      }
      children.put(parent, found);
    }
    return children;
  }

  /** The first document that may be a child of this one. */
  private int start(int parent, LeafReaderContext leaf, String scope) throws IOException {
    if (parent == 0) {
      return 0;
    }
    BitSet roots = tools.mapping().documents(null).getBitSet(leaf);
    int before = roots == null ? -1 : roots.prevSetBit(parent - 1);
    if (scope != null) {
      BitSet siblings = tools.mapping().documents(scope).getBitSet(leaf);
      before = Math.max(before, siblings == null ? -1 : siblings.prevSetBit(parent - 1));
    }
    return before + 1;
  }

  private static Map<Integer, List<Child>> page(
      Map<Integer, List<Child>> children, NestedQuery query) {
    InnerHits hits = query.innerHits();
    Comparator<Child> order = order(hits);
    Map<Integer, List<Child>> pages = new HashMap<>();
    children.forEach(
        (parent, all) ->
            pages.put(
                parent,
                all.stream().sorted(order).skip(hits.offset()).limit(hits.limit()).toList()));
    return pages;
  }

  private static Comparator<Child> order(InnerHits hits) {
    Comparator<Child> order = null;
    for (Sorter sorter : hits.sort().sorters()) {
      Comparator<Child> next =
          sorter instanceof DocSort
              ? Comparator.comparingInt(Child::doc)
              : Comparator.comparingDouble(Child::score);
      next = sorter.order() == SortOrder.DESC ? next.reversed() : next;
      order = order == null ? next : order.thenComparing(next);
    }
    if (order == null) {
      order = Comparator.comparingDouble(Child::score).reversed();
    }
    return order.thenComparingInt(Child::doc);
  }

  private NestedHit hit(
      Child child, String path, Highlighter highlighter, Map<Integer, List<NestedHits>> inner)
      throws IOException {
    bounds.checkTime();
    List<Integer> offsets = new ArrayList<>();
    int row = climb(child.doc(), path, offsets);
    List<HighlightedField> highlights =
        highlighter == null ? List.of() : highlighter.show(rows.read(row), offsets);
    return new NestedHit(
        offsets.get(offsets.size() - 1),
        child.score(),
        highlights,
        inner.getOrDefault(child.doc(), List.of()));
  }

  /**
   * Goes from a child row up to its row.
   *
   * @param offsets gets the places in the arrays on the way, outermost first
   * @return the document of the row
   */
  private int climb(int doc, String path, List<Integer> offsets) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    int here = doc - leaf.docBase;
    for (String at = path; at != null; at = tools.mapping().fields().parentPath(at)) {
      NumericDocValues places = leaf.reader().getNumericDocValues(Names.OFFSET);
      places.advanceExact(here);
      offsets.add(0, (int) places.longValue());
      String parent = tools.mapping().fields().parentPath(at);
      here = tools.mapping().documents(parent).getBitSet(leaf).nextSetBit(here);
    }
    return leaf.docBase + here;
  }
}
