/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.NumericUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of numbers find what Lucene's own do, and know about how much that is. */
class NumberSetQueryTest {
  private static final int DOCS = 9000;
  private static final int[] SEGMENT_ENDS = {5000, 8500};
  private static final String FIELD = "numbers";
  private static final String REAL = "reals";
  private static final String PLACE = "place";

  private final Random random = new Random(20_242);
  private final Directory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;

  /** Fills the index with documents that have these numbers. */
  private IndexSearcher fill(int documents, int[] ends, IntFunction<long[]> numbers, boolean delete)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE).setRAMBufferSizeMB(256);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int doc = 0; doc < documents; doc++) {
        Document document = new Document();
        document.add(new KeywordField("id", "" + doc % 7, Field.Store.NO));
        document.add(new LongField(PLACE, doc, Field.Store.NO));
        for (long number : numbers.apply(doc)) {
          document.add(new LongField(FIELD, number, Field.Store.NO));
          document.add(new DoubleField(REAL, real(number), Field.Store.NO));
        }
        writer.addDocument(document);
        for (int end : ends) {
          if (doc == end) {
            writer.flush();
          }
        }
      }
      if (delete) {
        writer.deleteDocuments(new Term("id", "3"));
      }
    }
    reader = DirectoryReader.open(directory);
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    return searcher;
  }

  @AfterEach
  void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    directory.close();
  }

  private static double real(long number) {
    return (number - 20) / 8.0;
  }

  private static Query ours(long... numbers) {
    return new NumberSetQuery(FIELD, LongStream.of(numbers).sorted().distinct().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, false, false",
    "40, 1, true, true",
    "40, 3, false, true",
    "3000, 1, true, false",
    "3000, 4, true, true",
    "8000, 1, false, true"
  })
  void findsWhatLuceneFinds(int different, int most, boolean skewed, boolean delete)
      throws IOException {
    IndexSearcher searcher =
        fill(
            DOCS,
            SEGMENT_ENDS,
            doc -> {
              long[] had = new long[random.nextInt(most + 1)];
              for (int i = 0; i < had.length; i++) {
                double draw = random.nextDouble();
                had[i] = (long) (different * (skewed ? draw * draw * draw * draw : draw));
              }
              return had;
            },
            delete);
    assertThat(reader.leaves()).hasSizeGreaterThan(2);
    for (int size : new int[] {2, 3, 17, 150, 900}) {
      // Some of them nobody has.
      long[] wanted =
          random.longs(size, -5, different + different / 4 + 5).sorted().distinct().toArray();
      double[] reals = Arrays.stream(wanted).mapToDouble(NumberSetQueryTest::real).toArray();
      long[] bits = Arrays.stream(reals).mapToLong(NumericUtils::doubleToSortableLong).toArray();
      check(searcher, ours(wanted), LongField.newSetQuery(FIELD, wanted));
      check(searcher, new NumberSetQuery(REAL, bits), DoubleField.newSetQuery(REAL, reals));
    }
  }

  private void check(IndexSearcher searcher, Query ours, Query lucenes) throws IOException {
    check(searcher, ours, lucenes, new MatchAllDocsQuery(), Occur.FILTER);
    assertThat(searcher.count(ours)).isEqualTo(searcher.count(lucenes));
    for (int width : new int[] {1, 20, 400, 4000, DOCS}) {
      int from = random.nextInt(DOCS - width + 1);
      Query range = LongField.newRangeQuery(PLACE, from, from + width - 1);
      for (Occur occur : new Occur[] {Occur.FILTER, Occur.MUST, Occur.MUST_NOT, Occur.SHOULD}) {
        check(searcher, ours, lucenes, range, occur);
      }
    }
  }

  private static void check(
      IndexSearcher searcher, Query ours, Query lucenes, Query range, Occur occur)
      throws IOException {
    assertThat(found(searcher, both(range, ours, occur)))
        .isEqualTo(found(searcher, both(range, lucenes, occur)));
  }

  private static Query both(Query range, Query set, Occur occur) {
    Occur other = occur == Occur.SHOULD ? Occur.SHOULD : Occur.FILTER;
    return new BooleanQuery.Builder().add(range, other).add(set, occur).build();
  }

  private static List<String> found(IndexSearcher searcher, Query query) throws IOException {
    return Arrays.stream(searcher.search(query, DOCS).scoreDocs).map(ScoreDoc::toString).toList();
  }

  @Test
  void everyDocumentFoundHasTheSameScore() throws IOException {
    IndexSearcher searcher = fill(DOCS, SEGMENT_ENDS, doc -> new long[] {doc % 40}, false);
    Query query = new BoostQuery(ours(1, 2, 3), 2.5f);
    for (Query asked : List.of(query, both(new FieldExistsQuery(PLACE), query, Occur.MUST))) {
      assertThat(searcher.search(asked, 100).scoreDocs)
          .isNotEmpty()
          .allMatch(doc -> doc.score == 2.5f);
    }
  }

  @Test
  void aSegmentWhoseNumbersAreAllBelowOrAboveIsLeftOut() throws IOException {
    IndexSearcher searcher = fill(DOCS, SEGMENT_ENDS, doc -> new long[] {doc + 1}, false);
    Query query = ours(0, 5002, 8501, 9001);
    LeafReaderContext[] leaves = reader.leaves().toArray(new LeafReaderContext[0]);
    assertThat(supplier(searcher, query, leaves[0])).isNull();
    assertThat(supplier(searcher, query, leaves[1])).isNotNull();
    assertThat(supplier(searcher, query, leaves[2])).isNull();
    assertThat(searcher.count(query)).isEqualTo(2);
  }

  @Test
  void onlyAClauseThatFollowsIsLookedUpInTheColumn() throws IOException {
    IndexSearcher searcher = fill(DOCS, SEGMENT_ENDS, doc -> new long[] {doc}, false);
    ScorerSupplier supplier = supplier(searcher, ours(1, 4000, 4001), reader.leaves().get(0));
    assertThat(supplier.get(supplier.cost()).twoPhaseIterator()).isNull();
    assertThat(supplier.get(10).twoPhaseIterator()).isNotNull();
  }

  @Test
  void numbersThatAreNotIndexedAreNotFound() throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      Document document = new Document();
      document.add(new SortedNumericDocValuesField(FIELD, 1));
      writer.addDocument(document);
    }
    reader = DirectoryReader.open(directory);
    IndexSearcher searcher = new IndexSearcher(reader);
    assertThat(searcher.count(LongField.newSetQuery(FIELD, 1, 2))).isZero();
    assertThat(searcher.count(ours(1, 2))).isZero();
  }

  private static ScorerSupplier supplier(
      IndexSearcher searcher, Query query, LeafReaderContext leaf) throws IOException {
    return query.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, 1).scorerSupplier(leaf);
  }

  private static long cost(IndexSearcher searcher, long... numbers) throws IOException {
    long sum = 0;
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      ScorerSupplier supplier = supplier(searcher, ours(numbers), leaf);
      sum += supplier == null ? 0 : supplier.cost();
    }
    return sum;
  }

  /**
   * Two of three have 77,777, the others one of fifty numbers, and most of those one of their own.
   */
  private static long skewed(int doc) {
    if (doc % 3 < 2) {
      return 77_777;
    }
    return doc % 5 == 0 ? 1_000_000 + doc / 15 % 50 : 2_000_000 + doc;
  }

  @Test
  void costsAreAboutWhatTheNumbersHave() throws IOException {
    IndexSearcher searcher =
        fill(300_000, new int[] {250_000}, doc -> new long[] {skewed(doc)}, false);
    assertThat(cost(searcher, 77_777, 77_778)).isBetween(195_000L, 205_000L);
    // A frequent number is not overlooked among many that nobody has.
    long[] lonely = LongStream.range(0, 2000).map(i -> 77_777 + 40 * i).toArray();
    assertThat(cost(searcher, lonely)).isBetween(195_000L, 240_000L);
    // For a rare number a leaf is read.
    assertThat(cost(searcher, 2_000_002, 2_100_004, 2_200_001)).isBetween(3L, 3 * 512L);
    assertThat(cost(searcher, 2_000_002, 2_000_008, 2_000_014)).isBetween(3L, 3 * 512L);
    // Half of the numbers that 20,000 have, and all that 80,000 have.
    long[] some = LongStream.range(0, 25).map(i -> 1_000_000 + 2 * i).toArray();
    assertThat(cost(searcher, some)).isBetween(5_000L, 20_000L);
    long[] all = LongStream.range(2_000_000, 2_300_000).toArray();
    assertThat(cost(searcher, all)).isBetween(75_000L, 95_000L);
  }

  @ParameterizedTest
  @CsvSource({"10", "1000", "100000"})
  void anEstimateLooksAtFewNodesHoweverManyNumbersThereAre(int size) throws IOException {
    fill(300_000, new int[0], doc -> new long[] {random.nextInt(150_000)}, false);
    CountedPoints points = new CountedPoints(reader.leaves().get(0).reader().getPointValues(FIELD));
    long[] wanted = random.longs(size, 0, 150_000).sorted().distinct().toArray();
    long estimate = PointEstimate.of(points, wanted, 10_000, 16);
    // Each number has about two documents, in one or two of nearly 600 leaves.
    assertThat(estimate).isBetween(wanted.length * 2L, Math.min(300_000, wanted.length * 512L));
    assertThat(points.moves).isLessThan(300);
  }

  @Test
  void setsAreEqualIfTheirNumbersAre() {
    assertThat(ours(1, 2))
        .isEqualTo(ours(2, 1, 2))
        .hasSameHashCodeAs(ours(2, 1))
        .isNotEqualTo(ours(1))
        .isNotEqualTo(ours(1, 3))
        .isNotEqualTo(new NumberSetQuery(REAL, new long[] {1, 2}))
        .isNotEqualTo(LongPoint.newSetQuery(FIELD, 1, 2));
  }

  /** Counts how often somebody goes to a node of the tree. */
  private static final class CountedPoints extends PointValues {
    private final PointValues points;
    private int moves;

    CountedPoints(PointValues points) {
      this.points = points;
    }

    @Override
    public PointTree getPointTree() throws IOException {
      return new CountedTree(points.getPointTree());
    }

    @Override
    public byte[] getMinPackedValue() throws IOException {
      return points.getMinPackedValue();
    }

    @Override
    public byte[] getMaxPackedValue() throws IOException {
      return points.getMaxPackedValue();
    }

    @Override
    public int getNumDimensions() throws IOException {
      return points.getNumDimensions();
    }

    @Override
    public int getNumIndexDimensions() throws IOException {
      return points.getNumIndexDimensions();
    }

    @Override
    public int getBytesPerDimension() throws IOException {
      return points.getBytesPerDimension();
    }

    @Override
    public long size() {
      return points.size();
    }

    @Override
    public int getDocCount() {
      return points.getDocCount();
    }

    private final class CountedTree implements PointTree {
      private final PointTree tree;

      CountedTree(PointTree tree) {
        this.tree = tree;
      }

      private boolean counted(boolean moved) {
        moves += moved ? 1 : 0;
        return moved;
      }

      @Override
      public PointTree clone() {
        return new CountedTree(tree.clone());
      }

      @Override
      public boolean moveToChild() throws IOException {
        return counted(tree.moveToChild());
      }

      @Override
      public boolean moveToSibling() throws IOException {
        return counted(tree.moveToSibling());
      }

      @Override
      public boolean moveToParent() throws IOException {
        return tree.moveToParent();
      }

      @Override
      public byte[] getMinPackedValue() {
        return tree.getMinPackedValue();
      }

      @Override
      public byte[] getMaxPackedValue() {
        return tree.getMaxPackedValue();
      }

      @Override
      public long size() {
        return tree.size();
      }

      @Override
      public void visitDocIDs(IntersectVisitor visitor) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void visitDocValues(IntersectVisitor visitor) {
        throw new UnsupportedOperationException();
      }
    }
  }
}
