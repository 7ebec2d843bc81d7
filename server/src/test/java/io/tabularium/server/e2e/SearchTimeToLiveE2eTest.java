/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.SearchTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.UpdateSearchIndexRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long rows stay in a search index, and what that asks of its table. */
class SearchTimeToLiveE2eTest {
  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured(
          """
          engine:
            allow-short-time-to-live: true
          search:
            expiry-interval: 200ms
          """);

  private static UpdateSearchIndexRequest update(SearchTable table, String index) {
    return new UpdateSearchIndexRequest(table.name(), index);
  }

  private TableOptions options(int timeToLive, boolean allowUpdate) {
    TableOptions options = new TableOptions(timeToLive, 1);
    options.setAllowUpdate(allowUpdate);
    return options;
  }

  private void index(SearchTable table, int seconds) {
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(List.of(field("k", FieldType.KEYWORD)));
    table.index("i", schema, request -> request.setTimeToLive(seconds, TimeUnit.SECONDS));
  }

  @Test
  void needTablesWithoutUpdates() {
    SearchTable updatable = SearchTable.create(server.client(), options(86400, true));
    assertInvalid(
        () -> updatable.index("i", field("k", FieldType.KEYWORD)),
        "operation is denied as table TTL exists");
    SearchTable forever = SearchTable.create(server.client(), options(-1, true));
    assertInvalid(() -> index(forever, 3600));
    SearchTable fixed = SearchTable.create(server.client(), options(86400, false));
    assertInvalid(() -> index(fixed, 86401));
    index(fixed, 86400);
    assertThat(fixed.describe("i").getTimeToLive()).isEqualTo(86400);
  }

  @Test
  void andTheTableKeepsWhatTheyNeed() {
    SyncClient client = server.client();
    SearchTable table = SearchTable.create(client, options(86400, false));
    index(table, 3600);
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    request.setTableOptionsForUpdate(options(86400, true));
    assertInvalid(() -> client.updateTable(request));
    request.setTableOptionsForUpdate(options(60, false));
    assertInvalid(() -> client.updateTable(request));
    TableOptions versions = new TableOptions();
    versions.setMaxVersions(2);
    request.setTableOptionsForUpdate(versions);
    assertInvalid(() -> client.updateTable(request));
    request.setTableOptionsForUpdate(options(3600, false));
    client.updateTable(request);
  }

  @Test
  void takeRowsOutOfTheIndexAlone() {
    SyncClient client = server.client();
    SearchTable table = SearchTable.create(client, options(-1, false));
    table.index("i", field("k", FieldType.KEYWORD));
    for (int i = 0; i < 10; i++) {
      table.put(i, "k", "a");
    }
    table.await("i", 10);
    UpdateSearchIndexRequest request = update(table, "i");
    request.setTimeToLive(1, TimeUnit.SECONDS);
    client.updateSearchIndex(request);
    table.await("i", 0);
    assertThat(client.getRow(getRow(table, 3)).getRow()).isNotNull();
  }

  private GetRowRequest getRow(SearchTable table, long pk) {
    SingleRowQueryCriteria criteria = new SingleRowQueryCriteria(table.name(), SearchTable.key(pk));
    criteria.setMaxVersions(1);
    return new GetRowRequest(criteria);
  }

  @Test
  void ofTheTableReachTheIndex() {
    SearchTable table = SearchTable.create(server.client(), options(2, false));
    table.index("i", field("k", FieldType.KEYWORD));
    table.put(1, "k", "a");
    table.await("i", 1).await("i", 0);
  }

  @Test
  void thatDoNotChangeAreNoChange() {
    SearchTable table =
        SearchTable.create(server.client()).index("i", field("k", FieldType.KEYWORD));
    UpdateSearchIndexRequest request = update(table, "i");
    request.setTimeToLive(-1, TimeUnit.SECONDS);
    server.client().updateSearchIndex(request);
    assertThat(table.describe("i").getTimeToLive()).isEqualTo(-1);
  }
}
