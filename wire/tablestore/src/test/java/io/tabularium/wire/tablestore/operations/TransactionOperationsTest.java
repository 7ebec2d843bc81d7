/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.TestRows;
import io.tabularium.wire.tablestore.proto.TablestoreProto.AbortTransactionRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CommitTransactionRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StartLocalTransactionRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StartLocalTransactionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionOperationsTest {
  private static final PrimaryKey A1 = key("a", 1);

  private final Service service = new Service();

  @BeforeEach
  void createTable() {
    service.call("CreateTable", Service.table("t").setEnableLocalTxn(true).build());
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void writesShowInsideAtOnceAndOutsideAfterCommit() {
    String id = start();
    service.call(
        "PutRow",
        Service.putRequest("t", A1, Cell.put("c", Value.integer(1))).setTransactionId(id).build());
    assertThat(get(id)).isNotEqualTo(ByteString.EMPTY);
    assertThat(get(null)).isEqualTo(ByteString.EMPTY);
    assertThat(
            service.call(
                "CommitTransaction",
                CommitTransactionRequest.newBuilder().setTransactionId(id).build()))
        .isEmpty();
    assertThat(TestRows.readOne(get(null)).value("c")).isEqualTo(Value.integer(1));
  }

  @Test
  void abortedWritesNeverShow() {
    String id = start();
    service.call("PutRow", Service.putRequest("t", A1).setTransactionId(id).build());
    assertThat(
            service.call(
                "AbortTransaction",
                AbortTransactionRequest.newBuilder().setTransactionId(id).build()))
        .isEmpty();
    assertThat(get(null)).isEqualTo(ByteString.EMPTY);
    assertThat(
            service.refusal(
                "CommitTransaction",
                CommitTransactionRequest.newBuilder().setTransactionId(id).build()))
        .isEqualTo("OTSSessionNotExist: Session not exist or may be timeout.");
  }

  /** An id that is there but empty is an id, and a wrong one. */
  @Test
  void idsThatAreNone() {
    for (String id : new String[] {"", "x"}) {
      String refusal = "OTSParameterInvalid: TransactionID is invalid.";
      assertThat(
              service.refusal(
                  "CommitTransaction",
                  CommitTransactionRequest.newBuilder().setTransactionId(id).build()))
          .isEqualTo(refusal);
      assertThat(
              service.refusal(
                  "AbortTransaction",
                  AbortTransactionRequest.newBuilder().setTransactionId(id).build()))
          .isEqualTo(refusal);
      assertThat(
              service.refusal("PutRow", Service.putRequest("t", A1).setTransactionId(id).build()))
          .isEqualTo(refusal);
    }
  }

  @Test
  void theKeyIsThePartitionKeyAlone() {
    assertThat(
            service.refusal(
                "StartLocalTransaction",
                StartLocalTransactionRequest.newBuilder()
                    .setTableName("t")
                    .setKey(row(A1))
                    .build()))
        .isEqualTo("OTSParameterInvalid: StartLocalTransaction support only one primary key.");
    assertThat(
            service.refusal(
                "StartLocalTransaction",
                StartLocalTransactionRequest.newBuilder().setTableName("").setKey(row(A1)).build()))
        .isEqualTo("OTSParameterInvalid: Invalid table name: ''.");
  }

  private String start() {
    String id =
        service
            .call(
                "StartLocalTransaction",
                StartLocalTransactionRequest.newBuilder()
                    .setTableName("t")
                    .setKey(row(PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a")))))
                    .build(),
                StartLocalTransactionResponse.parser())
            .getTransactionId();
    assertThat(id).isNotEmpty();
    return id;
  }

  private ByteString get(String id) {
    GetRowRequest.Builder request =
        GetRowRequest.newBuilder().setTableName("t").setPrimaryKey(row(A1)).setMaxVersions(1);
    if (id != null) {
      request.setTransactionId(id);
    }
    return service.call("GetRow", request.build(), GetRowResponse.parser()).getRow();
  }
}
