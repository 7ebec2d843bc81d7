/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.ALWAYS;
import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * As many little things as fit into a body. They are refused for their number, and nothing like an
 * object for each is made of them before.
 */
class SwarmTest {
  private static final int BODY = Limits.REQUEST_BODY_BYTES - 100;
  private static final PrimaryKey A1 = key("a", 1);
  private static final byte[] TABLE_NAME = {1 << 3 | 2, 1, 't'};

  private final Service service = new Service();

  @BeforeEach
  void createTable() {
    service.createTable("t");
    service.put("t", A1);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void ofTables() {
    byte[] body = repeat(new byte[0], field(1, TABLE_NAME));
    assertThat(within(BODY, () -> service.refusal("BatchGetRow", body)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 100.");
    assertThat(within(BODY, () -> service.refusal("BatchWriteRow", body)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 200.");
  }

  @Test
  void ofKeys() {
    byte[] body = field(1, repeat(TABLE_NAME, new byte[] {2 << 3 | 2, 0}));
    assertThat(within(BODY, () -> service.refusal("BatchGetRow", body)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 100.");
  }

  @Test
  void ofTokens() {
    byte[] body = field(1, repeat(TABLE_NAME, new byte[] {3 << 3 | 2, 1, 'x'}));
    assertThat(within(BODY, () -> service.refusal("BatchGetRow", body)))
        .isEqualTo("OTSParameterInvalid: No version condition is specified while querying row.");
  }

  @Test
  void ofRows() {
    byte[] put =
        TablestoreProto.RowInBatchWriteRowRequest.newBuilder()
            .setType(TablestoreProto.OperationType.PUT)
            .setRowChange(ByteString.EMPTY)
            .setCondition(ALWAYS)
            .build()
            .toByteArray();
    byte[] table = repeat(TABLE_NAME, field(2, put));
    byte[] batch = field(1, table);
    assertThat(within(BODY, () -> service.refusal("BulkImport", table)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 200.");
    assertThat(within(BODY, () -> service.refusal("BatchWriteRow", batch)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 200.");
  }

  @Test
  void ofColumns() {
    byte[] head =
        TablestoreProto.GetRowRequest.newBuilder()
            .setTableName("t")
            .setPrimaryKey(row(A1))
            .setMaxVersions(1)
            .build()
            .toByteArray();
    byte[] body = repeat(head, new byte[] {3 << 3 | 2, 1, 'c'});
    assertThat(within(BODY, () -> service.refusal("GetRow", body)))
        .isEqualTo(
            "OTSParameterInvalid: The number of columns from the request exceeds the limit,"
                + " limit count: 1024, column count: "
                + (body.length - head.length) / 3
                + ".");
  }

  /** Naming the same column again and again costs no more than naming it once. */
  @Test
  void ofReturnColumns() {
    byte[] content = repeat(new byte[] {1 << 3, 2}, new byte[] {2 << 3 | 2, 1, 'n'});
    byte[] head =
        TablestoreProto.UpdateRowRequest.newBuilder()
            .setTableName("t")
            .setRowChange(row(A1, Cell.increment("n", 1)))
            .setCondition(ALWAYS)
            .build()
            .toByteArray();
    byte[] body = concat(head, field(4, Arrays.copyOf(content, content.length / 6 * 3 + 2)));
    service.call("UpdateRow", body);
  }

  /** Cells are read to the end, for the checksum, but not kept. */
  @Test
  void ofCells() {
    byte[] cell = {3, 4, 1, 0, 0, 0, 'c', 5, 2, 0, 0, 0, 2, 1, 0x0a, 0};
    cell[15] = (byte) Cell.put("c", Value.bool(true)).contentCrc();
    int count = BODY / cell.length / 2;
    byte[] row = rowOf(cell, count);
    assertThat(
            service.refusal(
                "PutRow", Service.putRequest("t", A1).setRow(ByteString.copyFrom(row)).build()))
        .isEqualTo(
            "OTSParameterInvalid: The number of attribute columns exceeds the limit,"
                + " limit count: 1024, column count: "
                + count
                + ".");
  }

  /** The row of A1 with so many equal cells. */
  private static byte[] rowOf(byte[] cell, int count) {
    byte[] keyOnly = row(A1).toByteArray();
    byte[] one = row(A1, Cell.put("c", Value.bool(true))).toByteArray();
    // What comes before the first cell: the key, then the tag that begins the cells.
    byte[] head = Arrays.copyOf(one, keyOnly.length - 1);
    byte[] out = Arrays.copyOf(head, head.length + count * cell.length + 2);
    for (int i = 0; i < count; i++) {
      System.arraycopy(cell, 0, out, head.length + i * cell.length, cell.length);
    }
    int crc = 0;
    for (int i = 0; i < A1.size(); i++) {
      byte[] name = A1.name(i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      crc = Crc8.update(crc, (byte) A1.value(i).crc8(Crc8.update(0, name, 0, name.length)));
    }
    for (int i = 0; i < count; i++) {
      crc = Crc8.update(crc, cell[cell.length - 1]);
    }
    out[out.length - 2] = 9;
    out[out.length - 1] = (byte) Crc8.update(crc, (byte) 0);
    return out;
  }

  /** Repeats something behind a head until a body is full. */
  private static byte[] repeat(byte[] head, byte[] repeated) {
    int times = (BODY - head.length) / repeated.length;
    byte[] out = Arrays.copyOf(head, head.length + times * repeated.length);
    for (int i = 0; i < times; i++) {
      System.arraycopy(repeated, 0, out, head.length + i * repeated.length, repeated.length);
    }
    return out;
  }

  private static byte[] field(int number, byte[] content) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(content))
                .build())
        .build()
        .toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The answer, for which this thread may not allocate more than so many bytes. */
  private static String within(long bytes, Supplier<String> call) {
    String first = call.get(); // Once before, so that classes and caches do not count.
    long before = allocated();
    String answer = call.get();
    assertThat(allocated() - before).isLessThan(bytes);
    assertThat(answer).isEqualTo(first);
    return answer;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
