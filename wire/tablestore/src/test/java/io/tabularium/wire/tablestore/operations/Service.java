/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.tabularium.engine.Engine;
import io.tabularium.engine.EngineConfig;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.storage.testkit.InMemoryStore;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Operation;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TestRows;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto.Condition;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CreateTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.PutRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.RowExistenceExpectation;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiPredicate;

/** The operations over an engine over a store in memory, called with message bytes. */
final class Service implements AutoCloseable {
  static final Condition ALWAYS =
      Condition.newBuilder().setRowExistence(RowExistenceExpectation.IGNORE).build();

  private final Engine engine =
      new Engine(
          new InMemoryStore(),
          new EngineConfig(64, true, true, 16 << 20, 3_600_000),
          Clock.systemUTC());
  private final List<Operation> operations = Operations.all(engine);
  private BiPredicate<String, Access> tableCheck = (table, access) -> true;

  List<Operation> operations() {
    return operations;
  }

  /** Has every table an operation touches checked by this. */
  void checkTablesBy(BiPredicate<String, Access> check) {
    tableCheck = check;
  }

  byte[] call(String operation, byte[] body) {
    Operation found =
        operations.stream().filter(o -> o.name().equals(operation)).findFirst().orElseThrow();
    try {
      Reply reply = found.run(new Call("request", "instance", tableCheck), body).join();
      return Arrays.copyOfRange(reply.array(), reply.offset(), reply.offset() + reply.length());
    } catch (CompletionException e) {
      throw (ServiceException) e.getCause();
    }
  }

  <R> R call(String operation, MessageLite request, Parser<R> parser) {
    try {
      return parser.parseFrom(call(operation, request.toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  byte[] call(String operation, MessageLite request) {
    return call(operation, request.toByteArray());
  }

  /** The refusal of a request, as {@code code: message}. */
  String refusal(String operation, MessageLite request) {
    return refusal(operation, request.toByteArray());
  }

  String refusal(String operation, byte[] body) {
    try {
      call(operation, body);
    } catch (ServiceException e) {
      return e.code() + ": " + e.getMessage();
    }
    throw new AssertionError(operation + " was not refused");
  }

  /** Creates a table with the key (pk STRING, id INTEGER) that keeps three versions. */
  void createTable(String name) {
    call("CreateTable", table(name).build());
  }

  static CreateTableRequest.Builder table(String name) {
    return CreateTableRequest.newBuilder()
        .setTableMeta(
            TablestoreProto.TableMeta.newBuilder()
                .setTableName(name)
                .addPrimaryKey(
                    TablestoreProto.PrimaryKeySchema.newBuilder()
                        .setName("pk")
                        .setType(TablestoreProto.PrimaryKeyType.STRING))
                .addPrimaryKey(
                    TablestoreProto.PrimaryKeySchema.newBuilder()
                        .setName("id")
                        .setType(TablestoreProto.PrimaryKeyType.INTEGER)))
        .setReservedThroughput(
            TablestoreProto.ReservedThroughput.newBuilder()
                .setCapacityUnit(TablestoreProto.CapacityUnit.newBuilder().setRead(0).setWrite(0)))
        .setTableOptions(
            TablestoreProto.TableOptions.newBuilder()
                .setTimeToLive(-1)
                .setMaxVersions(3)
                .setDeviationCellVersionInSec(Long.MAX_VALUE / 1_000_000));
  }

  void put(String table, PrimaryKey key, Cell... cells) {
    call("PutRow", putRequest(table, key, cells).build());
  }

  static PutRowRequest.Builder putRequest(String table, PrimaryKey key, Cell... cells) {
    return PutRowRequest.newBuilder()
        .setTableName(table)
        .setRow(row(key, cells))
        .setCondition(ALWAYS);
  }

  static PrimaryKey key(String pk, long id) {
    return key(Value.string(pk), Value.integer(id));
  }

  static PrimaryKey key(Value pk, Value id) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", pk), new PrimaryKeyColumn("id", id));
  }

  static ByteString row(PrimaryKey key, Cell... cells) {
    return ByteString.copyFrom(TestRows.encode(key, List.of(cells), false));
  }

  static ByteString deletion(PrimaryKey key) {
    return ByteString.copyFrom(TestRows.encode(key, List.of(), true));
  }

  @Override
  public void close() {
    engine.close();
  }
}
