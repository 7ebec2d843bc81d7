/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The operations on one database, with futures. {@link WTable} has the same, waiting, and explains
 * them.
 *
 * <p>A future fails with a {@link WTableException}. It is completed by a network thread: what hangs
 * on it (without its own executor) must be quick and must not wait for another operation; it may
 * start others. Two operations that are under way at the same time are carried out in any order,
 * also on the same record. When as many are under way as the client allows, the calling thread
 * waits; a network thread does not and is told that the client is busy.
 *
 * <p>Thread-safe.
 */
public final class AsyncWTable {
  /** Slots are numbers of 16 bits; this is the last there can be. */
  private static final int LAST_SLOT = 65_535;

  private static final int UPDATE_ATTEMPTS = 20;
  private static final int LONGEST_PAUSE_MILLIS = 64;
  private static final byte[] NONE = WireRecord.EMPTY;

  private final Pool pool;
  private final int database;
  private final ReadPreference preference;

  AsyncWTable(Pool pool, int database, ReadPreference preference) {
    this.pool = pool;
    this.database = database;
    this.preference = preference;
  }

  // ---- one record

  /** See {@link WTable#get(Key)}. */
  public CompletableFuture<GetReply> get(Key key) {
    return get(0, key, Cas.NONE);
  }

  /** See {@link WTable#get(Key, Cas)}. */
  public CompletableFuture<GetReply> get(Key key, Cas cas) {
    return get(0, key, cas);
  }

  /** See {@link WTable#zGet(Key)}. */
  public CompletableFuture<GetReply> zGet(Key key) {
    return get(Flags.Z, key, Cas.NONE);
  }

  /** See {@link WTable#zGet(Key, Cas)}. */
  public CompletableFuture<GetReply> zGet(Key key, Cas cas) {
    return get(Flags.Z, key, cas);
  }

  /** See {@link WTable#getWithTtl}. */
  public CompletableFuture<GetReply> getWithTtl(Key key) {
    return get(Flags.TTL, key, Cas.NONE);
  }

  /** See {@link WTable#zGetWithTtl}. */
  public CompletableFuture<GetReply> zGetWithTtl(Key key) {
    return get(Flags.Z | Flags.TTL, key, Cas.NONE);
  }

  private CompletableFuture<GetReply> get(int flags, Key key, Cas cas) {
    return single(
        Command.GET,
        flags,
        Records.ofKey(key, Records.forReading(cas, preference)),
        record -> GetReply.of(key, record));
  }

  /** See {@link WTable#set(Key, byte[])}. */
  public CompletableFuture<Void> set(Key key, byte[] value) {
    return set(0, SetArgs.of(key, value));
  }

  /** See {@link WTable#set(Key, byte[], long)}. */
  public CompletableFuture<Void> set(Key key, byte[] value, long score) {
    return set(0, SetArgs.of(key, value, score));
  }

  /** See {@link WTable#set(Key, byte[], long, Cas)}. */
  public CompletableFuture<Void> set(Key key, byte[] value, long score, Cas cas) {
    return set(0, SetArgs.of(key, value, score).withCas(cas));
  }

  /** See {@link WTable#zSet(Key, byte[], long)}. */
  public CompletableFuture<Void> zSet(Key key, byte[] value, long score) {
    return set(Flags.Z, SetArgs.of(key, value, score));
  }

  /** See {@link WTable#zSet(Key, byte[], long, Cas)}. */
  public CompletableFuture<Void> zSet(Key key, byte[] value, long score, Cas cas) {
    return set(Flags.Z, SetArgs.of(key, value, score).withCas(cas));
  }

  private CompletableFuture<Void> set(int flags, SetArgs args) {
    return single(Command.SET, flags, Records.ofSet(args, false), record -> null);
  }

  /** See {@link WTable#setEx(Key, byte[], long, int)}. */
  public CompletableFuture<Void> setEx(Key key, byte[] value, long score, int ttlSeconds) {
    return setEx(0, SetArgs.of(key, value, score).withTtl(ttlSeconds));
  }

  /** See {@link WTable#setEx(Key, byte[], long, int, Cas)}. */
  public CompletableFuture<Void> setEx(Key key, byte[] value, long score, int ttlSeconds, Cas cas) {
    return setEx(0, SetArgs.of(key, value, score).withTtl(ttlSeconds).withCas(cas));
  }

