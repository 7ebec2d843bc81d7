/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.engine.Engine;
import io.tabularium.engine.RangeRead;
import io.tabularium.engine.RangeResult;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Direction;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.ReadFields;
import io.tabularium.wire.tablestore.codec.RowMatrixSink;
import io.tabularium.wire.tablestore.codec.RowReplies;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DataBlockType;
import java.util.concurrent.CompletableFuture;

/** Reads one page of a range for use elsewhere: forward, newest versions, columnar by default. */
final class BulkExport extends EngineOperation {
  BulkExport(Engine engine) {
    super("BulkExport", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    enter(call, request.table);
    RangeRead range = request.decode();
    if (request.blockType == DataBlockType.DBT_SIMPLE_ROW_MATRIX) {
      RowMatrixSink sink = new RowMatrixSink(request.fields.columns(), false);
      RangeResult result = engine.bulkExport(call.instance(), request.table, range, sink);
      describeTo(sink, call, request.table);
      return done(
          RowReplies.bulkExport(sink.finish(), result, DataBlockType.DBT_SIMPLE_ROW_MATRIX_VALUE));
    }
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      RangeResult result = engine.bulkExport(call.instance(), request.table, range, sink);
      return done(
          RowReplies.bulkExport(sink.bytes(), result, DataBlockType.DBT_PLAIN_BUFFER_VALUE));
    }
  }

  /** The message, with keys and filter still encoded. */
  static final class Request {
    final ReadFields fields = new ReadFields();
    String table;
    ByteSlice start;
    ByteSlice end;
    DataBlockType blockType = DataBlockType.DBT_SIMPLE_ROW_MATRIX;

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | BYTES -> fields.column(in);
          case 3 << 3 | BYTES -> start = in.bytes();
          case 4 << 3 | BYTES -> end = in.bytes();
          case 5 << 3 | BYTES -> fields.filter(in);
          case 6 << 3 | NUMBER -> {
            DataBlockType hint = DataBlockType.forNumber((int) in.number());
            blockType = hint == null ? blockType : hint;
          }
          default -> in.skip();
        }
      }
      in.required(table);
      in.required(start);
      in.required(end);
    }

    RangeRead decode() {
      RangeRead range =
          new RangeRead(
              Direction.FORWARD,
              PlainBufferDecoder.readKey(start),
              PlainBufferDecoder.readKey(end),
              null,
              fields.decode());
      if (blockType == DataBlockType.DBT_SIMPLE_ROW_MATRIX && fields.columns().isEmpty()) {
        throw Errors.matrixNeedsColumn();
      }
      return range;
    }
  }
}
