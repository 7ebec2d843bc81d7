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

/** Writes many rows. */
final class BatchWriteRow extends EngineOperation {
  BatchWriteRow(Engine engine) {
    super("BatchWriteRow", Access.WRITE, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    List<String> names = request.tables.stream().map(item -> item.table).toList();
    names.forEach(name -> enter(call, name));
    request.count.check();
    List<TableChanges> tables = request.decode();
    return engine
        .batchWriteRow(call.instance(), tables, request.transactionId, request.atomic)
        .thenApply(outcomes -> RowReplies.batchWriteRow(names, outcomes));
  }

  /** The message, with rows and conditions still encoded. */
  static final class Request {
    final List<Item> tables = new ArrayList<>();
    final RowCount count = new RowCount(Limits.BATCH_WRITE_ROWS);
    String transactionId;
    boolean atomic;

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> {
            if (count.oneMoreTable()) {
              tables.add(new Item(in.message(), count));
            } else {
              in.skip();
            }
          }
          case 2 << 3 | BYTES -> transactionId = in.string();
          case 3 << 3 | NUMBER -> atomic = in.bool();
          default -> in.skip();
        }
      }
    }

    List<TableChanges> decode() {
      List<TableChanges> decoded = new ArrayList<>(tables.size());
      tables.forEach(item -> decoded.add(item.decode()));
      return decoded;
    }
  }

  /** One table's part of the message. */
  static final class Item {
    final List<ChangeFields> rows = new ArrayList<>();
    String table;

    Item(ProtoReader in, RowCount count) {
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
          case 3 << 3 | BYTES -> row.condition(in);
          case 4 << 3 | BYTES -> row.returnContent(in);
          default -> in.skip();
        }
      }
      row.end(in, true);
      return row;
    }

    TableChanges decode() {
      List<RowChange> changes = new ArrayList<>(rows.size());
      rows.forEach(row -> changes.add(row.decode()));
      return new TableChanges(table, changes);
    }
  }
}
