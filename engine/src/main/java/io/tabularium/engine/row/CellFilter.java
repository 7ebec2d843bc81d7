/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

/** Chooses cells as they pass by, in order of name and then newest first. */
public interface CellFilter {
  /** What to do with a cell. */
  enum Verdict {
    /** Take it. */
    TAKE,
    /** Leave it out. */
    SKIP,
    /** Leave it out, and nothing that follows is wanted either. */
    STOP
  }

  /** Decides about one cell. */
  Verdict decide(CellBuffer cells, int cell);
}
