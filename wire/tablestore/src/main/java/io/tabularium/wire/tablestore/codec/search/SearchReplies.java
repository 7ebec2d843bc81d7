/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.tabularium.engine.search.FoundRow;
import io.tabularium.engine.search.ScanReply;
import io.tabularium.engine.search.SearchReply;
import io.tabularium.model.Row;
import io.tabularium.search.HighlightedField;
import io.tabularium.search.NestedHits;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchHit;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.wire.tablestore.codec.PlainBufferEncoder;
import io.tabularium.wire.tablestore.proto.SearchProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import java.util.List;

/** Writes what was found. */
public final class SearchReplies {
  private static final TablestoreProto.ConsumedCapacity NOTHING =
      TablestoreProto.ConsumedCapacity.newBuilder()
          .setCapacityUnit(TablestoreProto.CapacityUnit.newBuilder().setRead(0).setWrite(0))
          .build();

  private SearchReplies() {}

  /**
   * The reply of Search.
   *
   * @param sort the order as the client sent it; empty for none
   */
  public static SearchProto.SearchResponse search(SearchReply reply, ByteString sort) {
    SearchProto.SearchResponse.Builder message =
        SearchProto.SearchResponse.newBuilder()
            .setTotalHits(reply.totalCount())
            .setIsAllSucceeded(true)
            .setConsumed(NOTHING)
            .setReservedConsumed(NOTHING);
    for (FoundRow found : reply.rows()) {
      message.addRows(row(found.row()));
      message.addSearchHits(hit(found.hit()));
    }
    if (reply.token() != null) {
      message.setNextToken(
          UnsafeByteOperations.unsafeWrap(new SearchToken(sort, reply.token()).encode()));
    }
    AggregationResults results = reply.aggregations();
    if (!results.metrics().isEmpty()) {
      message.setAggs(AggregationEncoder.metrics(results.metrics()).toByteString());
    }
    if (!results.groups().isEmpty()) {
      message.setGroupBys(AggregationEncoder.groups(results.groups()).toByteString());
    }
    return message.build();
  }

  /** The reply of ComputeSplits. */
  public static SearchProto.ComputeSplitsResponse splits(ScanSplits splits) {
    return SearchProto.ComputeSplitsResponse.newBuilder()
        .setSessionId(ByteString.copyFromUtf8(splits.sessionId()))
        .setSplitsSize(splits.size())
        .build();
  }

  /** The reply of ParallelScan. */
  public static SearchProto.ParallelScanResponse scan(ScanReply reply) {
    SearchProto.ParallelScanResponse.Builder message =
        SearchProto.ParallelScanResponse.newBuilder();
    reply.rows().forEach(row -> message.addRows(row(row)));
    if (reply.token() != null) {
      message.setNextToken(ByteString.copyFrom(reply.token().toByteArray()));
    }
    return message.build();
  }

  /** One row, complete with the header of a stream of rows. */
  static ByteString row(Row row) {
    return UnsafeByteOperations.unsafeWrap(PlainBufferEncoder.row(row));
  }

  private static SearchProto.SearchHit hit(SearchHit hit) {
    SearchProto.SearchHit.Builder message =
        SearchProto.SearchHit.newBuilder().setScore(hit.score());
    describe(hit.highlights(), hit.innerHits(), message);
    return message.build();
  }

  private static SearchProto.SearchHit hit(NestedHits.NestedHit hit) {
    SearchProto.SearchHit.Builder message =
        SearchProto.SearchHit.newBuilder().setScore(hit.score()).setNestedDocOffset(hit.offset());
    describe(hit.highlights(), hit.innerHits(), message);
    return message.build();
  }

  private static void describe(
      List<HighlightedField> highlights,
      List<NestedHits> innerHits,
      SearchProto.SearchHit.Builder message) {
    if (!highlights.isEmpty()) {
      SearchProto.HighlightResult.Builder result = SearchProto.HighlightResult.newBuilder();
      for (HighlightedField field : highlights) {
        result.addHighlightFields(
            SearchProto.HighlightField.newBuilder()
                .setFieldName(field.name())
                .addAllFieldFragments(field.fragments()));
      }
      message.setHighlightResult(result);
    }
    for (NestedHits nested : innerHits) {
      SearchProto.SearchInnerHit.Builder inner =
          SearchProto.SearchInnerHit.newBuilder().setPath(nested.path());
      nested.hits().forEach(hit -> inner.addSearchHits(hit(hit)));
      message.addSearchInnerHits(inner);
    }
  }
}