  /** See {@link WTable#zSetEx(Key, byte[], long, int)}. */
  public CompletableFuture<Void> zSetEx(Key key, byte[] value, long score, int ttlSeconds) {
    return setEx(Flags.Z, SetArgs.of(key, value, score).withTtl(ttlSeconds));
  }

  /** See {@link WTable#zSetEx(Key, byte[], long, int, Cas)}. */
  public CompletableFuture<Void> zSetEx(
      Key key, byte[] value, long score, int ttlSeconds, Cas cas) {
    return setEx(Flags.Z, SetArgs.of(key, value, score).withTtl(ttlSeconds).withCas(cas));
  }

  private CompletableFuture<Void> setEx(int flags, SetArgs args) {
    return single(Command.SETEX, flags, Records.ofSet(args, true), record -> null);
  }

  /** See {@link WTable#expire(Key, int)}. */
  public CompletableFuture<Boolean> expire(Key key, int ttlSeconds) {
    return expire(0, key, ttlSeconds, Cas.NONE);
  }

  /** See {@link WTable#expire(Key, int, Cas)}. */
  public CompletableFuture<Boolean> expire(Key key, int ttlSeconds, Cas cas) {
    return expire(0, key, ttlSeconds, cas);
  }

  /** See {@link WTable#zExpire(Key, int)}. */
  public CompletableFuture<Boolean> zExpire(Key key, int ttlSeconds) {
    return expire(Flags.Z, key, ttlSeconds, Cas.NONE);
  }

  /** See {@link WTable#zExpire(Key, int, Cas)}. */
  public CompletableFuture<Boolean> zExpire(Key key, int ttlSeconds, Cas cas) {
    return expire(Flags.Z, key, ttlSeconds, cas);
  }

  private CompletableFuture<Boolean> expire(int flags, Key key, int ttlSeconds, Cas cas) {
    return single(
        Command.EXPIRE,
        flags,
        Records.ofExpire(key, ttlSeconds, cas),
        record -> record.code() == KlistCode.OK.code());
  }

  /** See {@link WTable#del(Key)}. */
  public CompletableFuture<Void> del(Key key) {
    return del(0, key, Cas.NONE);
  }

  /** See {@link WTable#del(Key, Cas)}. */
  public CompletableFuture<Void> del(Key key, Cas cas) {
    return del(0, key, cas);
  }

  /** See {@link WTable#zDel(Key)}. */
  public CompletableFuture<Void> zDel(Key key) {
    return del(Flags.Z, key, Cas.NONE);
  }

  /** See {@link WTable#zDel(Key, Cas)}. */
  public CompletableFuture<Void> zDel(Key key, Cas cas) {
    return del(Flags.Z, key, cas);
  }

  private CompletableFuture<Void> del(int flags, Key key, Cas cas) {
    return single(Command.DEL, flags, Records.ofWrite(key, cas), record -> null);
  }

  /** See {@link WTable#incr(Key, long)}. */
  public CompletableFuture<IncrReply> incr(Key key, long by) {
    return incr(0, IncrArgs.of(key, by));
  }

  /** See {@link WTable#incr(Key, long, Cas)}. */
  public CompletableFuture<IncrReply> incr(Key key, long by, Cas cas) {
    return incr(0, new IncrArgs(key, by, cas));
  }

  /** See {@link WTable#zIncr(Key, long)}. */
  public CompletableFuture<IncrReply> zIncr(Key key, long by) {
    return incr(Flags.Z, IncrArgs.of(key, by));
  }

  /** See {@link WTable#zIncr(Key, long, Cas)}. */
  public CompletableFuture<IncrReply> zIncr(Key key, long by, Cas cas) {
    return incr(Flags.Z, new IncrArgs(key, by, cas));
  }

  private CompletableFuture<IncrReply> incr(int flags, IncrArgs args) {
    return single(
        Command.INCR, flags, Records.ofIncr(args), record -> IncrReply.of(args.key(), record));
  }

  /** See {@link WTable#ping}. */
  public CompletableFuture<Void> ping() {
    return pool.submit(new Call<>(Command.PING, database, new Body.Raw(NONE), reply -> null));
  }

