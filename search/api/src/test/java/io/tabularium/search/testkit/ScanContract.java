/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parallel scans: complete, of one moment, retryable, and gone when nobody asks any more. */
public abstract class ScanContract extends ContractBase {
  private SearchIndex index;

  @BeforeEach
  final void fill() {
    index = index(ThousandRows.SCHEMA, ThousandRows.rows());
  }

  @AfterEach
  final void leave() {
    index.close();
  }

  private List<Long> drain(ScanRequest first) {
    List<Long> seen = new ArrayList<>();
    ScanPage page = index.scan(first);
    while (!page.hits().isEmpty()) {
      assertThat(page.next()).isNotNull();
      seen.addAll(keys(page.hits()));
      page = index.scan(first.at(page.next()));
    }
    assertThat(page.next()).isNull();
    return seen;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void everyRowOnceInPagesOfAnySize() {
    ScanSplits splits = index.computeSplits();
    assertThat(splits.size()).isEqualTo(1);
    assertThat(splits.sessionId()).isASCII();
    for (int page : new int[] {1, 70, 333, 1000, 5000}) {
      ScanRequest request = ScanRequest.first(splits.sessionId(), MatchAllQuery.INSTANCE);
      if (page == 1) {
        Query few = new RangeQuery("l", null, false, Value.integer(30), false);
        ScanRequest small = ScanRequest.first(splits.sessionId(), few).pages(1);
        assertThat(drain(small)).containsExactlyInAnyOrderElementsOf(numbers(0, 30));
      } else {
        assertThat(drain(request.pages(page)))
            .containsExactlyInAnyOrderElementsOf(numbers(0, 1000));
      }
    }
  }

  @Test
  void rowsComeWithTheColumnsAskedFor() {
    ScanRequest request =
        ScanRequest.first(null, new TermQuery("k", Value.string("key042")))
            .returning(ColumnSelection.ALL);
    ScanPage page = index.scan(request);
    assertThat(page.hits()).hasSize(1);
    assertThat(page.hits().get(0).columns()).isEqualTo(ThousandRows.rows()[42].cells());
    assertThat(page.hits().get(0).key()).isEqualTo(Rows.key(42, "pk_2"));
    assertThat(index.scan(request.at(page.next()))).isEqualTo(ScanPage.END);
  }

  @Test
  void aScanSeesTheMomentOfItsFirstPage() {
    ScanSplits splits = index.computeSplits();
    index.apply(List.of(Rows.put(Rows.row(5000))));
    index.refresh();
    ScanRequest request = ScanRequest.first(splits.sessionId(), MatchAllQuery.INSTANCE).pages(100);
    ScanPage page = index.scan(request);
    List<Long> seen = new ArrayList<>(keys(page.hits()));
    List<DocumentChange> changes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      changes.add(new DocumentChange.Delete(Rows.rowKey(i, "pk_" + i % 10)));
      changes.add(Rows.put(Rows.row(6000 + i)));
    }
    index.apply(changes);
    index.refresh();
    while (page.next() != null) {
      page = index.scan(request.at(page.next()));
      seen.addAll(keys(page.hits()));
    }
    List<Long> expected = new ArrayList<>(numbers(0, 1000));
    expected.add(5000L);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aPageCanBeAskedForAgain() {
    ScanRequest request = ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(100);
    List<ScanPage> pages = new ArrayList<>();
    List<ByteSlice> tokens = new ArrayList<>();
    ScanPage page = index.scan(request);
    while (!page.hits().isEmpty()) {
      pages.add(page);
      tokens.add(page.next());
      page = index.scan(request.at(page.next()));
    }
    for (int i = tokens.size() - 2; i >= 0; i--) {
      assertThat(index.scan(request.at(tokens.get(i)))).isEqualTo(pages.get(i + 1));
      assertThat(index.scan(request.at(tokens.get(i)))).isEqualTo(pages.get(i + 1));
    }
  }

  @Test
  void workersOutOfBoundsAreRefused() {
    String session = index.computeSplits().sessionId();
    ScanRequest request = ScanRequest.first(session, MatchAllQuery.INSTANCE);
    assertThatThrownBy(() -> index.scan(request.worker(1, 101)))
        .hasMessageContaining(
            "[parallel_scan.current_parallel_id] must in [0, max_parallel), current max_parallel is"
                + " 1, current_parallel_id is 101");
    assertThatThrownBy(() -> index.scan(request.worker(2, 0)))
        .hasMessageContaining(
            "[parallel_scan.max_parallel_id] must in (0 ,1], current max_parallel_id is 2");
  }

  @Test
  void scansThatAreOverAreRefused() {
    ScanRequest request =
        ScanRequest.first(index.computeSplits().sessionId(), MatchAllQuery.INSTANCE).pages(10);
    ScanPage page = index.scan(request);
    assertThat(index.statistics().scans()).isEqualTo(1);
    index.expireScans();
    assertThat(index.statistics().scans()).isZero();
    for (ScanRequest late :
        List.of(
            request,
            request.at(page.next()),
            ScanRequest.first("unknown", MatchAllQuery.INSTANCE),
            ScanRequest.first(null, MatchAllQuery.INSTANCE).at(ByteSlice.utf8("nonsense")))) {
      assertThatThrownBy(() -> index.scan(late))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OTSSessionExpired);
                assertThat(e.getMessage())
                    .isEqualTo(
                        "ScanQuery'session is expired, please retry ComputeSplitsRequest and"
                            + " ScanQuery.");
              });
    }
  }

  @Test
  void abandonedScansEndByThemselves() {
    ScanRequest request =
        ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(10).alive(Duration.ofSeconds(1));
    ScanPage page = index.scan(request);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(index.statistics().scans()).isZero());
    assertThatThrownBy(() -> index.scan(request.at(page.next())))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSSessionExpired));
  }

  @Test
  void thereAreNeverTooManyScans() {
    for (int i = 0; i < 10; i++) {
      index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(1));
    }
    assertThatThrownBy(() -> index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSQuotaExhausted));
    index.expireScans();
    assertThat(drain(ScanRequest.first(null, MatchAllQuery.INSTANCE))).hasSize(1000);
  }

  @Test
  void scansThatHaveBeenReadMakeRoomForOthers() {
    for (int i = 0; i < 9; i++) {
      index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(1));
    }
    for (int i = 0; i < 5; i++) {
      ScanRequest request =
          ScanRequest.first(index.computeSplits().sessionId(), MatchAllQuery.INSTANCE);
      ScanPage page = index.scan(request);
      assertThat(page.hits()).hasSize(1000);
      assertThat(index.scan(request.at(page.next()))).isEqualTo(ScanPage.END);
      assertThat(index.scan(request.at(page.next()))).isEqualTo(ScanPage.END);
    }
    index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(1));
    assertThatThrownBy(() -> index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE)))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSQuotaExhausted));
  }

  @Test
  void whatIsClosedExpires() {
    index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE).pages(1));
    index.close();
    assertThatThrownBy(() -> index.scan(ScanRequest.first(null, MatchAllQuery.INSTANCE)))
        .isInstanceOf(io.tabularium.search.SearchException.class);
  }
}
