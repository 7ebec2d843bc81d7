/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of strings in segments large enough that each way of looking is the cheapest somewhere. */
class StringSetQueryTest {
  private static final int DOCS = 9000;
  private static final int[] SEGMENT_ENDS = {5000, 8500};
  private static final String FIELD = "words";
  private static final String NUMBER = "number";

  private final Random random = new Random(20_241);
  private final List<Set<String>> model = new ArrayList<>();
  private final Directory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;

  /**
   * Fills the index.
   *
   * @param words how many different words there are; each is half as frequent as the one before, or
   *     all alike
   */
  private IndexSearcher fill(int words, int most, boolean skewed) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE).setRAMBufferSizeMB(64);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int doc = 0; doc < DOCS; doc++) {
        Set<String> had = new TreeSet<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
          double draw = random.nextDouble();
          had.add(word((int) (words * (skewed ? draw * draw * draw * draw : draw))));
        }
        model.add(had);
        Document document = new Document();
        document.add(new StoredField("id", doc));
        document.add(new LongField(NUMBER, doc, Field.Store.NO));
        had.forEach(word -> document.add(new KeywordField(FIELD, word, Field.Store.NO)));
        writer.addDocument(document);
        for (int end : SEGMENT_ENDS) {
          if (doc == end) {
            writer.flush();
          }
        }
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

  private static String word(int number) {
    return "w" + number;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, false",
    "40, 1, true",
    "40, 3, false",
    "3000, 1, true",
    "3000, 4, true",
    "8000, 1, false"
  })
  void findsWhatHasAnyOfTheStrings(int words, int most, boolean skewed) throws IOException {
    IndexSearcher searcher = fill(words, most, skewed);
    assertThat(reader.leaves()).hasSizeGreaterThan(2);
    for (int size : new int[] {1, 3, 17, 150, 900}) {
      Set<String> wanted = new HashSet<>();
      for (int i = 0; i < size; i++) {
        // Some of them nobody has.
        wanted.add(word(random.nextInt(words + words / 4 + 1)));
      }
      Query query = query(wanted);
      check(searcher, query, wanted, 0, DOCS, false);
      for (int width : new int[] {1, 20, 400, 4000, DOCS}) {
        int from = random.nextInt(DOCS - width + 1);
        Query range = LongField.newRangeQuery(NUMBER, from, from + width - 1);
        check(searcher, both(range, query, Occur.FILTER), wanted, from, from + width, false);
        check(searcher, both(range, query, Occur.MUST), wanted, from, from + width, false);
        check(searcher, both(range, query, Occur.MUST_NOT), wanted, from, from + width, true);
      }
    }
  }

  private static Query query(Set<String> wanted) {
    Set<BytesRef> strings = new HashSet<>();
    wanted.forEach(word -> strings.add(new BytesRef(word)));
    return new StringSetQuery(FIELD, strings);
  }

  private static Query both(Query range, Query set, Occur occur) {
    return new BooleanQuery.Builder().add(range, Occur.FILTER).add(set, occur).build();
  }

  private void check(
      IndexSearcher searcher, Query query, Set<String> wanted, int from, int to, boolean without)
      throws IOException {
    List<Integer> expected =
        IntStream.range(from, to)
            .filter(doc -> model.get(doc).stream().anyMatch(wanted::contains) != without)
            .boxed()
            .toList();
    List<Integer> found = new ArrayList<>();
    for (ScoreDoc doc : searcher.search(query, DOCS).scoreDocs) {
      found.add(searcher.storedFields().document(doc.doc).getField("id").numericValue().intValue());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(searcher.count(query)).isEqualTo(expected.size());
  }

  @Test
  void everyDocumentFoundHasTheSameScore() throws IOException {
    IndexSearcher searcher = fill(40, 2, true);
    Query query =
        new org.apache.lucene.search.BoostQuery(query(Set.of(word(1), word(2), word(3))), 2.5f);
    for (Query asked : List.of(query, both(new MatchAllDocsQuery(), query, Occur.MUST))) {
      assertThat(searcher.search(asked, 100).scoreDocs)
          .isNotEmpty()
          .allMatch(doc -> doc.score == 2.5f);
    }
  }

  @Test
  void theClauseThatLeadsIsNotLookedUpInTheColumn() throws IOException {
    IndexSearcher searcher = fill(8000, 1, false);
    // Nobody has most of these strings, so it is few documents that they are looked up for.
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      wanted.add(i % 50 == 0 ? word(i) : "no" + i);
    }
    ScorerSupplier supplier =
        query(wanted)
            .createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, 1)
            .scorerSupplier(reader.leaves().get(0));
    assertThat(supplier.get(supplier.cost()).twoPhaseIterator()).isNull();
  }

  @Test
  void setsAreEqualIfTheirStringsAre() {
    assertThat(query(Set.of("a", "b")))
        .isEqualTo(query(new TreeSet<>(List.of("b", "a"))))
        .hasSameHashCodeAs(query(Set.of("b", "a")))
        .isNotEqualTo(query(Set.of("a")))
        .isNotEqualTo(query(Set.of("a", "c")));
  }
}