  /** Sends a request for one record; {@code result} is asked only if it has not failed. */
  private <T> CompletableFuture<T> single(
      Command command, int flags, WireRecord request, Function<WireRecord, T> result) {
    WTableException refused = Records.refuse(command, request);
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    boolean addition = command.hasTtl() || (flags & Flags.TTL) != 0;
    return pool.submit(
        new Call<>(
            command,
            database,
            new Body.One(flags, request),
            addition,
            reply -> {
              if (!(reply.body() instanceof Body.One one)) {
                throw new ProtocolException("A reply of another shape.");
              }
              if (one.record().code() < 0) {
                throw WTableException.ofServer(one.record().code());
              }
              return result.apply(one.record());
            }));
  }

  // ---- many records

  /** See {@link WTable#mGet(List)}. */
  public CompletableFuture<List<GetReply>> mGet(List<Key> keys) {
    return mGet(0, keys, Cas.NONE);
  }

  /** See {@link WTable#mGet(List, Cas)}. */
  public CompletableFuture<List<GetReply>> mGet(List<Key> keys, Cas cas) {
    return mGet(0, keys, cas);
  }

  /** See {@link WTable#zmGet(List)}. */
  public CompletableFuture<List<GetReply>> zmGet(List<Key> keys) {
    return mGet(Flags.Z, keys, Cas.NONE);
  }

  /** See {@link WTable#zmGet(List, Cas)}. */
  public CompletableFuture<List<GetReply>> zmGet(List<Key> keys, Cas cas) {
    return mGet(Flags.Z, keys, cas);
  }

  private CompletableFuture<List<GetReply>> mGet(int flags, List<Key> keys, Cas cas) {
    Cas asked = Records.forReading(cas, preference);
    return many(
        Command.MGET,
        flags,
        keys,
        key -> Records.ofKey(key, asked),
        GetReply::of,
        GetReply::failed);
  }

  /** See {@link WTable#mSet}. */
  public CompletableFuture<List<WriteReply>> mSet(List<SetArgs> records) {
    return mSet(0, records);
  }

  /** See {@link WTable#zmSet}. */
  public CompletableFuture<List<WriteReply>> zmSet(List<SetArgs> records) {
    return mSet(Flags.Z, records);
  }

  private CompletableFuture<List<WriteReply>> mSet(int flags, List<SetArgs> records) {
    return manyWrites(Command.MSET, flags, records, args -> Records.ofSet(args, false));
  }

  /** See {@link WTable#mSetEx}. */
  public CompletableFuture<List<WriteReply>> mSetEx(List<SetArgs> records) {
    return manyWrites(Command.MSETEX, 0, records, args -> Records.ofSet(args, true));
  }

  /** See {@link WTable#zmSetEx}. */
  public CompletableFuture<List<WriteReply>> zmSetEx(List<SetArgs> records) {
    return manyWrites(Command.MSETEX, Flags.Z, records, args -> Records.ofSet(args, true));
  }

  /** See {@link WTable#mExpire}. */
  public CompletableFuture<List<WriteReply>> mExpire(List<Key> keys, int ttlSeconds) {
    return manyWrites(Command.MEXPIRE, 0, keys, key -> Records.ofExpire(key, ttlSeconds, Cas.NONE));
  }

  /** See {@link WTable#zmExpire}. */
  public CompletableFuture<List<WriteReply>> zmExpire(List<Key> keys, int ttlSeconds) {
    return manyWrites(
        Command.MEXPIRE, Flags.Z, keys, key -> Records.ofExpire(key, ttlSeconds, Cas.NONE));
  }

  /** See {@link WTable#mDel(List)}. */
  public CompletableFuture<List<WriteReply>> mDel(List<Key> keys) {
    return manyWrites(Command.MDEL, 0, keys, key -> Records.ofWrite(key, Cas.NONE));
  }

  /** See {@link WTable#zmDel(List)}. */
  public CompletableFuture<List<WriteReply>> zmDel(List<Key> keys) {
    return manyWrites(Command.MDEL, Flags.Z, keys, key -> Records.ofWrite(key, Cas.NONE));
  }

  /** See {@link WTable#mIncr}. */
  public CompletableFuture<List<IncrReply>> mIncr(List<IncrArgs> changes) {
    return mIncr(0, changes);
  }

  /** See {@link WTable#zmIncr}. */
  public CompletableFuture<List<IncrReply>> zmIncr(List<IncrArgs> changes) {
    return mIncr(Flags.Z, changes);
  }

