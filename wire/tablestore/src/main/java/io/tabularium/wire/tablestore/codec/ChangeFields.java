/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Condition;
import io.tabularium.model.Limits;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One row of a write request, gathered field by field; alone in a request or one of many in a
 * batch. Nothing of the row itself is looked at before {@link #decode}.
 */
public final class ChangeFields {
  /** A write cannot increment more columns; of further names to return one is enough to refuse. */
  private static final int MAX_RETURN_COLUMNS = Limits.CELLS_PER_WRITE + 1;

  private static final RowChange.Type[] TYPES = RowChange.Type.values();
  private static final RowExistence[] EXPECTATIONS = RowExistence.values();
  private static final ReturnContent.Type[] RETURN_TYPES = ReturnContent.Type.values();

  private RowChange.Type type;
  private ByteSlice row;
  private RowExistence existence;
  private ByteSlice columnCondition;
  private ReturnContent returnContent = ReturnContent.NONE;

  /** Fields of a row whose kind of write is still to be read, or is not known from elsewhere. */
  public ChangeFields() {}

  /** Fields of a row of this kind of write. */
  public ChangeFields(RowChange.Type type) {
    this.type = type;
  }

  /** Reads the operation type; an unknown one counts as absent. */
  public void type(ProtoReader in) {
    int code = (int) in.number();
    if (code >= 1 && code <= TYPES.length) {
      type = TYPES[code - 1];
    }
  }

  /** Reads the row. */
  public void row(ProtoReader in) {
    row = in.bytes();
  }

  /** Reads {@code condition}. */
  public void condition(ProtoReader in) {
    ProtoReader message = in.message();
    while (message.next()) {
      switch (message.tag()) {
        case 1 << 3 | NUMBER -> {
          int code = (int) message.number();
          if (code >= 0 && code < EXPECTATIONS.length) {
            existence = EXPECTATIONS[code];
          }
        }
        case 2 << 3 | BYTES -> columnCondition = message.bytesOrNull();
        default -> message.skip();
      }
    }
    message.required(existence);
  }

  /** Reads {@code return_content}. */
  public void returnContent(ProtoReader in) {
    ProtoReader message = in.message();
    ReturnContent.Type returnType = ReturnContent.Type.NONE;
    Set<String> columns = Set.of();
    while (message.next()) {
      switch (message.tag()) {
        case 1 << 3 | NUMBER -> {
          int code = (int) message.number();
          if (code >= 0 && code < RETURN_TYPES.length) {
            returnType = RETURN_TYPES[code];
          }
        }
        case 2 << 3 | BYTES -> {
          if (columns.isEmpty()) {
            columns = new LinkedHashSet<>();
          }
          if (columns.size() < MAX_RETURN_COLUMNS) {
            columns.add(message.string());
          } else {
            message.skip();
          }
        }
        default -> message.skip();
      }
    }
    returnContent =
        returnType == ReturnContent.Type.NONE && columns.isEmpty()
            ? ReturnContent.NONE
            : new ReturnContent(returnType, List.copyOf(columns));
  }

  /** Says that the message has ended and refuses if a required field was absent. */
  public void end(ProtoReader in, boolean conditionRequired) {
    in.required(type);
    in.required(row);
    if (conditionRequired) {
      in.required(existence);
    }
  }

  /** Decodes the row, then the condition. */
  public RowChange decode() {
    DecodedRow decoded = PlainBufferDecoder.readChange(type, row);
    return new RowChange(type, decoded.key(), decoded.cells(), decodeCondition(), returnContent);
  }

  private Condition decodeCondition() {
    if (columnCondition == null && (existence == null || existence == RowExistence.IGNORE)) {
      return Condition.NONE;
    }
    return new Condition(existence, FilterDecoder.read(columnCondition));
  }
}
