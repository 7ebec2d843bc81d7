/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that are cut into parts when they are created. */
class PreSplitE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  @Test
  void thePointsAreDescribedInOrder() {
    assertThat(created("text", STRING, "b", "d", "列")).containsExactly("b", "d", "列");
    assertThat(created("numbers", INTEGER, -5, 0, 7)).containsExactly("-5", "0", "7");
    assertThat(created("blobs", BINARY, new byte[] {1}, new byte[] {1, -1}))
        .containsExactly("0x01", "0x01ff");
  }

  @Test
  void anUnsplitTableHasNoPoints() {
    assertThat(created("unsplit", STRING)).isEmpty();
  }

  @Test
  void tenPartsAreTheMost() {
    assertThat(created("ten", INTEGER, numbers(9))).hasSize(9);
    assertRefused(
        "eleven", INTEGER, "The count of partitions cannot be greater than 10", numbers(10));
  }

  @Test
  void aPointIsAtMost64Bytes() {
    assertThat(created("long", STRING, "x".repeat(64))).hasSize(1);
    assertRefused(
        "longer",
        STRING,
        "The value of partition range exceeds the MaxLength:64 with CurrentLength:65.",
        "x".repeat(65));
  }

  @Test
  void aPointHasTheTypeOfThePartitionKey() {
    String message = "The value type of partition does not match with primary key.";
    assertRefused("wrong", STRING, message, 1);
    assertRefused("wrong", INTEGER, message, "a");
    assertRefused("wrong", BINARY, message, "a");
  }

  @Test
  void aPointIsNotEmpty() {
    assertRefused("empty", STRING, "The value of partition range can not be empty string.", "");
    assertRefused(
        "empty", BINARY, "The value of partition range can not be empty binary.", new byte[0]);
  }

  @Test
  void aPointIsNotTheLeastOrGreatestInteger() {
    String message = "The value of partition range can not be INT64_MIN or INT64_MAX.";
    assertRefused("extreme", INTEGER, message, Long.MIN_VALUE);
    assertRefused("extreme", INTEGER, message, Long.MAX_VALUE);
  }

  @Test
  void rowsLiveOnBothSidesOfAPoint() {
    created("sides", INTEGER, 0, 10);
    TestTable table = TestTable.named(server.client(), "sides");
    for (int pk : new int[] {-1, 0, 9, 10, 11}) {
      table.put(key("pk", pk), cell("c", pk));
    }
    assertThat(table.range(key("pk", Words.INF_MIN), key("pk", Words.INF_MAX)).keys())
        .containsExactly("-1", "0", "9", "10", "11");
  }

  private static Object[] numbers(int n) {
    return IntStream.rangeClosed(1, n).boxed().toArray();
  }

  private static List<String> created(String name, PrimaryKeyType type, Object... points) {
    create(name, type, points).success();
    return server.client().describeTable(new DescribeTableRequest(name)).getShardSplits().stream()
        .map(Words::show)
        .toList();
  }

  private static void assertRefused(
      String name, PrimaryKeyType type, String message, Object... points) {
    assertInvalid(create(name, type, points), message);
    assertThat(server.client().listTable().getTableNames()).doesNotContain(name);
  }

  /** By hand, because the SDK's public clients have no method for it. */
  private static RawClient.Answer create(String name, PrimaryKeyType type, Object... points) {
    var request =
        OTSProtocolBuilder.buildCreateTableRequest(
            TestTable.make(server.client()).named(name).key("pk", type).request())
            .toBuilder();
    if (points.length > 0) {
      OTSProtocolBuilder.buildPartitionRanges(
          request, Arrays.stream(points).map(Words::keyValue).toList());
    }
    return server.raw().call("CreateTable", request.build());
  }
}
