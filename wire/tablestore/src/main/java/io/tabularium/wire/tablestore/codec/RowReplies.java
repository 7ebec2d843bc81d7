/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.engine.Outcome;
import io.tabularium.engine.RangeResult;
import io.tabularium.engine.ReadResult;
import io.tabularium.engine.WriteResult;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Row;
import io.tabularium.model.ServiceException;
import io.tabularium.wire.tablestore.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes the replies of the row operations around the row bytes: each row is copied once, from the
 * sink into the reply. Field numbers are those of {@code tablestore.proto}.
 *
 * <p>Both parts of a consumed capacity are always set, zeros included, because clients read them
 * without asking; tokens and next keys are absent rather than empty, because clients would parse
 * them.
 */
public final class RowReplies {
  /** The most bytes a consumed capacity takes in units. */
  static final int CONSUMED_BYTES = 32;

  /** Room for the fixed part of a reply: capacity, heads, block type. */
  private static final int OVERHEAD = 96;

  private RowReplies() {}

  /** The reply of GetRow. */
  public static Reply getRow(WireBuffer row, ReadResult result) {
    byte[] token = result.nextToken();
    WireBuffer out = new WireBuffer(OVERHEAD + row.size() + (token == null ? 0 : token.length));
    putConsumed(out, 1, result.consumed());
    out.putBytesField(2, row.array(), 0, row.size());
    if (token != null) {
      out.putBytesField(3, token);
    }
    return reply(out);
  }

  /**
   * The reply of GetRange.
   *
   * @param blockType the code of the rows' encoding, or {@code null} if the client did not ask
   * @param compressType the code of the rows' compression, or {@code null} if the client did not
   *     ask
   */
  public static Reply getRange(
      WireBuffer rows, RangeResult result, Integer blockType, Integer compressType) {
    WireBuffer out = range(rows, result);
    if (blockType != null) {
      out.putNumberField(5, blockType);
    }
    if (compressType != null) {
      out.putNumberField(6, compressType);
    }
    return reply(out);
  }

  /**
   * The reply of BulkExport.
   *
   * @param blockType the code of the rows' encoding
   */
  public static Reply bulkExport(WireBuffer rows, RangeResult result, int blockType) {
    WireBuffer out = range(rows, result);
    out.putNumberField(4, blockType);
    return reply(out);
  }

  private static WireBuffer range(WireBuffer rows, RangeResult result) {
    byte[] next = result.nextStart() == null ? null : PlainBufferEncoder.key(result.nextStart());
    WireBuffer out = new WireBuffer(OVERHEAD + rows.size() + (next == null ? 0 : next.length));
    putConsumed(out, 1, result.consumed());
    out.putBytesField(2, rows.array(), 0, rows.size());
    if (next != null) {
      out.putBytesField(3, next);
    }
    return out;
  }

  /** The reply of PutRow, UpdateRow and DeleteRow. */
  public static Reply write(WriteResult result) {
    byte[] row = encode(result.row());
    WireBuffer out = new WireBuffer(OVERHEAD + (row == null ? 0 : row.length));
    putConsumed(out, 1, result.consumed());
    if (row != null) {
      out.putBytesField(2, row);
    }
    return reply(out);
  }

  /**
   * The reply of BatchGetRow.
   *
   * @param tables the names of the tables in the request, in order
   * @param rows what the engine wrote for each row
   * @param outcomes what became of each row
   */
  public static Reply batchGetRow(
      List<String> tables, BatchRows rows, List<List<Outcome<ReadResult>>> outcomes) {
    List<List<Item>> items = new ArrayList<>(tables.size());
    for (int t = 0; t < outcomes.size(); t++) {
      List<Outcome<ReadResult>> table = outcomes.get(t);
      List<Item> ofTable = new ArrayList<>(table.size());
      for (int r = 0; r < table.size(); r++) {
        Outcome<ReadResult> outcome = table.get(r);
        ofTable.add(
            outcome.isOk()
                ? new Item(
                    outcome.result().consumed(),
                    rows.bytes().array(),
                    rows.start(t, r),
                    rows.length(t, r),
                    outcome.result().nextToken(),
                    null)
                : Item.failed(outcome.error()));
      }
      items.add(ofTable);
    }
    return batch(tables, items);
  }

  /**
   * The reply of BatchWriteRow.
   *
   * @param tables the names of the tables in the request, in order
   */
  public static Reply batchWriteRow(
      List<String> tables, List<List<Outcome<WriteResult>>> outcomes) {
    List<List<Item>> items = new ArrayList<>(tables.size());
    for (List<Outcome<WriteResult>> table : outcomes) {
      items.add(map(table, RowReplies::writeItem));
    }
    return batch(tables, items);
  }

  /** The reply of BulkImport. */
  public static Reply bulkImport(String table, List<Outcome<WriteResult>> outcomes) {
    List<Item> items = map(outcomes, RowReplies::writeItem);
    WireBuffer out = new WireBuffer(tableSize(table, items));
    putTable(out, table, items);
    return reply(out);
  }

