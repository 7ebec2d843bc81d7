/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A klist model for tests: waits for writes, has a clock that stands still, speaks in strings. */
final class Klists implements AutoCloseable {
  /** A clock that is moved by hand. */
  static final class Hands extends Clock {
    final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
      return millis.get();
    }
  }

  static final long NEVER = TimeUnit.DAYS.toMillis(1);

  final Hands clock;
  final Klist klist;

  /** Whether writes are made in haste where that is possible. */
  volatile boolean hasty;

  Klists(Store store) {
    this(store, new Hands(), new KlistConfig(2, 10_000, 10_000, NEVER));
  }

  Klists(Store store, Hands clock, KlistConfig config) {
    this.clock = clock;
    this.klist = new Klist(store, config, clock);
  }

  static KlistKey key(String row, String column) {
    return new KlistKey(1, row.getBytes(UTF_8), column.getBytes(UTF_8));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A write, made with the listener it is given. */
  interface Making {
    KlistWrite make(KlistWrite.Listener listener);
  }

  KlistWrite await(Making making) {
    CompletableFuture<KlistWrite> done = new CompletableFuture<>();
    submit(List.of(making.make(done::complete)));
    try {
      return done.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a write did not finish", e);
    }
  }

  void submit(List<KlistWrite> writes) {
    if (hasty) {
      klist.submitInHaste(writes);
    } else {
      klist.submit(writes);
    }
  }

  KlistCode set(boolean z, String row, String column, String value, long score) {
    return set(z, row, column, value, score, 0, 0);
  }

  KlistCode set(boolean z, String row, String column, String value, long score, int ttl, int cas) {
    return await(l -> KlistWrite.set(0, key(row, column), z, bytes(value), score, ttl, cas, l))
        .code();
  }

  KlistCode delete(boolean z, String row, String column, int cas) {
    return await(l -> KlistWrite.delete(0, key(row, column), z, cas, l)).code();
  }

  KlistWrite increment(boolean z, String row, String column, long by, int cas) {
    return await(l -> KlistWrite.increment(0, key(row, column), z, by, cas, l));
  }

  KlistCode expire(boolean z, String row, String column, int ttl) {
    return await(l -> KlistWrite.expire(0, key(row, column), z, ttl, 0, l)).code();
  }

  KlistWrite readForUpdate(boolean z, String row, String column) {
    return await(l -> KlistWrite.readForUpdate(0, key(row, column), z, l));
  }

  /** A record as "value score", or {@code null}. */
  String get(boolean z, String row, String column) {
    KlistRecord record = klist.get(0, key(row, column), z);
    return record == null ? null : new String(record.value(), UTF_8) + " " + record.score();
  }

  /** All records of a list as "column value score", read in pages. */
  List<String> scan(String row, ColumnSpace space, boolean ascending, int pageSize) {
    List<String> all = new ArrayList<>();
    ScanPage page =
        klist.scan(
            new ScanRequest(0, 1, bytes(row), space, ascending, true, 0, new byte[0], pageSize));
    while (true) {
      page.records().forEach(record -> all.add(text(record)));
      if (page.end()) {
        return all;
      }
      KlistRecord last = page.records().get(page.records().size() - 1);
      page =
          klist.scan(
              new ScanRequest(
                  0,
                  1,
                  bytes(row),
                  space,
                  ascending,
                  false,
                  last.score(),
                  last.column(),
                  pageSize));
    }
  }

  List<String> scanFrom(
      String row, ColumnSpace space, boolean ascending, long score, String column, int number) {
    List<String> columns = new ArrayList<>();
    klist
        .scan(
            new ScanRequest(
                0, 1, bytes(row), space, ascending, false, score, bytes(column), number))
        .records()
        .forEach(record -> columns.add(new String(record.column(), UTF_8)));
    return columns;
  }

  static String text(KlistRecord record) {
    return new String(record.column(), UTF_8)
        + " "
        + new String(record.value(), UTF_8)
        + " "
        + record.score();
  }

  /** Everything in a database, read in pages as clients do. */
  List<KlistRecord> dump(int database, int startSlot, int endSlot) {
    List<KlistRecord> all = new ArrayList<>();
    DumpRequest request =
        new DumpRequest(
            database,
            0,
            false,
            startSlot,
            endSlot,
            new byte[0],
            ColumnSpace.DEFAULT,
            0,
            new byte[0]);
    while (true) {
      DumpPage page = klist.dump(request);
      all.addAll(page.records());
      if (page.end()) {
        return all;
      }
      if (page.slotStart()) {
        request =
            new DumpRequest(
                database,
                0,
                false,
                page.lastSlot() + 1,
                endSlot,
                new byte[0],
                ColumnSpace.DEFAULT,
                0,
                new byte[0]);
      } else {
        KlistRecord last = page.records().get(page.records().size() - 1);
        request =
            new DumpRequest(
                database,
                last.table(),
                false,
                page.lastSlot(),
                endSlot,
                last.row(),
                last.space(),
                last.score(),
                last.column());
      }
    }
  }

  @Override
  public void close() {
    klist.close();
  }
}
