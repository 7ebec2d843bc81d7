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
import io.tabularium.wire.tablestore.proto.TablestoreProto.CompressType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DataBlockType;
import java.util.concurrent.CompletableFuture;

/** Reads one page of a range of rows. */
final class GetRange extends EngineOperation {
  GetRange(Engine engine) {
    super("GetRange", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    Request request = new Request(body);
    enter(call, request.table);
    RangeRead range = request.decode();
    // Clients that hint at a block type or a compression want to be told what they got.
    Integer compressType = request.compressHinted ? CompressType.CPT_NONE_VALUE : null;
    if (request.matrix()) {
      RowMatrixSink sink = new RowMatrixSink(request.fields.columns(), request.wholeKey);
      RangeResult result =
          engine.getRange(call.instance(), request.table, range, request.transactionId, sink);
      describeTo(sink, call, request.table);
      return done(
          RowReplies.getRange(
              sink.finish(), result, DataBlockType.DBT_SIMPLE_ROW_MATRIX_VALUE, compressType));
    }
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      RangeResult result =
          engine.getRange(call.instance(), request.table, range, request.transactionId, sink);
      Integer blockType =
          request.blockType == null ? null : (Integer) DataBlockType.DBT_PLAIN_BUFFER_VALUE;
      return done(RowReplies.getRange(sink.bytes(), result, blockType, compressType));
    }
  }

  /** The message, with keys and filter still encoded. */
  static final class Request {
    private static final Direction[] DIRECTIONS = Direction.values();

    final ReadFields fields = new ReadFields();
    String table;
    Direction direction;
    Integer limit;
    ByteSlice start;
    ByteSlice end;
    String transactionId;
    DataBlockType blockType;
    boolean wholeKey = true;
    boolean compressHinted;

    Request(byte[] body) {
      ProtoReader in = new ProtoReader(body);
      while (in.next()) {
        switch (in.tag()) {
          case 1 << 3 | BYTES -> table = in.string();
          case 2 << 3 | NUMBER -> {
            int code = (int) in.number();
            if (code >= 0 && code < DIRECTIONS.length) {
              direction = DIRECTIONS[code];
            }
          }
          case 3 << 3 | BYTES -> fields.column(in);
          case 4 << 3 | BYTES -> fields.timeRange(in);
          case 5 << 3 | NUMBER -> fields.maxVersions(in);
          case 6 << 3 | NUMBER -> limit = (int) in.number();
          case 7 << 3 | BYTES -> start = in.bytes();
          case 8 << 3 | BYTES -> end = in.bytes();
          case 10 << 3 | BYTES -> fields.filter(in);
          case 11 << 3 | BYTES -> fields.startColumn(in);
          case 12 << 3 | BYTES -> fields.endColumn(in);
          case 13 << 3 | BYTES -> fields.token(in);
          case 14 << 3 | BYTES -> transactionId = in.string();
          case 15 << 3 | NUMBER -> blockType = DataBlockType.forNumber((int) in.number());
          case 16 << 3 | NUMBER -> wholeKey = in.bool();
          case 17 << 3 | NUMBER -> {
            in.number();
            compressHinted = true;
          }
          default -> in.skip();
        }
      }
      in.required(table);
      in.required(direction);
      in.required(start);
      in.required(end);
    }

    boolean matrix() {
      return blockType == DataBlockType.DBT_SIMPLE_ROW_MATRIX;
    }

    RangeRead decode() {
      RangeRead range =
          new RangeRead(
              direction,
              PlainBufferDecoder.readKey(start),
              PlainBufferDecoder.readKey(end),
              limit,
              fields.decode());
      if (matrix() && fields.columns().isEmpty()) {
        throw Errors.matrixNeedsColumn();
      }
      return range;
    }
  }
}
