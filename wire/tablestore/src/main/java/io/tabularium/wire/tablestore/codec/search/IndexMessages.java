/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import io.tabularium.engine.search.FlowWeight;
import io.tabularium.engine.search.SearchIndexChange;
import io.tabularium.engine.search.SearchIndexDescription;
import io.tabularium.engine.search.SearchIndexName;
import io.tabularium.engine.search.SearchIndexSettings;
import io.tabularium.engine.search.SearchIndexSpec;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.proto.SearchIndexProto;
import java.util.List;

/** The messages about search indexes ⇄ the engine's words. */
public final class IndexMessages {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private IndexMessages() {}

  // ---- requests ---------------------------------------------------------------------------------

  /** What CreateSearchIndex asks for. */
  public static SearchIndexSpec spec(SearchIndexProto.CreateSearchIndexRequest request) {
    if (!request.hasSchema()) {
      throw Errors.searchSchemaInvalid();
    }
    SearchIndexProto.IndexSetting setting = request.getSchema().getIndexSetting();
    return new SearchIndexSpec(
        request.getIndexName(),
        SchemaMessages.schema(request.getSchema()),
        new SearchIndexSettings(
            setting.hasNumberOfShards() ? setting.getNumberOfShards() : null,
            setting.hasRoutingPartitionSize() ? setting.getRoutingPartitionSize() : null,
            setting.hasEnableCustomColumnVersion() ? setting.getEnableCustomColumnVersion() : null),
        request.hasSourceIndexName() && !request.getSourceIndexName().isEmpty()
            ? request.getSourceIndexName()
            : null,
        request.hasTimeToLive() ? request.getTimeToLive() : null);
  }

  /** What UpdateSearchIndex asks for. */
  public static SearchIndexChange change(SearchIndexProto.UpdateSearchIndexRequest request) {
    return new SearchIndexChange(
        request.hasSwitchIndexName() && !request.getSwitchIndexName().isEmpty()
            ? request.getSwitchIndexName()
            : null,
        request.getQueryFlowWeightList().stream().map(IndexMessages::weight).toList(),
        request.hasTimeToLive() ? request.getTimeToLive() : null,
        SchemaMessages.fields(request.getAddedFieldSchemasList()));
  }

  private static FlowWeight weight(SearchIndexProto.QueryFlowWeight message) {
    if (!message.hasIndexName() || !message.hasWeight()) {
      throw Errors.searchSchemaInvalid();
    }
    return new FlowWeight(message.getIndexName(), message.getWeight());
  }

  // ---- replies ----------------------------------------------------------------------------------

  /** The reply of ListSearchIndex. */
  public static SearchIndexProto.ListSearchIndexResponse list(List<SearchIndexName> names) {
    SearchIndexProto.ListSearchIndexResponse.Builder reply =
        SearchIndexProto.ListSearchIndexResponse.newBuilder();
    for (SearchIndexName name : names) {
      reply.addIndices(
          SearchIndexProto.IndexInfo.newBuilder()
              .setTableName(name.table())
              .setIndexName(name.index()));
    }
    return reply.build();
  }

  /** The reply of DescribeSearchIndex. */
  public static SearchIndexProto.DescribeSearchIndexResponse describe(
      SearchIndexDescription index) {
    SearchIndexProto.DescribeSearchIndexResponse.Builder reply =
        SearchIndexProto.DescribeSearchIndexResponse.newBuilder()
            .setSchema(schema(index))
            .setSyncStat(
                SearchIndexProto.SyncStat.newBuilder()
                    .setSyncPhase(
                        index.phase() == SearchIndexDescription.Phase.FULL
                            ? SearchIndexProto.SyncPhase.SP_FULL
                            : SearchIndexProto.SyncPhase.SP_INCR)
                    .setCurrentSyncTimestamp(index.syncedUntilMillis() * NANOS_PER_MILLI))
            .setMeteringInfo(
                SearchIndexProto.MeteringInfo.newBuilder()
                    .setStorageSize(index.bytes())
                    .setRowCount(index.rows())
                    .setReservedReadCu(0)
                    .setTimestamp(index.measuredAtMillis()))
            .setCreateTime(index.createdMillis())
            .setTimeToLive(index.timeToLiveSeconds())
            .setIndexStatus(
                SearchIndexProto.IndexStatus.newBuilder()
                    .setStatus(status(index.status()))
                    .setStatusDescription(index.statusText()));
    if (index.brother() != null) {
      reply.setBrotherIndexName(index.brother());
    }
    for (FlowWeight weight : index.weights()) {
      reply.addQueryFlowWeight(
          SearchIndexProto.QueryFlowWeight.newBuilder()
              .setIndexName(weight.index())
              .setWeight(weight.weight()));
    }
    return reply.build();
  }

  private static SearchIndexProto.IndexSchema schema(SearchIndexDescription index) {
    SearchIndexProto.IndexSetting.Builder setting =
        SearchIndexProto.IndexSetting.newBuilder()
            .addAllRoutingFields(index.schema().routingFields());
    SearchIndexSettings settings = index.settings();
    if (settings.shards() != null) {
      setting.setNumberOfShards(settings.shards());
    }
    if (settings.routingPartitionSize() != null) {
      setting.setRoutingPartitionSize(settings.routingPartitionSize());
    }
    if (settings.customColumnVersion() != null) {
      setting.setEnableCustomColumnVersion(settings.customColumnVersion());
    }
    SearchIndexProto.IndexSchema.Builder schema =
        SearchIndexProto.IndexSchema.newBuilder()
            .setIndexSetting(setting)
            .setIndexSort(SchemaMessages.message(index.schema().effectivePresort()));
    index.schema().fields().forEach(field -> schema.addFieldSchemas(SchemaMessages.message(field)));
    return schema.build();
  }

  private static SearchIndexProto.IndexStatusEnum status(SearchIndexDescription.Status status) {
    return switch (status) {
      case PENDING -> SearchIndexProto.IndexStatusEnum.IS_PENDING;
      case FAILED -> SearchIndexProto.IndexStatusEnum.IS_FAILED;
      case RUNNING -> SearchIndexProto.IndexStatusEnum.IS_RUNNING;
    };
  }
}
