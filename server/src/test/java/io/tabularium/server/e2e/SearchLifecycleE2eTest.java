/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.nested;
import static io.tabularium.server.e2e.SearchTable.query;
import static io.tabularium.server.e2e.SearchTable.sort;
import static io.tabularium.server.e2e.SearchTable.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexResponse;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexOptions;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.IndexSetting;
import com.alicloud.openservices.tablestore.model.search.ListSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.QueryFlowWeight;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SyncStat;
import com.alicloud.openservices.tablestore.model.search.UpdateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.analysis.SingleWordAnalyzerParameter;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.PrimaryKeySort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Search indexes come, change and go. */
class SearchLifecycleE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SearchTable table() {
    return SearchTable.create(server.client());
  }

  private static UpdateSearchIndexRequest update(SearchTable table, String index) {
    return new UpdateSearchIndexRequest(table.name(), index);
  }

  private static List<String> names(SearchTable table) {
    return table.indexes();
  }

  @Nested
  class Creation {
    @Test
    void anIndexFollowsItsTable() {
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      table.put(1, "k", "a");
      table.put(2, "k", "b");
      table.await("i", QueryBuilders.term("k", "a"), 1);
      table.put(1, "k", "c");
      table.await("i", QueryBuilders.term("k", "a"), 0);
      table.await("i", QueryBuilders.term("k", "c"), 1);
      table.delete(1);
      table.await("i", 1);
      assertThat(table.found("i", QueryBuilders.matchAll())).containsExactly(2L);
    }

    /** Rows written before, while and after the index is filled are in it, each as it is last. */
    @Test
    void aTableWithRowsIsIndexedWhileItChanges() throws InterruptedException {
      SearchTable table = table();
      List<RowPutChange> rows = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        rows.add(table.row(SearchTable.key(i), "k", "old", "l", i));
      }
      table.putAll(rows);
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 3000; i += 7) {
                  table.put(i, "k", "new", "l", i);
                  table.delete(i + 1);
                }
              });
      writer.start();
      table.index("i", field("k", FieldType.KEYWORD), field("l", FieldType.LONG));
      writer.join();
      long changed = (3000 + 6) / 7;
      table.await("i", 3000 - changed);
      table.await("i", QueryBuilders.term("k", "new"), changed);
      await()
          .atMost(SearchTable.PATIENCE)
          .until(() -> table.describe("i").getSyncStat().getSyncPhase() == SyncStat.SyncPhase.INCR);
      assertThat(table.describe("i").getMeteringInfo().getRowCount()).isEqualTo(3000 - changed);
    }

    @Test
    void theTableMustBeThere() {
      SearchTable table = table();
      CreateSearchIndexRequest request = new CreateSearchIndexRequest("nowhere", "i");
      IndexSchema schema = new IndexSchema();
      schema.setFieldSchemas(List.of(field("k", FieldType.KEYWORD)));
      request.setIndexSchema(schema);
      assertInvalid(
          () -> server.client().createSearchIndex(request), "table [nowhere] does not exist");
      assertThat(names(table)).isEmpty();
    }

    @Test
    void aNameIsTakenOnce() {
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      assertRefused(
          () -> table.index("i", field("k", FieldType.KEYWORD)),
          409,
          "OTSObjectAlreadyExist",
          "Requested search index already exists.");
    }

    @Test
    void schemasThatCannotBe() {
      SearchTable table = table();
      assertInvalid(
          () ->
              table.index(
                  "i",
                  nested("n", field("k", FieldType.KEYWORD)).setIndexOptions(IndexOptions.DOCS)),
          "invalid parameter");
      assertInvalid(
          () ->
              table.index(
                  "i", field("k", FieldType.KEYWORD).setAnalyzer(FieldSchema.Analyzer.MaxWord)));
      assertInvalid(() -> table.index("i", field("d", FieldType.DATE)));
      assertInvalid(() -> table.index("i", field("v", FieldType.VECTOR)));
      assertInvalid(
          () -> table.index("i", field("k", FieldType.KEYWORD), field("k", FieldType.LONG)));
      IndexSchema routed = new IndexSchema();
      routed.setFieldSchemas(List.of(field("k", FieldType.KEYWORD)));
      IndexSetting setting = new IndexSetting();
      setting.setRoutingFields(List.of("k"));
      routed.setIndexSetting(setting);
      assertInvalid(() -> table.index("i", routed));
      assertThat(names(table)).isEmpty();
    }
  }

  @Nested
  class Description {
    @Test
    void tellsWhatWasSubmitted() {
      SearchTable table =
          SearchTable.create(
              server.client(),
              new TableOptions(-1, 1),
              new PrimaryKeySchema("pk", PrimaryKeyType.INTEGER));
      FieldSchema text = text("t", FieldSchema.Analyzer.SingleWord);
      text.setAnalyzerParameter(new SingleWordAnalyzerParameter(true, true));
      text.setEnableHighlighting(true);
      FieldSchema date = field("d", FieldType.DATE);
      date.setDateFormats(new ArrayList<>(List.of("yyyy-MM-dd", "epoch_millis")));
      FieldSchema virtual = field("v", FieldType.KEYWORD);
      virtual.setVirtualField(true);
      virtual.setSourceFieldNames(new ArrayList<>(List.of("l")));
      IndexSchema schema = new IndexSchema();
      schema.setFieldSchemas(
          List.of(
              text,
              new FieldSchema("plain", FieldType.TEXT),
              date,
              virtual,
              field("l", FieldType.LONG).setIndex(false).setEnableSortAndAgg(true)));
      IndexSetting setting = new IndexSetting();
      setting.setRoutingFields(List.of("pk"));
      schema.setIndexSetting(setting);
      schema.setIndexSort(
          sort(new FieldSort("l", SortOrder.DESC), new PrimaryKeySort(SortOrder.ASC)));
      // A field that cannot be queried cannot be what the index is ordered by.
      assertInvalid(() -> table.index("i", schema));
      schema.getFieldSchemas().get(4).setIndex(true);
      table.index("i", schema);
      DescribeSearchIndexResponse told = table.describe("i");
      List<FieldSchema> fields = told.getSchema().getFieldSchemas();
      assertThat(fields)
          .extracting(FieldSchema::getFieldName)
          .containsExactly("t", "plain", "d", "v", "l");
      assertThat(fields.get(0).getAnalyzer()).isEqualTo(FieldSchema.Analyzer.SingleWord);
      assertThat(
              ((SingleWordAnalyzerParameter) fields.get(0).getAnalyzerParameter()).isDelimitWord())
          .isTrue();
      assertThat(fields.get(0).isEnableHighlighting()).isTrue();
      assertThat(fields.get(0).isStore()).isFalse();
      assertThat(fields.get(1).getAnalyzer()).isEqualTo(FieldSchema.Analyzer.SingleWord);
      assertThat(fields.get(1).isEnableSortAndAgg()).isNotEqualTo(true);
      assertThat(fields.get(2).getDateFormats()).containsExactly("yyyy-MM-dd", "epoch_millis");
      assertThat(fields.get(3).isVirtualField()).isTrue();
      assertThat(fields.get(3).getSourceFieldNames()).containsExactly("l");
      assertThat(fields.get(4).isIndex()).isTrue();
      assertThat(fields.get(4).isEnableSortAndAgg()).isTrue();
      assertThat(told.getSchema().getIndexSetting().getRoutingFields()).containsExactly("pk");
      assertThat(told.getSchema().getIndexSort().getSorters()).hasSize(2);
      assertThat(told.getTimeToLive()).isEqualTo(-1);
      assertThat(told.getIndexStatus().indexStatusEnum)
          .isIn(
              DescribeSearchIndexResponse.IndexStatusEnum.RUNNING,
              DescribeSearchIndexResponse.IndexStatusEnum.PENDING);
      assertThat(told.getCreateTime())
          .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
    }

    @Test
    void hasTheOrderOfKeysUnlessThereAreNestedFields() {
      SearchTable table =
          table()
              .index("plain", field("k", FieldType.KEYWORD))
              .index("nested", nested("n", field("k", FieldType.KEYWORD)));
      assertThat(table.describe("plain").getSchema().getIndexSort().getSorters())
          .singleElement()
          .isInstanceOf(PrimaryKeySort.class);
      assertThat(table.describe("nested").getSchema().getIndexSort()).isNull();
      assertThat(names(table)).containsExactly("nested", "plain");
    }

    @Test
    void ofNothingIsRefused() {
      SearchTable table = table();
      assertRefused(
          () -> table.describe("nothing"),
          400,
          "OTSMetaNotMatch",
          "search index [nothing] does not exist");
      assertRefused(
          () -> table.search("nothing", QueryBuilders.matchAll()),
          400,
          "OTSMetaNotMatch",
          "search index [nothing] does not exist");
      ListSearchIndexRequest request = new ListSearchIndexRequest();
      request.setTableName("nowhere");
      assertInvalid(
          () -> server.client().listSearchIndex(request), "table [nowhere] does not exist");
    }
  }

  @Nested
  class Deletion {
    @Test
    void isImmediate() {
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      table.deleteIndex("i");
      assertThat(names(table)).isEmpty();
      assertRefused(
          () -> table.deleteIndex("i"),
          404,
          "OTSObjectNotExist",
          "Requested search index does not exist.");
      table.put(1, "k", "a");
      table.index("i", field("k", FieldType.KEYWORD)).await("i", 1);
    }

    @Test
    void goesBeforeThatOfTheTable() {
      SyncClient client = server.client();
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      assertInvalid(
          () -> client.deleteTable(new DeleteTableRequest(table.name())),
          "Table[" + table.name() + "] who has at least one search index cannot be deleted");
      table.deleteIndex("i");
      client.deleteTable(new DeleteTableRequest(table.name()));
      assertInvalid(() -> table.deleteIndex("i"), "table [" + table.name() + "] does not exist");
    }
  }

  @Nested
  class Changes {
    @Test
    void mustSaySomething() {
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      assertInvalid(() -> server.client().updateSearchIndex(update(table, "i")));
    }

    /** Rows that were there before are found by the new field, too. */
    @Test
    void addFields() {
      SearchTable table = table().index("i", field("k", FieldType.KEYWORD));
      for (int i = 0; i < 700; i++) {
        table.put(i, "k", "a", "l", i);
      }
      table.await("i", 700);
      UpdateSearchIndexRequest request = update(table, "i");
      request.setAddedFieldSchemas(List.of(field("l", FieldType.LONG)));
      server.client().updateSearchIndex(request);
      table.await("i", QueryBuilders.range("l").greaterThanOrEqual(600), 100);
      assertThat(table.describe("i").getSchema().getFieldSchemas()).hasSize(2);
      assertInvalid(() -> server.client().updateSearchIndex(request));
    }

    @Test
    void makeAnotherIndexTakeOver() {
      SyncClient client = server.client();
      SearchTable table = table().index("s", field("k", FieldType.KEYWORD));
      for (int i = 0; i < 50; i++) {
        table.put(i, "k", "a", "l", i);
      }
      table.await("s", 50);
      IndexSchema schema = new IndexSchema();
      schema.setFieldSchemas(List.of(field("k", FieldType.KEYWORD), field("l", FieldType.LONG)));
      assertInvalid(() -> table.index("other", schema, request -> request.setSourceIndexName("s")));
      table.index("s_reindex", schema, request -> request.setSourceIndexName("s"));
      table.await("s_reindex", 50);
      assertThat(table.describe("s").getBrotherIndexName()).isEqualTo("s_reindex");
      assertThat(table.describe("s_reindex").getBrotherIndexName()).isEqualTo("s");

      // Half of the searches go to either, so some know the new field and some do not.
      UpdateSearchIndexRequest weights = update(table, "s");
      weights.setQueryFlowWeight(
          List.of(new QueryFlowWeight("s", 50), new QueryFlowWeight("s_reindex", 50)));
      client.updateSearchIndex(weights);
      assertThat(table.describe("s").getQueryFlowWeight())
          .extracting(QueryFlowWeight::getIndexName)
          .containsExactly("s", "s_reindex");
      int answered = 0;
      for (int i = 0; i < 60; i++) {
        try {
          table.count("s", QueryBuilders.term("l", 1));
          answered++;
        } catch (com.alicloud.openservices.tablestore.TableStoreException e) {
          assertThat(e.getErrorCode()).isEqualTo("OTSParameterInvalid");
        }
      }
      assertThat(answered).isBetween(5, 55);

      // A token stays with the index that gave it.
      SearchQuery paged = query(QueryBuilders.matchAll()).setLimit(10);
      byte[] token = table.search("s", paged).getNextToken();
      for (int i = 0; i < 10; i++) {
        assertThat(
                table.found(
                    "s", SearchTable.at(token, query(QueryBuilders.matchAll()).setLimit(10))))
            .containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
      }

      UpdateSearchIndexRequest exchange = update(table, "s");
      exchange.setSwitchIndexName("s_reindex");
      client.updateSearchIndex(exchange);
      for (int i = 0; i < 20; i++) {
        assertThat(table.count("s", QueryBuilders.term("l", 1))).isEqualTo(1);
      }
      assertThat(table.describe("s").getSchema().getFieldSchemas()).hasSize(2);
      assertThat(table.describe("s_reindex").getSchema().getFieldSchemas()).hasSize(1);
      assertThat(table.describe("s").getQueryFlowWeight()).isNullOrEmpty();
      table.deleteIndex("s_reindex");
      assertThat(names(table)).containsExactly("s");
      assertThat(table.describe("s").getBrotherIndexName()).isNullOrEmpty();
      table.put(99, "k", "a", "l", 99);
      table.await("s", QueryBuilders.term("l", 99), 1);
    }
  }
}
