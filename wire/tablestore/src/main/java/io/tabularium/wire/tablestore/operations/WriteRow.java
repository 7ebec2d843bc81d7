/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;

import io.tabularium.engine.Engine;
import io.tabularium.model.RowChange;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.ChangeFields;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.RowReplies;
import java.util.concurrent.CompletableFuture;

/** PutRow, UpdateRow and DeleteRow, whose messages have the same fields under the same numbers. */
final class WriteRow extends EngineOperation {
  private final RowChange.Type type;

  private WriteRow(String name, RowChange.Type type, Engine engine) {
    super(name, Access.WRITE, engine);
    this.type = type;
  }

  static WriteRow put(Engine engine) {
    return new WriteRow("PutRow", RowChange.Type.PUT, engine);
  }

  static WriteRow update(Engine engine) {
    return new WriteRow("UpdateRow", RowChange.Type.UPDATE, engine);
  }

  static WriteRow delete(Engine engine) {
    return new WriteRow("DeleteRow", RowChange.Type.DELETE, engine);
  }

  @Override
  public boolean brief() {
    return true;
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(type, body);
    enter(call, request.table);
    RowChange change = request.change.decode();
    return engine
        .write(call.instance(), request.table, change, request.transactionId)
        .thenApply(RowReplies::write);
  }

  /** The message, with row and condition still encoded. */
  static final class Request {
    final ChangeFields change;
    String table;
    String transactionId;

    Request(RowChange.Type type, byte[] body) {
      change = new ChangeFields(type);
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | BYTES -> change.row(in);
          case 3 << 3 | BYTES -> change.condition(in);
          case 4 << 3 | BYTES -> change.returnContent(in);
          case 5 << 3 | BYTES -> transactionId = in.string();
          default -> in.skip();
        }
      }
      in.required(table);
      change.end(in, true);
    }
  }
}
