/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import java.util.List;

/**
 * Which columns of the rows found a client wants, beside the primary key.
 *
 * @param mode which kind of choice
 * @param names the columns of {@link Mode#SPECIFIED}
 */
public record ReturnedColumns(Mode mode, List<String> names) {
  /** The primary key alone. */
  public static final ReturnedColumns NONE = new ReturnedColumns(Mode.NONE, List.of());

  /** Kinds of choice. */
  public enum Mode {
    /** Every column of the row. */
    ALL,
    /** Those named, wherever they are. */
    SPECIFIED,
    /** No column. */
    NONE,
    /** The fields of the index, wherever their columns are kept; of a scan, those it keeps. */
    ALL_FROM_INDEX
  }

  /** Copies the list. */
  public ReturnedColumns {
    names = List.copyOf(names);
  }

  /** The columns with these names. */
  public static ReturnedColumns named(String... names) {
    return new ReturnedColumns(Mode.SPECIFIED, List.of(names));
  }
}
