/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is found at the front of an order is what is found by looking at everything. */
class FrontSearchTest {
  private static final int DOCUMENTS = 40_000;
  private static final int SEGMENTS = 5;

  private static ByteBuffersDirectory directory;
  private static DirectoryReader reader;
  private static IndexSearcher searcher;

  @BeforeAll
  static void fill() throws IOException {
    directory = new ByteBuffersDirectory();
    SplittableRandom random = new SplittableRandom(5);
    IndexWriterConfig config =
        new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE).setMaxBufferedDocs(100_000);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document document = new Document();
        document.add(new LongField("range", random.nextInt(1000), Field.Store.NO));
        document.add(new LongField("time", random.nextLong(), Field.Store.NO));
        document.add(new LongField("few", random.nextInt(20), Field.Store.NO));
        document.add(new LongField("skewed", 1L << random.nextInt(60), Field.Store.NO));
        double real = random.nextDouble() * 2 - 1;
        document.add(new DoubleField("real", real * real * real, Field.Store.NO));
        for (int n = random.nextInt(3); n > 0; n--) {
          document.add(new LongField("several", random.nextInt(1 << 20), Field.Store.NO));
        }
        // The rows at either end of this order are not in the middle of the other.
        document.add(new LongField("against", i, Field.Store.NO));
        document.add(new LongField("number", i, Field.Store.NO));
        document.add(new KeywordField("word", "w" + random.nextInt(4), Field.Store.NO));
        writer.addDocument(document);
        if (i % (DOCUMENTS / SEGMENTS) == 0) {
          writer.flush();
        }
      }
      for (int i = 0; i < DOCUMENTS; i += 97) {
        writer.deleteDocuments(LongField.newExactQuery("number", i));
      }
    }
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
  }

  @AfterAll
  static void close() throws IOException {
    reader.close();
    directory.close();
  }

  private static Query range(String field, long from, long to) {
    return LongField.newRangeQuery(field, from, to);
  }

  private static SortedNumericSortField by(
      String field, SortField.Type type, boolean reverse, SortedNumericSelector.Type which) {
    SortedNumericSortField sort = new SortedNumericSortField(field, type, reverse, which);
    boolean last = reverse;
    sort.setMissingValue(
        type == SortField.Type.DOUBLE
            ? (Object) (last ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
            : (Object) (last ? Long.MIN_VALUE : Long.MAX_VALUE));
    return sort;
  }

  private static SortedNumericSortField by(String field, boolean reverse) {
    return by(
        field,
        field.equals("real") ? SortField.Type.DOUBLE : SortField.Type.LONG,
        reverse,
        reverse ? SortedNumericSelector.Type.MAX : SortedNumericSelector.Type.MIN);
  }

  /** Whether the front told; if it did, it must have told the truth. */
  private static boolean tells(Query query, SortField field, FieldDoc after, int wanted)
      throws IOException {
    Sort sort = new Sort(field, SortField.FIELD_DOC);
    Query rewritten = searcher.rewrite(query);
    TopFieldDocs front = FrontSearch.run(searcher, rewritten, sort, after, wanted);
    if (front == null) {
      return false;
    }
    TopFieldDocs all =
        searcher.search(
            rewritten, new TopFieldCollectorManager(sort, wanted, after, Integer.MAX_VALUE));
    assertThat(Arrays.stream(front.scoreDocs).map(d -> d.doc))
        .as("%s by %s behind %s", query, sort, after)
        .isEqualTo(Arrays.stream(all.scoreDocs).map(d -> d.doc).toList());
    return true;
  }

  @Test
  void theFirstOfManyAreFoundAtTheFront() throws IOException {
    for (String field : new String[] {"time", "real", "number"}) {
      for (boolean reverse : new boolean[] {true, false}) {
        assertThat(tells(range("range", 0, 499), by(field, reverse), null, 10))
            .as("%s %s", field, reverse)
            .isTrue();
      }
    }
    Query narrower =
        new BooleanQuery.Builder()
            .add(range("range", 100, 899), Occur.MUST)
            .add(new TermQuery(new Term("word", "w1")), Occur.MUST_NOT)
            .build();
    assertThat(tells(narrower, by("time", true), null, 10)).isTrue();
  }

  @Test
  void theNextOnesAreFoundBehindTheLast() throws IOException {
    Query query = range("range", 0, 799);
    SortField field = by("time", true);
    Sort sort = new Sort(field, SortField.FIELD_DOC);
    TopFieldDocs all =
        searcher.search(query, new TopFieldCollectorManager(sort, DOCUMENTS, null, 1));
    int told = 0;
    for (int at : new int[] {9, 99, 999, 9_999, 19_999}) {
      told += tells(query, field, (FieldDoc) all.scoreDocs[at], 10) ? 1 : 0;
    }
    assertThat(told).isEqualTo(5);
    assertThat(tells(query, field, (FieldDoc) all.scoreDocs[all.scoreDocs.length - 5], 10))
        .as("there are not so many left")
        .isFalse();
  }

  @Test
  void whatIsNotAtTheFrontIsNotMadeUp() throws IOException {
    assertThat(tells(range("against", 10_000, 30_000), by("number", true), null, 10))
        .as("none of the front is in the range")
        .isFalse();
    assertThat(tells(range("range", 5, 6), by("time", true), null, 10))
        .as("few are in the range")
        .isFalse();
    assertThat(tells(range("range", 0, 499), by("time", true), null, 10_000))
        .as("many are wanted")
        .isFalse();
    assertThat(tells(new TermQuery(new Term("word", "w1")), by("time", true), null, 10))
        .as("nothing to collect")
        .isFalse();
    Query prefix =
        new BooleanQuery.Builder()
            .add(range("range", 0, 499), Occur.MUST)
            .add(new PrefixQuery(new Term("word", "w")), Occur.MUST)
            .build();
    assertThat(tells(prefix, by("time", true), null, 10)).as("collected as a whole").isFalse();
    SortedNumericSortField missingFirst = by("several", true);
    missingFirst.setMissingValue(Long.MAX_VALUE);
    assertThat(tells(range("range", 0, 499), missingFirst, null, 10))
        .as("rows without a number come first")
        .isFalse();
  }

  @Test
  void whateverIsAskedForIsAnsweredTruly() throws IOException {
    SplittableRandom random = new SplittableRandom(17);
    String[] fields = {"time", "few", "skewed", "real", "several", "number", "against"};
    int told = 0;
    for (int round = 0; round < 600; round++) {
      String name = fields[random.nextInt(fields.length)];
      SortedNumericSortField field =
          by(
              name,
              name.equals("real") ? SortField.Type.DOUBLE : SortField.Type.LONG,
              random.nextBoolean(),
              random.nextBoolean()
                  ? SortedNumericSelector.Type.MIN
                  : SortedNumericSelector.Type.MAX);
      if (random.nextInt(4) == 0 && !name.equals("real")) {
        field.setMissingValue(random.nextLong(1 << 20));
      }
      long from = random.nextInt(1000);
      Query query =
          random.nextInt(5) == 0
              ? range("against", from * 40, from * 40 + random.nextInt(DOCUMENTS))
              : range("range", from, from + random.nextInt(1000));
      int wanted = 1 + random.nextInt(random.nextBoolean() ? 5 : 60);
      FieldDoc after = null;
      if (random.nextBoolean()) {
        TopFieldDocs some =
            searcher.search(
                query,
                new TopFieldCollectorManager(
                    new Sort(field, SortField.FIELD_DOC), 1 + random.nextInt(3000), null, 1));
        after =
            some.scoreDocs.length == 0
                ? null
                : (FieldDoc) some.scoreDocs[some.scoreDocs.length - 1];
      }
      told += tells(query, field, after, wanted) ? 1 : 0;
    }
    assertThat(told).isGreaterThan(150);
  }
}
