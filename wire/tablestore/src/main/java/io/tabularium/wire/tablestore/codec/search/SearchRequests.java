/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static io.tabularium.wire.tablestore.codec.search.TreeBudget.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.tabularium.engine.search.ReturnedColumns;
import io.tabularium.engine.search.ScanCall;
import io.tabularium.engine.search.SearchCall;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.PrimaryKey;
import io.tabularium.search.Collapse;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.sort.Sort;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.proto.SearchProto;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import java.util.ArrayList;
import java.util.List;

/** Reads what is to be searched and scanned. */
public final class SearchRequests {
  private SearchRequests() {}

  /**
   * A search, decoded.
   *
   * @param call what the engine is asked
   * @param sort the order as the client sent it, for the token of the next page; empty for none
   */
  public record DecodedSearch(SearchCall call, ByteString sort) {}

  /** Parses a request without copying what is inside its bytes fields. */
  public static SearchProto.SearchRequest search(byte[] body) {
    return parse(
        SearchProto.SearchRequest.parser(),
        UnsafeByteOperations.unsafeWrap(body),
        Errors::undecodableRequest);
  }

  /** Parses a request without copying what is inside its bytes fields. */
  public static SearchProto.ParallelScanRequest scan(byte[] body) {
    return parse(
        SearchProto.ParallelScanRequest.parser(),
        UnsafeByteOperations.unsafeWrap(body),
        Errors::undecodableRequest);
  }

  /** What a search asks for. */
  public static DecodedSearch decode(SearchProto.SearchRequest request) {
    if (!request.hasSearchQuery()) {
      throw Errors.searchQueryInvalid();
    }
    SearchProto.SearchQuery query =
        parse(SearchProto.SearchQuery.parser(), request.getSearchQuery());
    QueryDecoder decoder = new QueryDecoder();
    SearchRequest.Builder search =
        SearchRequest.of(decoder.queryOrAll(query.hasQuery(), query.getQuery()))
            .offset(query.getOffset() == -1 ? 0 : query.getOffset())
            .countUpTo(countUpTo(query))
            .aggregations(
                new AggregationDecoder(decoder).level(query.getAggs(), query.getGroupBys()));
    if (query.hasFilter() && query.getFilter().hasQuery()) {
      search.filter(decoder.query(query.getFilter().getQuery()));
    }
    if (query.hasCollapse()) {
      search.collapse(new Collapse(query.getCollapse().getFieldName()));
    }
    if (query.hasHighlight()) {
      search.highlight(HighlightDecoder.highlight(query.getHighlight()));
    }
    List<PrimaryKey> routing = new ArrayList<>();
    for (ByteString value : request.getRoutingValuesList()) {
      routing.add(PlainBufferDecoder.readKey(ByteSlice.of(value.toByteArray())));
    }
    search.routing(routing);
    // The token brings the order it belongs to; what the request says beside it is not looked at.
    SearchToken token =
        query.hasToken() && !query.getToken().isEmpty()
            ? SearchToken.decode(query.getToken())
            : null;
    ByteString sort = token == null ? query.getSort().toByteString() : token.sort();
    search.sort(
        sort.isEmpty() ? Sort.NONE : decoder.sort(parse(SearchQueryProto.Sort.parser(), sort)));
    SearchCall call =
        new SearchCall(
            search.build(),
            query.hasLimit() ? query.getLimit() : null,
            columns(request.hasColumnsToGet(), request.getColumnsToGet()),
            request.hasTimeoutMs() ? request.getTimeoutMs() : null,
            token == null ? null : token.position());
    return new DecodedSearch(call, sort);
  }

  /** Of the two ways to ask for a count each suffices, and exactness beats an estimate. */
  private static int countUpTo(SearchProto.SearchQuery query) {
    return query.getGetTotalCount()
        ? SearchRequest.COUNT_ALL
        : Math.max(0, query.getTrackTotalCount());
  }

  /** What a scan asks for. */
  public static ScanCall decode(SearchProto.ParallelScanRequest request) {
    if (!request.hasScanQuery()) {
      throw Errors.searchQueryInvalid();
    }
    SearchProto.ScanQuery scan = request.getScanQuery();
    return new ScanCall(
        new QueryDecoder().queryOrAll(scan.hasQuery(), scan.getQuery()),
        request.hasSessionId() && !request.getSessionId().isEmpty()
            ? request.getSessionId().toStringUtf8()
            : null,
        scan.hasMaxParallel() ? scan.getMaxParallel() : null,
        scan.hasCurrentParallelId() ? scan.getCurrentParallelId() : null,
        scan.hasLimit() ? scan.getLimit() : null,
        scan.hasAliveTime() ? scan.getAliveTime() : null,
        request.hasTimeoutMs() ? request.getTimeoutMs() : null,
        scan.hasToken() && !scan.getToken().isEmpty()
            ? ByteSlice.of(scan.getToken().toByteArray())
            : null,
        columns(request.hasColumnsToGet(), request.getColumnsToGet()));
  }

  private static ReturnedColumns columns(boolean present, SearchProto.ColumnsToGet message) {
    if (!present) {
      return ReturnedColumns.NONE;
    }
    if (!message.hasReturnType()) {
      return new ReturnedColumns(
          message.getColumnNamesCount() == 0
              ? ReturnedColumns.Mode.NONE
              : ReturnedColumns.Mode.SPECIFIED,
          message.getColumnNamesList());
    }
    return new ReturnedColumns(
        switch (message.getReturnType()) {
          case RT_ALL -> ReturnedColumns.Mode.ALL;
          case RT_SPECIFIED -> ReturnedColumns.Mode.SPECIFIED;
          case RT_NONE -> ReturnedColumns.Mode.NONE;
          case RT_ALL_FROM_INDEX -> ReturnedColumns.Mode.ALL_FROM_INDEX;
        },
        message.getColumnNamesList());
  }
}
