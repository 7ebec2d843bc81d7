/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.engine.Engine;
import io.tabularium.engine.Outcome;
import io.tabularium.engine.ReadResult;
import io.tabularium.engine.TableKeys;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.BatchRows;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.ReadFields;
import io.tabularium.wire.tablestore.codec.RowReplies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads many rows. */
final class BatchGetRow extends EngineOperation {
  BatchGetRow(Engine engine) {
    super("BatchGetRow", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    List<String> names = request.tables.stream().map(item -> item.table).toList();
    names.forEach(name -> enter(call, name));
    request.count.check();
    List<TableKeys> tables = request.decode();
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      BatchRows rows = new BatchRows(tables, sink);
      List<List<Outcome<ReadResult>>> outcomes = engine.batchGetRow(call.instance(), tables, rows);
      return done(RowReplies.batchGetRow(names, rows, outcomes));
    }
  }

  /** The message, with keys and filters still encoded. */
  static final class Request {
    final List<Item> tables = new ArrayList<>();
    final RowCount count = new RowCount(Limits.BATCH_GET_ROWS);

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        if (in.tag() == (1 << 3 | BYTES) && count.oneMoreTable()) {
          tables.add(new Item(in.message(), count));
        } else {
          in.skip();
        }
      }
    }

    List<TableKeys> decode() {
      List<TableKeys> decoded = new ArrayList<>(tables.size());
      tables.forEach(item -> decoded.add(item.decode()));
      return decoded;
    }
  }

  /** One table's part of the message. */
  static final class Item {
    final ReadFields fields = new ReadFields();
    final List<ByteSlice> keys = new ArrayList<>();
    final List<byte[]> tokens = new ArrayList<>();
    boolean anyToken;
    String table;

    Item(ProtoReader in, RowCount count) {
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | BYTES -> {
            if (count.oneMoreRow()) {
              keys.add(in.bytes());
            } else {
              in.skip();
            }
          }
          case 3 << 3 | BYTES -> {
            if (tokens.size() == Limits.BATCH_GET_ROWS) {
              in.skip();
            } else {
              ByteSlice token = in.bytesOrNull();
              tokens.add(token == null ? null : token.toByteArray());
              anyToken |= token != null;
            }
          }
          case 4 << 3 | BYTES -> fields.column(in);
          case 5 << 3 | BYTES -> fields.timeRange(in);
          case 6 << 3 | NUMBER -> fields.maxVersions(in);
          case 8 << 3 | BYTES -> fields.filter(in);
          case 9 << 3 | BYTES -> fields.startColumn(in);
          case 10 << 3 | BYTES -> fields.endColumn(in);
          default -> in.skip();
        }
      }
      in.required(table);
    }

    TableKeys decode() {
      List<PrimaryKey> decoded = new ArrayList<>(keys.size());
      keys.forEach(key -> decoded.add(PlainBufferDecoder.readKey(key)));
      return new TableKeys(table, decoded, alignedTokens(), fields.decode());
    }

    /** Some clients send a token beside each key, some none at all; here it is one of the two. */
    private List<byte[]> alignedTokens() {
      if (!anyToken) {
        return List.of();
      }
      List<byte[]> aligned = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        aligned.add(i < tokens.size() ? tokens.get(i) : null);
      }
      return aligned;
    }
  }
}
