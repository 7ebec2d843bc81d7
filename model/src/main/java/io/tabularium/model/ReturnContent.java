/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * What a write answers besides its capacity.
 *
 * @param type nothing, the primary key, or the incremented columns after the change
 * @param columns which incremented columns; only with {@link Type#AFTER_MODIFY}
 */
public record ReturnContent(Type type, List<String> columns) {
  /** Nothing. */
  public static final ReturnContent NONE = new ReturnContent(Type.NONE, List.of());

  /** The complete primary key. */
  public static final ReturnContent PRIMARY_KEY = new ReturnContent(Type.PRIMARY_KEY, List.of());

  /** Copies the list. */
  public ReturnContent {
    columns = List.copyOf(columns);
  }

  /** The kind of content. The ordinals are the protocol's codes. */
  public enum Type {
    /** No row. */
    NONE,
    /** The key, with generated values filled in. */
    PRIMARY_KEY,
    /** The key and the new values of incremented columns. */
    AFTER_MODIFY
  }
}