  private CompletableFuture<List<IncrReply>> mIncr(int flags, List<IncrArgs> changes) {
    return many(Command.MINCR, flags, changes, Records::ofIncr, IncrReply::of, IncrReply::failed);
  }

  private <A> CompletableFuture<List<WriteReply>> manyWrites(
      Command command, int flags, List<A> arguments, Function<A, WireRecord> request) {
    return many(command, flags, arguments, request, WriteReply::of, WriteReply::failed);
  }

  private <A, R> CompletableFuture<List<R>> many(
      Command command,
      int flags,
      List<A> arguments,
      Function<A, WireRecord> request,
      BiFunction<Key, WireRecord, R> result,
      BiFunction<Key, WTableException, R> failed) {
    List<WireRecord> requests = arguments.stream().map(request).toList();
    return new Multi(pool, database, command, flags, requests)
        .send()
        .thenApply(
            outcomes -> {
              List<R> replies = new ArrayList<>(outcomes.length);
              for (int i = 0; i < outcomes.length; i++) {
                WireRecord asked = requests.get(i);
                Key key = Key.of(asked.table(), asked.row(), asked.column());
                replies.add(
                    outcomes[i] instanceof WireRecord record
                        ? result.apply(key, record)
                        : failed.apply(key, (WTableException) outcomes[i]));
              }
              return replies;
            });
  }

  // ---- scanning

  /** See {@link WTable#scan}. */
  public CompletableFuture<ScanReply> scan(int table, byte[] row, Order order, int number) {
    return scan(new ScanReply.Position(table, row, ColumnSpace.DEFAULT, order), null, 0, number);
  }

  /** See {@link WTable#scanPivot}. */
  public CompletableFuture<ScanReply> scanPivot(
      int table, byte[] row, byte[] column, Order order, int number) {
    return scan(new ScanReply.Position(table, row, ColumnSpace.DEFAULT, order), column, 0, number);
  }

  /** See {@link WTable#zScan}. */
  public CompletableFuture<ScanReply> zScan(
      int table, byte[] row, ZOrder by, Order order, int number) {
    return scan(new ScanReply.Position(table, row, by.space(), order), null, 0, number);
  }

  /** See {@link WTable#zScanPivot}. */
  public CompletableFuture<ScanReply> zScanPivot(
      int table, byte[] row, long score, byte[] column, ZOrder by, Order order, int number) {
    return scan(new ScanReply.Position(table, row, by.space(), order), column, score, number);
  }

  /** See {@link WTable#scanMore}. */
  public CompletableFuture<ScanReply> scanMore(ScanReply last) {
    if (!last.hasMore()) {
      return CompletableFuture.failedFuture(WTableException.invalid(KlistCode.ALREADY_ENDED));
    }
    Item pivot = last.items().get(last.items().size() - 1);
    return scan(last.position(), pivot.key().column(), pivot.score(), last.number());
  }

  /**
   * A page.
   *
   * @param column where to begin, or {@code null} to begin at the beginning
   */
  private CompletableFuture<ScanReply> scan(
      ScanReply.Position position, byte[] column, long score, int number) {
    if (number < 1 || number > KlistLimits.SCAN_NUMBER) {
      return CompletableFuture.failedFuture(WTableException.invalid(KlistCode.INVALID_SCAN_NUMBER));
    }
    int flags =
        (position.space() == ColumnSpace.DEFAULT ? 0 : Flags.Z)
            | (position.order() == Order.ASCENDING ? Flags.ASCENDING : 0)
            | (column == null ? Flags.FROM_START : 0);
    WireRecord pivot =
        new WireRecord(
            position.table(),
            (byte) 0,
            position.space().code(),
            position.row(),
            column == null ? NONE : column,
            NONE,
            position.space() == ColumnSpace.BY_SCORE ? score : 0,
            0,
            0);
    WTableException refused = Records.refuse(Command.SCAN, pivot);
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    return pool.submit(
        new Call<>(
            Command.SCAN,
            database,
            new Body.Scan(flags, pivot, number),
            reply -> {
              if (!(reply.body() instanceof Body.Many page)) {
                throw new ProtocolException("A reply of another shape.");
              }
              if (page.code() != 0) {
                throw WTableException.ofServer(page.code());
              }
              return ScanReply.of(position, number, page);
            }));
  }

  // ---- dumping

