/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import com.google.protobuf.MessageLite;
import io.tabularium.engine.Engine;
import io.tabularium.engine.Validation;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Operation;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.RowMatrixSink;
import java.util.concurrent.CompletableFuture;

/** What all operations have in common. */
abstract class EngineOperation implements Operation {
  private final String name;
  private final Access access;
  protected final Engine engine;

  EngineOperation(String name, Access access, Engine engine) {
    this.name = name;
    this.access = access;
    this.engine = engine;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Access access() {
    return access;
  }

  /**
   * Before anything is done with a table: may the caller, and is it a table name at all? A bad name
   * outranks whatever is wrong with the rows, so this comes before they are decoded.
   */
  final void enter(Call call, String table) {
    call.check(table, access);
    Validation.tableName(table);
  }

  /** Tells a columnar block the table's key if the read, for want of rows, has not. */
  final void describeTo(RowMatrixSink sink, Call call, String table) {
    if (!sink.hasSchema()) {
      sink.schema(engine.describeTable(call.instance(), table).meta().primaryKey());
    }
  }

  static CompletableFuture<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  static CompletableFuture<Reply> done(MessageLite message) {
    return done(Reply.of(message.toByteArray()));
  }

  @Override
  public final String toString() {
    return name;
  }
}
