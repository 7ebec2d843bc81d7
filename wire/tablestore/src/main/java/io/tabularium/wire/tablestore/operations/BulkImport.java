/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.engine.Engine;
import io.tabularium.engine.TableChanges;
import io.tabularium.model.Limits;
import io.tabularium.model.RowChange;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.ChangeFields;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.RowReplies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes many rows of one table without conditions. */
final class BulkImport extends EngineOperation {
  BulkImport(Engine engine) {
    super("BulkImport", Access.WRITE, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    enter(call, request.table);
    request.count.check();
    return engine
        .bulkImport(call.instance(), request.decode())
        .thenApply(outcomes -> RowReplies.bulkImport(request.table, outcomes));
  }

  /** The message, with rows still encoded. */
  static final class Request {
    final List<ChangeFields> rows = new ArrayList<>();
    final RowCount count = new RowCount(Limits.BATCH_WRITE_ROWS);
    String table;

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | BYTES -> {
            if (count.oneMoreRow()) {
              rows.add(row(in.message()));
            } else {
              in.skip();
            }
          }
          default -> in.skip();
        }
      }
      in.required(table);
    }

    private static ChangeFields row(ProtoReader in) {
      ChangeFields row = new ChangeFields();
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | NUMBER -> row.type(in);
          case 2 << 3 | BYTES -> row.row(in);
          default -> in.skip();
        }
      }
      row.end(in, false);
      return row;
    }

    TableChanges decode() {
      List<RowChange> changes = new ArrayList<>(rows.size());
      rows.forEach(row -> changes.add(row.decode()));
      return new TableChanges(table, changes);
    }
  }
}