  /** See {@link WTable#dumpDb()}. */
  public CompletableFuture<DumpReply> dumpDb() {
    return dumpDb(0, LAST_SLOT);
  }

  /** See {@link WTable#dumpDb(int, int)}. */
  public CompletableFuture<DumpReply> dumpDb(int firstSlot, int lastSlot) {
    return dump(false, WireRecord.key(0, NONE, NONE), 0, firstSlot, lastSlot);
  }

  /** See {@link WTable#dumpTable(int)}. */
  public CompletableFuture<DumpReply> dumpTable(int table) {
    return dumpTable(table, 0, LAST_SLOT);
  }

  /** See {@link WTable#dumpTable(int, int, int)}. */
  public CompletableFuture<DumpReply> dumpTable(int table, int firstSlot, int lastSlot) {
    return dump(true, WireRecord.key(table, NONE, NONE), table, firstSlot, lastSlot);
  }

  /** See {@link WTable#dumpMore}. */
  public CompletableFuture<DumpReply> dumpMore(DumpReply last) {
    if (!last.hasMore()) {
      return CompletableFuture.failedFuture(WTableException.invalid(KlistCode.ALREADY_ENDED));
    }
    return dump(last.oneTable(), last.nextPivot(), last.table(), last.nextSlot(), last.endSlot());
  }

  private CompletableFuture<DumpReply> dump(
      boolean oneTable, WireRecord pivot, int table, int startSlot, int endSlot) {
    if (startSlot < 0 || startSlot > endSlot || endSlot > LAST_SLOT) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("no slots: " + startSlot + " to " + endSlot));
    }
    CompletableFuture<DumpReply> page =
        pool.submit(
            new Call<>(
                Command.DUMP,
                database,
                new Body.Dump(oneTable ? Flags.ONE_TABLE : 0, pivot, startSlot, endSlot),
                reply -> dumped(reply, oneTable, table, endSlot)));
    // Servers may return before they have found anything; users should not have to care.
    return page.thenCompose(
        reply ->
            reply.items().isEmpty() && reply.hasMore()
                ? dumpMore(reply)
                : CompletableFuture.completedFuture(reply));
  }

  private static DumpReply dumped(Packet reply, boolean oneTable, int table, int endSlot)
      throws ProtocolException {
    if (!(reply.body() instanceof Body.DumpPage page)) {
      throw new ProtocolException("A reply of another shape.");
    }
    if (page.code() != 0) {
      throw WTableException.ofServer(page.code());
    }
    return DumpReply.of(oneTable, table, endSlot, page);
  }

  // ---- reading and writing as one

  /** See {@link WTable#update}. */
  public CompletableFuture<GetReply> update(Key key, Function<GetReply, Update> change) {
    return update(0, key, change, 1);
  }

  /** See {@link WTable#zUpdate}. */
  public CompletableFuture<GetReply> zUpdate(Key key, Function<GetReply, Update> change) {
    return update(Flags.Z, key, change, 1);
  }

  private CompletableFuture<GetReply> update(
      int flags, Key key, Function<GetReply, Update> change, int attempt) {
    return get(flags, key, Cas.LOCK)
        .thenCompose(found -> apply(flags, key, found, change.apply(found)))
        .exceptionallyCompose(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (!(cause instanceof CasMismatchException) || attempt >= UPDATE_ATTEMPTS) {
                return CompletableFuture.failedFuture(cause);
              }
              return CompletableFuture.supplyAsync(() -> attempt + 1, pause(attempt))
                  .thenCompose(next -> update(flags, key, change, next));
            });
  }

  private CompletableFuture<GetReply> apply(int flags, Key key, GetReply found, Update update) {
    CompletableFuture<Void> written =
        switch (update.kind()) {
          case SET ->
              set(flags, SetArgs.of(key, update.value(), update.score()).withCas(found.cas()));
          case DELETE -> del(flags, key, found.cas());
          case NOTHING -> CompletableFuture.completedFuture(null);
        };
    return written.thenApply(done -> found);
  }

  /** Pauses of random length, so that rivals do not meet again, and longer the more there are. */
  private static Executor pause(int attempt) {
    int longest = Math.min(1 << Math.min(attempt, 10), LONGEST_PAUSE_MILLIS);
    long nanos = ThreadLocalRandom.current().nextLong(Duration.ofMillis(longest).toNanos());
    return CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
  }
}
