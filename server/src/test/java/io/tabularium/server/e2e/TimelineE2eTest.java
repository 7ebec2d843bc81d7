/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.SearchTable.array;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.AsyncClient;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import com.alicloud.openservices.tablestore.timeline.TimelineMetaStore;
import com.alicloud.openservices.tablestore.timeline.TimelineQueue;
import com.alicloud.openservices.tablestore.timeline.TimelineStore;
import com.alicloud.openservices.tablestore.timeline.TimelineStoreFactory;
import com.alicloud.openservices.tablestore.timeline.core.TimelineStoreFactoryImpl;
import com.alicloud.openservices.tablestore.timeline.model.TimelineEntry;
import com.alicloud.openservices.tablestore.timeline.model.TimelineIdentifier;
import com.alicloud.openservices.tablestore.timeline.model.TimelineIdentifierSchema;
import com.alicloud.openservices.tablestore.timeline.model.TimelineMessage;
import com.alicloud.openservices.tablestore.timeline.model.TimelineMeta;
import com.alicloud.openservices.tablestore.timeline.model.TimelineMetaSchema;
import com.alicloud.openservices.tablestore.timeline.model.TimelineSchema;
import com.alicloud.openservices.tablestore.timeline.query.FieldCondition;
import com.alicloud.openservices.tablestore.timeline.query.SearchParameter;
import com.alicloud.openservices.tablestore.timeline.query.SearchResult;
import com.alicloud.openservices.tablestore.timestream.TimestreamDB;
import com.alicloud.openservices.tablestore.timestream.TimestreamDBClient;
import com.alicloud.openservices.tablestore.timestream.TimestreamDBConfiguration;
import com.alicloud.openservices.tablestore.timestream.model.AttributeIndexSchema;
import com.alicloud.openservices.tablestore.timestream.model.TimestreamIdentifier;
import com.alicloud.openservices.tablestore.timestream.model.TimestreamMeta;
import com.alicloud.openservices.tablestore.timestream.model.TimestreamMetaIterator;
import com.alicloud.openservices.tablestore.timestream.model.filter.Attribute;
import com.alicloud.openservices.tablestore.timestream.model.filter.Filter;
import com.alicloud.openservices.tablestore.timestream.model.filter.FilterFactory;
import com.alicloud.openservices.tablestore.timestream.model.filter.Name;
import com.alicloud.openservices.tablestore.timestream.model.filter.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The SDK's own libraries that stand on search indexes. */
class TimelineE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static IndexSchema schema(FieldSchema... fields) {
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(Arrays.asList(fields));
    return schema;
  }

  private static TimelineIdentifier timeline(String id) {
    return new TimelineIdentifier.Builder().addField("timeline_id", id).build();
  }

  private static final TimelineIdentifierSchema IDENTIFIER =
      new TimelineIdentifierSchema.Builder().addStringField("timeline_id").build();

  @Test
  void messagesOfTimelines() {
    TimelineStoreFactory factory = new TimelineStoreFactoryImpl(server.client());
    TimelineStore store =
        factory.createTimelineStore(
            new TimelineSchema("timeline_store", IDENTIFIER)
                .autoGenerateSeqId()
                .withIndex(
                    "timeline_index",
                    schema(
                        field("timeline_id", FieldType.KEYWORD),
                        text("text", FieldSchema.Analyzer.MaxWord),
                        array("receivers", FieldType.KEYWORD),
                        field("timestamp", FieldType.LONG).setEnableSortAndAgg(true),
                        field("from", FieldType.KEYWORD))));
    assertThatThrownBy(
            () ->
                store.search(
                    new SearchParameter(FieldCondition.field("text").match("hello")).limit(1)))
        .hasMessage("OTSParameterInvalid");
    store.prepareTables();
    for (String id : List.of("a", "b")) {
      TimelineQueue queue = store.createTimelineQueue(timeline(id));
      for (int i = 0; i < 5; i++) {
        queue.store(
            new TimelineMessage()
                .setField("text", "hello timeline number ots" + i)
                .setField("receivers", new String[] {"user_" + i, "all"})
                .setField("timestamp", i)
                .setField("from", "user_" + id));
      }
    }
    await()
        .atMost(SearchTable.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        store
                            .search(
                                new SearchParameter(FieldCondition.field("receivers").equals("all"))
                                    .limit(10)
                                    .calculateTotalCount())
                            .getTotalCount())
                    .isEqualTo(10));
    SearchResult<TimelineEntry> found =
        store.search(
            new SearchParameter(
                    FieldCondition.and(
                        FieldCondition.field("text").matchPhrase("ots2"),
                        FieldCondition.field("from").equals("user_a")))
                .limit(10)
                .orderBy(new String[] {"timestamp"}, SortOrder.DESC)
                .calculateTotalCount());
    assertThat(found.isAllSucceed()).isTrue();
    assertThat(found.getTotalCount()).isEqualTo(1);
    assertThat(found.getEntries().get(0).getIdentifier()).isEqualTo(timeline("a"));
    assertThat(found.getEntries().get(0).getData().getMessage().getLong("timestamp")).isEqualTo(2);
    // Within one timeline.
    assertThat(
            store
                .createTimelineQueue(timeline("b"))
                .search(
                    new SearchParameter(FieldCondition.field("timestamp").greaterEqual(3L))
                        .limit(10)
                        .calculateTotalCount())
                .getTotalCount())
        .isEqualTo(2);
    store.dropAllTables();
    assertThatThrownBy(
            () ->
                store.search(
                    new SearchParameter(FieldCondition.field("text").match("hello")).limit(1)))
        .hasMessage("OTSParameterInvalid");
  }

  @Test
  void descriptionsOfTimelines() {
    TimelineMetaStore store =
        new TimelineStoreFactoryImpl(server.client())
            .createMetaStore(
                new TimelineMetaSchema("timeline_meta", IDENTIFIER)
                    .withIndex(
                        "meta_index",
                        schema(
                            field("group", FieldType.KEYWORD),
                            field("created", FieldType.LONG).setEnableSortAndAgg(true))));
    store.prepareTables();
    for (int i = 0; i < 6; i++) {
      store.insert(
          new TimelineMeta(timeline("group_" + i))
              .setField("group", i % 2 == 0 ? "even" : "odd")
              .setField("created", i));
    }
    SearchParameter even =
        new SearchParameter(FieldCondition.field("group").equals("even"))
            .limit(10)
            .orderBy(new String[] {"created"}, SortOrder.DESC)
            .calculateTotalCount();
    await()
        .atMost(SearchTable.PATIENCE)
        .untilAsserted(() -> assertThat(store.search(even).getTotalCount()).isEqualTo(3));
    assertThat(store.search(even).getEntries())
        .extracting(entry -> entry.getData().getLong("created"))
        .containsExactly(4L, 2L, 0L);
    store.dropAllTables();
  }

  @Test
  void descriptionsOfTimestreams() throws Exception {
    AsyncClient client =
        new AsyncClient(
            server.endpoint(),
            server.keyId(),
            server.secret(),
            server.instance(),
            E2eServer.configuration());
    try {
      TimestreamDB streams =
          new TimestreamDBClient(client, new TimestreamDBConfiguration("stream_meta"));
      streams.createMetaTable(
          List.of(
              new AttributeIndexSchema("status", AttributeIndexSchema.Type.KEYWORD),
              new AttributeIndexSchema("version", AttributeIndexSchema.Type.LONG)));
      for (int i = 0; i < 10; i++) {
        streams
            .metaTable()
            .put(
                new TimestreamMeta(
                        new TimestreamIdentifier.Builder("cpu")
                            .addTag("host", "host_" + i % 5)
                            .addTag("number", "n" + i)
                            .build())
                    .addAttribute("status", i % 2 == 0 ? "up" : "down")
                    .addAttribute("version", i));
      }
      Filter filter =
          FilterFactory.and(
              Name.equal("cpu"), Tag.equal("host", "host_3"), Attribute.equal("status", "down"));
      await()
          .atMost(SearchTable.PATIENCE)
          .untilAsserted(() -> assertThat(numbers(streams, filter)).containsExactly("n3"));
      assertThat(numbers(streams, Attribute.inRange("version", 2, 5)))
          .containsExactly("n2", "n3", "n4");
      assertThat(numbers(streams, Name.equal("cpu"))).hasSize(10);
      streams.deleteMetaTable();
      streams.close();
    } finally {
      client.shutdown();
    }
  }

  private static Set<String> numbers(TimestreamDB streams, Filter filter) {
    List<String> numbers = new ArrayList<>();
    TimestreamMetaIterator found = streams.metaTable().filter(filter).returnAll().fetchAll();
    while (found.hasNext()) {
      numbers.add(found.next().getIdentifier().getTagValue("number"));
    }
    return new TreeSet<>(numbers);
  }
}
