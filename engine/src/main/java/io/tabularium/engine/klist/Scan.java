/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.util.Arrays;

/** Reads a page of one row's records. */
final class Scan {
  private Scan() {}

  /**
   * Reads the page.
   *
   * @param limit at most so many records
   */
  static ScanPage run(TableSpace space, ScanRequest request, int limit, long now) {
    byte[] partition = KlistKeys.partition(request.database(), request.table(), request.row());
    byte[] list = KlistKeys.list(partition, request.space());
    byte[] from = list;
    byte[] to = KlistKeys.afterAll(list);
    if (!request.fromStart()) {
      byte[] pivot =
          KlistKeys.in(partition, request.space(), request.pivotScore(), request.pivotColumn());
      if (request.ascending()) {
        from = KlistKeys.after(pivot);
      } else {
        to = pivot;
      }
    }
    Page page = new Page(limit);
    StoredValue stored = new StoredValue();
    try (ReadView view = space.view();
        Cursor cursor =
            view.scan(KlistKeys.keyspace(request.space()), from, to, !request.ascending())) {
      while (cursor.next()) {
        if (stored.read(cursor.valueArray(), cursor.valueLength()).isExpired(now)) {
          continue;
        }
        KlistRecord record = record(request, list.length, cursor, stored);
        if (!page.takes(record)) {
          return new ScanPage(page.records(), false);
        }
        page.add(record);
      }
    }
    return new ScanPage(page.records(), true);
  }

  private static KlistRecord record(
      ScanRequest request, int listLength, Cursor cursor, StoredValue stored) {
    byte[] key = cursor.keyArray();
    int at = cursor.keyOffset() + listLength;
    int end = cursor.keyOffset() + cursor.keyLength();
    long score = stored.score();
    if (request.space() == ColumnSpace.BY_SCORE) {
      score = KlistKeys.score(key, at);
      at += Long.BYTES;
    }
    return new KlistRecord(
        request.table(),
        request.row(),
        request.space(),
        Arrays.copyOfRange(key, at, end),
        stored.value(),
        score,
        stored.deadline());
  }
}
