/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Row;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Searches and scans: which index of a pair answers, and where the columns come from. */
final class Searching {
  private final IndexCatalog catalog;

  Searching(IndexCatalog catalog) {
    this.catalog = catalog;
  }

  // ---- searching --------------------------------------------------------------------------------

  SearchReply search(LiveIndex named, SearchCall call) {
    PageToken token = call.token() == null ? null : PageToken.decode(call.token());
    LiveIndex index = token == null ? pick(named) : member(named, token.index());
    if (index == null) {
      throw Errors.searchToken();
    }
    ColumnSource source = ColumnSource.of(call.columns(), index);
    Duration timeout = timeout(call.timeoutMillis());
    SearchRequest request =
        call.request().toBuilder()
            .limit(limit(call, source))
            .cursor(token == null ? null : token.position())
            .columns(source.fromIndex())
            .timeout(timeout)
            .build();
    long deadline = System.nanoTime() + timeout.toNanos();
    SearchResult result = index.ask(contents -> contents.search(request));
    AggregationResults aggregations =
        new AggregationRows(source, index.table()).complete(result.aggregations());
    Page page = page(index, source, request, result, deadline);
    // Clients take an empty page for the last one. If every row of this one has been deleted since
    // it was indexed, the page after it is the answer.
    while (page.rows.isEmpty() && page.next != null) {
      SearchRequest following =
          figureless(request).offset(0).cursor(page.next).timeout(left(deadline)).build();
      page =
          page(
              index,
              source,
              following,
              index.ask(contents -> contents.search(following)),
              deadline);
    }
    return new SearchReply(
        page.rows,
        result.totalCount(),
        page.next == null ? null : new PageToken(index.id(), page.next).encode(),
        aggregations);
  }

  /** Rows with their columns, and where the next page begins. */
  private record Page(List<FoundRow> rows, ByteSlice next) {}

  /** Of rows too large for one reply a page has only the first, as if fewer had been asked for. */
  private static Page page(
      LiveIndex index,
      ColumnSource source,
      SearchRequest request,
      SearchResult result,
      long deadline) {
    ColumnSource.Found found = source.rows(index.table(), result.hits());
    if (found.used() == result.hits().size()) {
      return new Page(found.rows(), result.next());
    }
    SearchRequest shorter = figureless(request).limit(found.used()).timeout(left(deadline)).build();
    SearchResult first = index.ask(contents -> contents.search(shorter));
    if (first.next() == null) {
      throw Errors.searchReplyTooLarge(Limits.SEARCH_REPLY_BYTES);
    }
    return new Page(source.rows(index.table(), first.hits()).rows(), first.next());
  }

  private static SearchRequest.Builder figureless(SearchRequest request) {
    return request.toBuilder().aggregations(Aggregations.NONE).countUpTo(0);
  }

  private static Duration left(long deadline) {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw Errors.searchTimeout();
    }
    return left;
  }

  /**
   * Who asks for what the index has may ask for as many rows, whether it keeps all of it or not.
   */
  private static int limit(SearchCall call, ColumnSource source) {
    boolean fromTable =
        source.needsTable() && call.columns().mode() != ReturnedColumns.Mode.ALL_FROM_INDEX;
    int most = fromTable ? Limits.SEARCH_LIMIT_FROM_TABLE : Limits.SEARCH_LIMIT_FROM_INDEX;
    Integer asked = call.limit();
    if (asked == null) {
      return Limits.SEARCH_LIMIT_DEFAULT;
    }
    if (asked == -1) {
      return most;
    }
    if (asked > most) {
      throw Errors.searchLimit(most);
    }
    return asked;
  }

  private static Duration timeout(Integer askedMillis) {
    return Duration.ofMillis(
        askedMillis == null || askedMillis <= 0
            ? Limits.SEARCH_TIMEOUT_MILLIS
            : Math.min(askedMillis, Limits.SEARCH_TIMEOUT_MILLIS));
  }

  // ---- which index ------------------------------------------------------------------------------

  /** The index that answers a request for this one: any of a pair, as often as its weight says. */
  private LiveIndex pick(LiveIndex named) {
    List<IndexDefinition.Weight> weights = named.definition().weights();
    int sum = 0;
    for (IndexDefinition.Weight weight : weights) {
      sum += weight.weight();
    }
    if (sum == 0) {
      return named;
    }
    int draw = ThreadLocalRandom.current().nextInt(sum);
    for (IndexDefinition.Weight weight : weights) {
      draw -= weight.weight();
      if (draw < 0) {
        LiveIndex picked = catalog.byId(weight.id());
        return picked == null ? named : picked;
      }
    }
    return named;
  }

  /** This index or its brother, whichever has the number; or {@code null}. */
  private LiveIndex member(LiveIndex named, long id) {
    if (named.id() == id) {
      return named;
    }
    return named.definition().brother() == id ? catalog.byId(id) : null;
  }

  // ---- scanning ---------------------------------------------------------------------------------

  ScanSplits computeSplits(LiveIndex named) {
    LiveIndex index = pick(named);
    ScanSplits splits = index.ask(contents -> contents.computeSplits());
    return new ScanSplits(SessionName.of(index.id(), splits.sessionId()), splits.size());
  }

  ScanReply scan(LiveIndex named, ScanCall call) {
    if (call.columns().mode() == ReturnedColumns.Mode.ALL) {
      throw Errors.scanColumns();
    }
    SessionName session = call.sessionId() == null ? null : SessionName.parse(call.sessionId());
    PageToken token = call.token() == null ? null : scanToken(call.token());
    if (session != null && token != null && session.index() != token.index()) {
      throw Errors.scanSessionExpired();
    }
    LiveIndex index =
        session != null
            ? member(named, session.index())
            : token != null ? member(named, token.index()) : pick(named);
    if (index == null) {
      throw Errors.scanSessionExpired();
    }
    ScanRequest request =
        new ScanRequest(
            session == null ? null : session.session(),
            call.query(),
            workers(call.maxParallel()),
            call.parallelId() == null ? 0 : call.parallelId(),
            token == null ? null : token.position(),
            call.limit() == null ? Limits.SCAN_LIMIT : call.limit(),
            Duration.ofSeconds(
                call.aliveSeconds() == null
                    ? Limits.SCAN_ALIVE_SECONDS_DEFAULT
                    : call.aliveSeconds()),
            scanColumns(call.columns()),
            timeout(call.timeoutMillis()));
    ScanPage page = index.ask(contents -> contents.scan(request));
    List<Row> rows = new ArrayList<>(page.hits().size());
    for (SearchHit hit : page.hits()) {
      rows.add(new Row(hit.key(), hit.columns()));
    }
    return new ScanReply(
        rows, page.next() == null ? null : new PageToken(index.id(), page.next()).encode());
  }

  /** Zero is what the Java SDK's split manager says for a scan that is not split. */
  private static int workers(Integer asked) {
    return asked == null || asked == 0 ? 1 : asked;
  }

  /** A token of a scan that means nothing here belongs to a scan that is over. */
  private static PageToken scanToken(ByteSlice token) {
    PageToken decoded = PageToken.decodeOrNull(token);
    if (decoded == null) {
      throw Errors.scanSessionExpired();
    }
    return decoded;
  }

  private static ColumnSelection scanColumns(ReturnedColumns columns) {
    return switch (columns.mode()) {
      case ALL_FROM_INDEX -> ColumnSelection.ALL;
      case SPECIFIED ->
          columns.names().isEmpty()
              ? ColumnSelection.NONE
              : new ColumnSelection.Named(columns.names());
      case NONE, ALL -> ColumnSelection.NONE;
    };
  }
}
