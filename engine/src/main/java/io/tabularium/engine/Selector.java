/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.CellBuffer;
import io.tabularium.engine.row.CellFilter;
import io.tabularium.model.TableOptions;

/**
 * Decides, cell by cell in stored order, what a reader sees: versions the table still keeps, then
 * the reader's columns, time range and number of versions, then its window over the columns.
 */
final class Selector implements CellFilter {
  private final CompiledSelection selection;
  private final int keptVersions;
  private final long oldest;

  private byte[] name;
  private int nameOffset;
  private int nameLength;
  private boolean wanted;
  private int seen;
  private int taken;
  private int columns;
  private boolean visible;

  Selector(CompiledSelection selection, TableOptions options, long nowMillis) {
    this.selection = selection;
    this.keptVersions = options.maxVersions();
    this.oldest = oldestVisible(options, nowMillis);
  }

  /** The oldest version that has not expired; expiry is counted in whole seconds. */
  static long oldestVisible(TableOptions options, long nowMillis) {
    return options.timeToLiveSeconds() == TableOptions.FOREVER
        ? Long.MIN_VALUE
        : (nowMillis / 1000 - options.timeToLiveSeconds()) * 1000;
  }

  /** Begins a row. */
  void reset() {
    name = null;
    columns = 0;
    visible = false;
  }

  /** Goes on in a row whose earlier columns were read before. */
  void resumeAfter(int earlierColumns) {
    columns = earlierColumns;
  }

  /** How many columns had a selected cell before the current one. */
  int columnsBeforeCurrent() {
    return taken > 0 ? columns - 1 : columns;
  }

  /** Whether any cell that passed by is still kept by the table, wanted or not. */
  boolean sawVisible() {
    return visible;
  }

  @Override
  public Verdict decide(CellBuffer cells, int cell) {
    if (name == null || !cells.nameEquals(cell, name, nameOffset, nameLength)) {
      name = cells.array(cell);
      nameOffset = cells.nameOffset(cell);
      nameLength = cells.nameLength(cell);
      seen = 0;
      taken = 0;
      if (selection.end != null && selection.end.compareTo(name, nameOffset, nameLength) <= 0) {
        return Verdict.STOP;
      }
      wanted =
          (selection.start == null || selection.start.compareTo(name, nameOffset, nameLength) <= 0)
              && (selection.allColumns || selection.wantsColumn(name, nameOffset, nameLength));
    }
    seen++;
    long timestamp = cells.timestamp(cell);
    if (seen > keptVersions || timestamp < oldest) {
      return Verdict.SKIP;
    }
    visible = true;
    if (!wanted
        || timestamp < selection.minTimestamp
        || timestamp >= selection.maxTimestamp
        || taken >= selection.maxVersions) {
      return Verdict.SKIP;
    }
    if (taken++ == 0) {
      columns++;
    }
    if (selection.paginationLimit >= 0) {
      if (columns <= selection.paginationOffset) {
        return Verdict.SKIP;
      }
      if (columns - selection.paginationOffset > selection.paginationLimit) {
        return Verdict.STOP;
      }
    }
    return Verdict.TAKE;
  }
}
