/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.engine.Engine;
import io.tabularium.engine.ReadResult;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowSelection;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.ReadFields;
import io.tabularium.wire.tablestore.codec.RowReplies;
import java.util.concurrent.CompletableFuture;

/** Reads one row. */
final class GetRow extends EngineOperation {
  GetRow(Engine engine) {
    super("GetRow", Access.READ, engine);
  }

  /** A point read, mostly from memory. */
  @Override
  public boolean brief() {
    return true;
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    enter(call, request.table);
    PrimaryKey key = PlainBufferDecoder.readKey(request.key);
    RowSelection selection = request.fields.decode();
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      ReadResult result =
          engine.getRow(
              call.instance(), request.table, key, selection, request.transactionId, sink);
      return done(RowReplies.getRow(sink.bytes(), result));
    }
  }

  /** The message, with key and filter still encoded. */
  static final class Request {
    final ReadFields fields = new ReadFields();
    String table;
    ByteSlice key;
    String transactionId;

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | BYTES -> key = in.bytes();
          case 3 << 3 | BYTES -> fields.column(in);
          case 4 << 3 | BYTES -> fields.timeRange(in);
          case 5 << 3 | NUMBER -> fields.maxVersions(in);
          case 7 << 3 | BYTES -> fields.filter(in);
          case 8 << 3 | BYTES -> fields.startColumn(in);
          case 9 << 3 | BYTES -> fields.endColumn(in);
          case 10 << 3 | BYTES -> fields.token(in);
          case 11 << 3 | BYTES -> transactionId = in.string();
          default -> in.skip();
        }
      }
      in.required(table);
      in.required(key);
    }
  }
}
