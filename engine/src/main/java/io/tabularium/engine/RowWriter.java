/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.ChangeCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Errors;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.Row;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;

/** What one change does to one row: the condition, the cells, the answer. */
final class RowWriter {
  private RowWriter() {}

  /** Whether a change can be made without looking at the row. */
  static boolean isBlind(RowChange change) {
    return change.condition().isNone()
        && change.returnContent().type() != ReturnContent.Type.AFTER_MODIFY
        && (change.type() != RowChange.Type.UPDATE || (hasPut(change) && !hasIncrement(change)));
  }

  private static boolean hasPut(RowChange change) {
    for (Cell cell : change.cells()) {
      if (cell.operation() == Cell.Operation.PUT) {
        return true;
      }
    }
    return false;
  }

  static boolean hasIncrement(RowChange change) {
    for (Cell cell : change.cells()) {
      if (cell.operation() == Cell.Operation.INCREMENT) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks the condition and applies the change.
   *
   * @param condition the change's column condition, compiled, or {@code null}
   * @param key the row's key, generated values filled in
   * @param version the version of cells without a timestamp, and the time of this write
   * @param nowMillis the server's clock
   */
  static Applied apply(
      Table table,
      WritePlan plan,
      RowChange change,
      CompiledFilter condition,
      PrimaryKey key,
      RowAccess row,
      long version,
      long nowMillis) {
    boolean wantsOriginals = plan.isStreamed() && !plan.originals().isEmpty();
    // The version may run ahead of the clock; what has expired is the clock's to say.
    RowState state = isBlind(change) && !wantsOriginals ? null : RowState.of(table, row, nowMillis);
    if (state != null) {
      check(change.condition().rowExistence(), condition, state);
    }
    byte[] originals = wantsOriginals ? originals(plan, state, version) : null;
    List<Cell> cells = change.cells();
    List<Cell> returned = List.of();
    boolean done = true;
    if (replaces(table, change)) {
      row.replace(base(table, change, version));
    } else if (change.type() == RowChange.Type.DELETE) {
      row.delete();
    } else {
      if (hasIncrement(change)) {
        cells = resolveIncrements(table, cells, state, version);
        returned = returned(change, cells, version);
      }
      done = state == null || state.exists() || hasAnyPut(cells);
      if (done) {
        if (state != null && !state.exists() && row.head() != null) {
          row.delete(); // what is left of an expired row must not come back with the new one
        }
        row.append(RowCodec.encodeFragment(cells, version));
      }
    }
    byte[] record = null;
    if (done && plan.isStreamed()) {
      record = record(table, change.type(), row.key(), cells, version, originals);
    } else if (done && plan.isLogged()) {
      record = ChangeCodec.encodeKey(row.key());
    }
    return new Applied(
        new WriteResult(consumed(change, key), row(change.returnContent(), key, returned)), record);
  }

  /**
   * A change that was made.
   *
   * @param result what to answer
   * @param record what to log, or {@code null} for nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Applied(WriteResult result, byte[] record) {}

  /** Whether a change puts new cells in place of the whole row. */
  static boolean replaces(Table table, RowChange change) {
    return change.type() == RowChange.Type.PUT
        || (change.type() == RowChange.Type.UPDATE && table.options().updateFullRow());
  }

  /**
   * The record of a change.
   *
   * @param cells the cells in the client's order, increments resolved
   * @param version the version of cells without a timestamp
   * @param originals what some columns were before, as a fragment, or {@code null}
   */
  static byte[] record(
      Table table,
      RowChange.Type type,
      byte[] rowKey,
      List<Cell> cells,
      long version,
      byte[] originals) {
    if (type == RowChange.Type.DELETE) {
      return ChangeCodec.encode(type, rowKey, null, originals);
    }
    // An update of a row that is always written whole is a put to whoever follows the table.
    RowChange.Type shown = table.options().updateFullRow() ? RowChange.Type.PUT : type;
    return ChangeCodec.encode(shown, rowKey, RowCodec.encodeFragment(cells, version), originals);
  }

  private static byte[] originals(WritePlan plan, RowState state, long version) {
    List<Cell> before = new ArrayList<>();
    for (ByteSlice column : plan.originals()) {
      RowState.Version newest = state.newest(column);
      if (newest != null) {
        before.add(Cell.of(column, Cell.Operation.PUT, newest.value(), newest.timestamp()));
      }
    }
    return before.isEmpty() ? null : RowCodec.encodeFragment(before, version);
  }

  /** The row of an answer: {@code null} unless the change asks for one. */
  static Row row(ReturnContent content, PrimaryKey key, List<Cell> cells) {
    return content.type() == ReturnContent.Type.NONE ? null : new Row(key, cells);
  }

  private static boolean hasAnyPut(List<Cell> cells) {
    for (Cell cell : cells) {
      if (cell.operation() == Cell.Operation.PUT) {
        return true;
      }
    }
    return false;
  }

  static byte[] base(Table table, RowChange change, long version) {
    return RowCodec.encodeBase(change.cells(), version, table.options().maxVersions());
  }

  private static void check(RowExistence expectation, CompiledFilter condition, RowState state) {
    boolean expected =
        expectation == RowExistence.IGNORE
            || state.exists() == (expectation == RowExistence.EXPECT_EXIST);
    if (!expected || (condition != null && !condition.accepts(state))) {
      throw Errors.conditionCheckFail();
    }
  }

  private static List<Cell> resolveIncrements(
      Table table, List<Cell> cells, RowState state, long version) {
    List<Cell> resolved = new ArrayList<>(cells.size());
    for (Cell cell : cells) {
      if (cell.operation() != Cell.Operation.INCREMENT) {
        resolved.add(cell);
        continue;
      }
      RowState.Version newest = state.newest(cell.name());
      Value old = newest == null ? null : newest.value();
      if (old != null && old.type() != ValueType.INTEGER) {
        throw Errors.incrementOfOtherType(cell.nameText(), old.type());
      }
      long before = old == null ? 0 : old.asLong();
      long delta = cell.value().asLong();
      long sum = before + delta;
      if (((before ^ sum) & (delta ^ sum)) < 0) {
        throw Errors.incrementOverflow(cell.nameText());
      }
      // A column dated ahead of the clock must still end up with the sum as its newest version.
      long after = newest == null ? version : newest.timestamp() + (table.keepsVersions() ? 1 : 0);
      resolved.add(
          Cell.of(cell.name(), Cell.Operation.PUT, Value.integer(sum), Math.max(version, after)));
    }
    return resolved;
  }

  private static List<Cell> returned(RowChange change, List<Cell> resolved, long version) {
    if (change.returnContent().type() != ReturnContent.Type.AFTER_MODIFY) {
      return List.of();
    }
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < resolved.size(); i++) {
      Cell asked = change.cells().get(i);
      if (asked.operation() == Cell.Operation.INCREMENT && isReturned(change, asked.name())) {
        cells.add(resolved.get(i));
      }
    }
    cells.sort((a, b) -> a.name().compareTo(b.name()));
    return cells;
  }

  private static boolean isReturned(RowChange change, ByteSlice name) {
    for (String column : change.returnContent().columns()) {
      if (ByteSlice.utf8(column).equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** What a change costs, whether or not it had anything to do. */
  static ConsumedCapacity consumed(RowChange change, PrimaryKey key) {
    return Capacity.write(
        Validation.changeSize(change), Validation.keySize(key), change.condition());
  }
}
