/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.SSEKeyType;
import com.alicloud.openservices.tablestore.model.SSESpecification;
import com.alicloud.openservices.tablestore.model.StreamDetails;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a table keeps of the wishes for a stream and for encryption. */
class StreamSpecE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private SyncClient client;
  private CreateTableRequest request;

  @BeforeEach
  void prepare() {
    client = server.client(E2eServer.freshInstance());
    request = TestTable.make(client).named("t").key("pk", STRING).request();
  }

  @Test
  void aStreamAskedForAtCreationIsKept() {
    request.setStreamSpecification(new StreamSpecification(true, 24));
    client.createTable(request);
    StreamDetails details = details();
    assertThat(details.isEnableStream()).isTrue();
    assertThat(details.getExpirationTime()).isEqualTo(24);
    assertThat(details.getStreamId()).isNotEmpty();
    assertThat(details.getLastEnableTime()).isPositive();
  }

  @Test
  void aStreamIsEnabledLaterAndItsRetentionChanged() {
    client.createTable(request);
    assertThat(details().isEnableStream()).isFalse();
    StreamDetails enabled = update(new StreamSpecification(true, 24));
    assertThat(enabled.isEnableStream()).isTrue();
    assertThat(enabled.getExpirationTime()).isEqualTo(24);

    StreamDetails longer = update(new StreamSpecification(true, 168));
    assertThat(longer.getExpirationTime()).isEqualTo(168);
    assertThat(longer.getStreamId()).isEqualTo(enabled.getStreamId());
    assertThat(details().getExpirationTime()).isEqualTo(168);
  }

  @Test
  void aStreamEnabledAgainIsAnotherStream() {
    request.setStreamSpecification(new StreamSpecification(true, 24));
    client.createTable(request);
    String first = details().getStreamId();
    assertThat(update(new StreamSpecification(false)).isEnableStream()).isFalse();
    assertThat(details().isEnableStream()).isFalse();
    assertThat(update(new StreamSpecification(true, 24)).getStreamId())
        .isNotEmpty()
        .isNotEqualTo(first);
  }

  @Test
  void retentionIsAtMostAWeek() {
    request.setStreamSpecification(new StreamSpecification(true, 169));
    assertInvalid(() -> client.createTable(request));
    assertThat(client.listTable().getTableNames()).isEmpty();
  }

  @Test
  void encryptionIsRefusedRatherThanPretended() {
    request.setSseSpecification(new SSESpecification(true, SSEKeyType.SSE_KMS_SERVICE));
    assertInvalid(() -> client.createTable(request));
    assertThat(client.listTable().getTableNames()).isEmpty();
  }

  @Test
  void notWantingEncryptionIsFine() {
    request.setSseSpecification(new SSESpecification(false));
    client.createTable(request);
    assertThat(client.describeTable(new DescribeTableRequest("t")).getSseDetails().isEnable())
        .isFalse();
  }

  private StreamDetails details() {
    return client.describeTable(new DescribeTableRequest("t")).getStreamDetails();
  }

  private StreamDetails update(StreamSpecification specification) {
    UpdateTableRequest update = new UpdateTableRequest("t");
    update.setStreamSpecification(specification);
    return client.updateTable(update).getStreamDetails();
  }
}