  private static Item writeItem(Outcome<WriteResult> outcome) {
    if (!outcome.isOk()) {
      return Item.failed(outcome.error());
    }
    byte[] row = encode(outcome.result().row());
    return new Item(outcome.result().consumed(), row, 0, row == null ? 0 : row.length, null, null);
  }

  private static Reply batch(List<String> tables, List<List<Item>> items) {
    int[] sizes = new int[tables.size()];
    int total = 0;
    for (int t = 0; t < sizes.length; t++) {
      sizes[t] = tableSize(tables.get(t), items.get(t));
      total = Math.addExact(total, WireBuffer.bytesFieldSize(sizes[t]));
    }
    WireBuffer out = new WireBuffer(total);
    for (int t = 0; t < sizes.length; t++) {
      out.putMessageHead(1, sizes[t]);
      putTable(out, tables.get(t), items.get(t));
    }
    return reply(out);
  }

  private static int tableSize(String table, List<Item> items) {
    int size = WireBuffer.bytesFieldSize(table.getBytes(StandardCharsets.UTF_8).length);
    for (Item item : items) {
      size = Math.addExact(size, WireBuffer.bytesFieldSize(item.size()));
    }
    return size;
  }

  private static void putTable(WireBuffer out, String table, List<Item> items) {
    out.putStringField(1, table);
    for (Item item : items) {
      out.putMessageHead(2, item.size());
      item.put(out);
    }
  }

  /** One row of a batch's reply: a success with its capacity and perhaps a row, or an error. */
  private static final class Item {
    private final ConsumedCapacity consumed;

    /** Holds the row, or {@code null} if the reply has none (an empty one is something else). */
    private final byte[] row;

    private final int offset;
    private final int length;
    private final byte[] token;

    /** An encoded error, or {@code null}. */
    private final byte[] error;

    Item(
        ConsumedCapacity consumed, byte[] row, int offset, int length, byte[] token, byte[] error) {
      this.consumed = consumed;
      this.row = row;
      this.offset = offset;
      this.length = length;
      this.token = token;
      this.error = error;
    }

    static Item failed(ServiceException failure) {
      return new Item(null, null, 0, 0, null, RowReplies.error(failure));
    }

    int size() {
      int size = WireBuffer.numberFieldSize(1);
      if (error != null) {
        return size + WireBuffer.bytesFieldSize(error.length);
      }
      size += WireBuffer.bytesFieldSize(consumedSize(consumed));
      if (row != null) {
        size += WireBuffer.bytesFieldSize(length);
      }
      if (token != null) {
        size += WireBuffer.bytesFieldSize(token.length);
      }
      return size;
    }

    void put(WireBuffer out) {
      out.putNumberField(1, error == null ? 1 : 0);
      if (error != null) {
        out.putBytesField(2, error);
        return;
      }
      putConsumed(out, 3, consumed);
      if (row != null) {
        out.putBytesField(4, row, offset, length);
      }
      if (token != null) {
        out.putBytesField(5, token);
      }
    }
  }

  /** An {@code Error} message: in a batch's reply, and the whole body of a failed request. */
  public static byte[] error(ServiceException failure) {
    WireBuffer out = new WireBuffer(OVERHEAD + failure.getMessage().length());
    out.putStringField(1, failure.code().name());
    out.putStringField(2, failure.getMessage());
    return out.toByteArray();
  }

  // ---- parts ------------------------------------------------------------------------------------

  private static byte[] encode(Row row) {
    return row == null ? null : PlainBufferEncoder.row(row);
  }

  private static int unitsSize(ConsumedCapacity consumed) {
    return WireBuffer.numberFieldSize(consumed.readUnits())
        + WireBuffer.numberFieldSize(consumed.writeUnits());
  }

  private static int bytesSize(ConsumedCapacity consumed) {
    return (consumed.readBytes() < 0 ? 0 : WireBuffer.numberFieldSize(consumed.readBytes()))
        + (consumed.writeBytes() < 0 ? 0 : WireBuffer.numberFieldSize(consumed.writeBytes()));
  }

  private static int consumedSize(ConsumedCapacity consumed) {
    int bytesSize = bytesSize(consumed);
    return WireBuffer.bytesFieldSize(unitsSize(consumed))
        + (bytesSize == 0 ? 0 : WireBuffer.bytesFieldSize(bytesSize));
  }

  static void putConsumed(WireBuffer out, int field, ConsumedCapacity consumed) {
    out.putMessageHead(field, consumedSize(consumed));
    out.putMessageHead(1, unitsSize(consumed));
    out.putNumberField(1, consumed.readUnits());
    out.putNumberField(2, consumed.writeUnits());
    int bytesSize = bytesSize(consumed);
    if (bytesSize > 0) {
      out.putMessageHead(2, bytesSize);
      if (consumed.readBytes() >= 0) {
        out.putNumberField(1, consumed.readBytes());
      }
      if (consumed.writeBytes() >= 0) {
        out.putNumberField(2, consumed.writeBytes());
      }
    }
  }

  private static <A, B> List<B> map(List<A> list, Function<A, B> function) {
    List<B> result = new ArrayList<>(list.size());
    list.forEach(element -> result.add(function.apply(element)));
    return result;
  }

  private static Reply reply(WireBuffer out) {
    return new Reply(out.array(), 0, out.size());
  }
}
