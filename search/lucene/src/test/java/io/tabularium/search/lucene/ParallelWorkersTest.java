/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchHit;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import io.tabularium.search.lucene.document.DocumentWriter;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.testkit.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans by several workers, with a bound of rows per worker that a test can reach. */
class ParallelWorkersTest {
  private static final int ROWS = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private IndexFiles files;
  private Tools tools;
  private Scans scans;

  @BeforeEach
  void fill() throws IOException {
    files =
        IndexFiles.open(directory, Rows.KEY, IndexSchema.of(FieldSchema.of("l", FieldType.LONG)));
    tools = new Tools(files.mapping(), new LongAdder(), new QueryCompiler(files.mapping()));
    for (int i = 0; i < ROWS; i++) {
      put(i);
      if (i % 300 == 0) {
        DirectoryReader.open(files.writer()).close();
      }
    }
    scans = new Scans(1, () -> DirectoryReader.open(files.writer()), 100);
  }

  private void put(long pk) throws IOException {
    files
        .writer()
        .updateDocuments(
            new Term(Names.ID, DocumentWriter.id(Rows.rowKey(pk, ""))),
            tools.documents().write(Rows.row(pk, Rows.cell("l", pk))));
  }

  @AfterEach
  void close() throws IOException {
    scans.expire();
    files.close();
  }

  private List<Long> drain(ScanRequest first) throws IOException {
    List<Long> seen = new ArrayList<>();
    ScanPage page = scans.page(first, tools, TIMEOUT);
    while (page.next() != null) {
      page.hits().forEach(hit -> seen.add(pk(hit)));
      page = scans.page(first.at(page.next()), tools, TIMEOUT);
    }
    return seen;
  }

  private static long pk(SearchHit hit) {
    return hit.key().value(0).asLong();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void workersShareTheRowsWhateverTheirNumber() throws IOException {
    ScanSplits splits = scans.begin();
    assertThat(splits.size()).isEqualTo(11);
    Query some = new RangeQuery("l", null, false, io.tabularium.model.Value.integer(777), false);
    for (int workers : new int[] {1, 2, 3, 11}) {
      for (Query query : List.of(MatchAllQuery.INSTANCE, some)) {
        List<Long> seen = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
          ScanRequest request =
              ScanRequest.first(splits.sessionId(), query).worker(workers, worker).pages(37);
          seen.addAll(drain(request));
        }
        assertThat(seen)
            .containsExactlyInAnyOrderElementsOf(numbers(0, query == some ? 777 : ROWS));
      }
    }
  }

  @Test
  void workersWithoutASessionSeeOneMoment() throws IOException {
    ScanRequest request = ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(37);
    List<Long> seen = new ArrayList<>(drain(request.worker(3, 0)));
    for (long pk = 0; pk < 500; pk++) {
      files.writer().deleteDocuments(new Term(Names.ID, DocumentWriter.id(Rows.rowKey(pk, ""))));
      put(ROWS + pk);
    }
    seen.addAll(drain(request.worker(3, 2)));
    seen.addAll(drain(request.worker(3, 1)));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(0, ROWS));
    assertThat(drain(request.worker(3, 0))).isNotEmpty();
    assertThat(scans.running()).isEqualTo(2);
  }

  @Test
  void oneWorkerIsServedOneRequestAtATime() throws IOException {
    ScanRequest first =
        ScanRequest.first(scans.begin().sessionId(), MatchAllQuery.INSTANCE).pages(100);
    ScanPage page = scans.page(first, tools, TIMEOUT);
    ScanPage expected = scans.page(first.at(page.next()), tools, TIMEOUT);
    ConcurrentLinkedQueue<Object> answers = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> askers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      askers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int j = 0; j < 100; j++) {
                  try {
                    answers.add(scans.page(first.at(page.next()), tools, TIMEOUT));
                  } catch (ServiceException e) {
                    answers.add(e.code());
                  } catch (IOException e) {
                    answers.add(e);
                  }
                }
              }));
    }
    askers.forEach(CompletableFuture::join);
    assertThat(answers)
        .hasSize(400)
        .allMatch(a -> a.equals(expected) || a == ErrorCode.OTSRowOperationConflict);
    assertThat(answers).contains(expected);
  }
}
