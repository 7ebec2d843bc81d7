/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Searches in slices: how an index is cut, who does the work, and how it ends. */
@Timeout(60)
class SlicedSearcherTest {
  /** Documents of the segments, in their order. */
  private static final int[] SEGMENTS = {20, 70, 10, 40, 30, 60};

  private static final int ALL = 230;

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final SliceThreads threads = new SliceThreads(4, 1, 0);
  private DirectoryReader reader;

  @BeforeEach
  void fill() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int documents : SEGMENTS) {
        for (int i = 0; i < documents; i++) {
          Document document = new Document();
          document.add(new StringField("f", "all", Field.Store.NO));
          writer.addDocument(document);
        }
        writer.flush();
      }
    }
    reader = DirectoryReader.open(directory);
  }

  @AfterEach
  void close() throws IOException {
    threads.close();
    reader.close();
    directory.close();
  }

  private IndexSearcher sliced(int most, Executor helpers) {
    return new SlicedSearcher(new IndexSearcher(reader), most, helpers, 0);
  }

  /** Notes the threads by which documents are seen, and counts them. */
  private record Seen(Consumer<LeafReaderContext> onLeaf, Set<Thread> threads)
      implements CollectorManager<Seer, Integer> {
    Seen(Consumer<LeafReaderContext> onLeaf) {
      this(onLeaf, ConcurrentHashMap.newKeySet());
    }

    @Override
    public Seer newCollector() {
      return new Seer(this);
    }

    @Override
    public Integer reduce(Collection<Seer> all) {
      return all.stream().mapToInt(seer -> seer.documents).sum();
    }
  }

  private static final class Seer extends SimpleCollector {
    private final Seen seen;
    private int documents;

    Seer(Seen seen) {
      this.seen = seen;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) {
      seen.onLeaf().accept(leaf);
    }

    @Override
    public void collect(int doc) {
      seen.threads().add(Thread.currentThread());
      documents++;
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }

  @Test
  void segmentsAreSeenOnceAndByEachThreadInTheirOrder() throws IOException {
    for (int round = 0; round < 50; round++) {
      Map<Thread, List<Integer>> seen = new ConcurrentHashMap<>();
      Seen manager =
          new Seen(
              leaf ->
                  seen.computeIfAbsent(Thread.currentThread(), thread -> new ArrayList<>())
                      .add(leaf.ord));
      assertThat(sliced(3, threads).search(new MatchAllDocsQuery(), manager)).isEqualTo(ALL);
      assertThat(seen.values()).allSatisfy(leaves -> assertThat(leaves).isSorted());
      assertThat(seen.values().stream().flatMap(List::stream))
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void slicesAreSearchedAtTheSameTime() throws IOException {
    CyclicBarrier together = new CyclicBarrier(2);
    ThreadLocal<Boolean> met = ThreadLocal.withInitial(() -> false);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Seen manager =
        new Seen(
            leaf -> {
              if (!met.get()) {
                met.set(true);
                try {
                  together.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            },
            seen);
    assertThat(sliced(2, threads).search(new MatchAllDocsQuery(), manager)).isEqualTo(ALL);
    assertThat(seen).hasSize(2).contains(Thread.currentThread());
  }

  @Test
  void withoutAFreeThreadTheCallerDoesAll() throws IOException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    IndexSearcher alone = sliced(3, task -> {});
    assertThat(alone.search(new MatchAllDocsQuery(), new Seen(leaf -> {}, seen))).isEqualTo(ALL);
    assertThat(seen).containsExactly(Thread.currentThread());
    threads.close();
    assertThat(sliced(3, threads).search(new MatchAllDocsQuery(), new Seen(leaf -> {}, seen)))
        .isEqualTo(ALL);
    assertThat(seen).containsExactly(Thread.currentThread());
  }

  @Test
  void aSearchThatIsSoonOverCallsNobody() throws IOException {
    AtomicInteger called = new AtomicInteger();
    IndexSearcher searcher =
        new SlicedSearcher(
            new IndexSearcher(reader),
            3,
            task -> called.incrementAndGet(),
            TimeUnit.HOURS.toNanos(1));
    assertThat(searcher.search(new MatchAllDocsQuery(), new Seen(leaf -> {}))).isEqualTo(ALL);
    assertThat(called).hasValue(0);
    searcher = sliced(3, task -> called.incrementAndGet());
    assertThat(searcher.search(new MatchAllDocsQuery(), new Seen(leaf -> {}))).isEqualTo(ALL);
    assertThat(called).hasValue(2);
  }

  @Test
  void documentsAlikeComeAsTheyDoFromOneThread() throws IOException {
    TermQuery query = new TermQuery(new Term("f", "all"));
    for (int limit : new int[] {1, 7, 25, ALL}) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < limit; i++) {
        expected.add(i);
      }
      for (int round = 0; round < 20; round++) {
        List<Integer> docs = new ArrayList<>();
        for (ScoreDoc doc :
            sliced(3, threads)
                .search(query, new TopScoreDocCollectorManager(limit, null, 1, true))
                .scoreDocs) {
          docs.add(doc.doc);
        }
        assertThat(docs).isEqualTo(expected);
      }
    }
  }

  @Test
  void aSliceThatFailsFailsTheSearchWhenNoOtherIsBeingSearchedAnyMore() {
    for (int round = 0; round < 50; round++) {
      Set<Thread> within = ConcurrentHashMap.newKeySet();
      Seen manager =
          new Seen(
              leaf -> {
                within.add(Thread.currentThread());
                try {
                  throw new UnsupportedOperationException("this one");
                } finally {
                  within.remove(Thread.currentThread());
                }
              },
              within);
      assertThatThrownBy(() -> sliced(3, threads).search(new MatchAllDocsQuery(), manager))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("this one");
      assertThat(within).isEmpty();
    }
  }

  @Test
  void anInterruptedSearchIsCompleteAndStaysInterrupted() throws IOException {
    for (int round = 0; round < 50; round++) {
      Thread.currentThread().interrupt();
      int found = sliced(3, threads).search(new MatchAllDocsQuery(), new Seen(leaf -> {}));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(found).isEqualTo(ALL);
    }
  }

  @Test
  void aSearchStopsInAllSlicesWhenItsTimeIsUp() throws IOException {
    IndexSearcher plain = new IndexSearcher(reader);
    plain.setTimeout(() -> true);
    IndexSearcher sliced = new SlicedSearcher(plain, 3, threads, 0);
    int found = sliced.search(new MatchAllDocsQuery(), new Seen(leaf -> {}));
    assertThat(found).isZero();
    assertThat(sliced.timedOut()).isTrue();
  }

  @Test
  void aSearchHasTheProcessorsThatOthersLeave() {
    IndexSearcher plain = new IndexSearcher(reader);
    try (SliceThreads pair = new SliceThreads(2, 100, 0)) {
      pair.begin();
      assertThat(pair.widen(plain)).isInstanceOf(SlicedSearcher.class);
      pair.begin();
      assertThat(pair.widen(plain)).isSameAs(plain);
      pair.end();
      assertThat(pair.widen(plain)).isInstanceOf(SlicedSearcher.class);
    }
    try (SliceThreads large = new SliceThreads(2, 200, 0);
        SliceThreads single = new SliceThreads(1, 1, 0)) {
      large.begin();
      single.begin();
      assertThat(large.widen(plain)).isSameAs(plain);
      assertThat(single.widen(plain)).isSameAs(plain);
    }
  }
}
