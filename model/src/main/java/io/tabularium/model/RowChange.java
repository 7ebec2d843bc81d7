/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A write to one row.
 *
 * @param type what kind of write
 * @param key the row's key; may hold {@link Value#AUTO_INCREMENT} where the table allows it
 * @param cells the cells in the client's order; empty for a deletion
 * @param condition when to do it
 * @param returnContent what to answer
 */
public record RowChange(
    Type type, PrimaryKey key, List<Cell> cells, Condition condition, ReturnContent returnContent) {

  /** The kind of write. */
  public enum Type {
    /** Replace the row by these cells. */
    PUT(1),
    /** Apply the cells, in order, to what is there. */
    UPDATE(2),
    /** Remove the row. */
    DELETE(3);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    /** The code on the wire, and on disk in change records. */
    public int code() {
      return code;
    }
  }

  /** An unconditional put. */
  public static RowChange put(PrimaryKey key, List<Cell> cells) {
    return new RowChange(Type.PUT, key, cells, Condition.NONE, ReturnContent.NONE);
  }

  /** An unconditional update. */
  public static RowChange update(PrimaryKey key, List<Cell> cells) {
    return new RowChange(Type.UPDATE, key, cells, Condition.NONE, ReturnContent.NONE);
  }

  /** An unconditional deletion. */
  public static RowChange delete(PrimaryKey key) {
    return new RowChange(Type.DELETE, key, List.of(), Condition.NONE, ReturnContent.NONE);
  }

  /** The same change under a condition. */
  public RowChange when(Condition newCondition) {
    return new RowChange(type, key, cells, newCondition, returnContent);
  }

  /** The same change answering with other content. */
  public RowChange returning(ReturnContent newContent) {
    return new RowChange(type, key, cells, condition, newContent);
  }
}
