/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.DumpPage;
import io.tabularium.engine.klist.DumpRequest;
import io.tabularium.engine.klist.Klist;
import io.tabularium.engine.klist.KlistKey;
import io.tabularium.engine.klist.KlistRecord;
import io.tabularium.engine.klist.KlistWrite;
import io.tabularium.engine.klist.ScanPage;
import io.tabularium.engine.klist.ScanRequest;
import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one connection's requests lead to: checks them in the order that decides which code a client
 * sees, and has them answered at once, by the pool or by the engine's lanes.
 */
final class Requests {
  /** Scans of so many records and reads of so many keys are brief. */
  private static final int BRIEF = 32;

  private static final byte[] CAPABILITIES_ASKED = "?caps".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CAPABILITIES = "wtable/1 ttl bid".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final Settings settings;
  private final Klist klist;
  private final Rights rights;

  private long began;
  private boolean spread;
  private int briefReads;
  private int bytes;

  Requests(Connection connection, Settings settings) {
    this.connection = connection;
    this.settings = settings;
    this.klist = settings.klist();
    this.rights = new Rights(settings.passwords());
  }

  /** Called before the first of some requests that arrived together. */
  void begin(long nanos) {
    began = nanos;
    briefReads = 0;
    spread = connection.hub().readsAreSlow(nanos);
  }

  /** Called after the last of them. */
  void end() {
    if (briefReads > 0 && Scratch.get().reads.isSlow(briefReads, System.nanoTime() - began)) {
      connection.hub().readsAreSlow();
    }
  }

  /**
   * Answers a request or has it answered.
   *
   * @param packetBytes how long it was
   */
  void handle(Packet packet, int packetBytes) {
    bytes = packetBytes;
    Body body = packet.body();
    if (body instanceof Body.One one) {
      one(packet, one);
    } else if (body instanceof Body.Many many) {
      many(packet, many);
    } else if (body instanceof Body.Scan scan) {
      scan(packet, scan);
    } else if (body instanceof Body.Dump dump) {
      dump(packet, dump);
    } else if (body instanceof Body.Raw raw) {
      raw(packet, raw);
    } else if (body instanceof Body.Malformed malformed) {
      malformed(packet, malformed);
    }
  }

  private void reply(Packet packet, Body body) {
    connection.reply(packet.command(), packet.database(), packet.sequence(), body, began);
  }

  void observe(Command command, Body reply, long since) {
    RequestObserver observer = settings.observer();
    if (observer == RequestObserver.NONE) {
      return;
    }
    int flags = 0;
    byte code = 0;
    if (reply instanceof Body.One one) {
      flags = one.flags();
      code = one.record().code();
    } else if (reply instanceof Body.Many many) {
      flags = many.flags();
      code = many.code();
    } else if (reply instanceof Body.DumpPage page) {
      code = page.code();
    }
    observer.answered(command, (flags & Flags.Z) != 0, code, System.nanoTime() - since);
  }

  // ---- one record -------------------------------------------------------------------------------

  private void one(Packet packet, Body.One body) {
    if (packet.command() == Command.AUTH) {
      authorise(packet, body);
      return;
    }
    WireRecord record = body.record();
    byte refusal = record.code() != 0 ? record.code() : refusal(packet.database());
    if (refusal != 0) {
      reply(
          packet,
          new Body.One(
              body.flags(),
              WireRecord.result(record.table(), record.row(), record.column(), refusal)));
      return;
    }
    boolean z = (body.flags() & Flags.Z) != 0;
    if (packet.command() != Command.GET) {
      OneWrite write = new OneWrite(connection, packet, body, bytes, began);
      connection.taken(write);
      connection.write(Records.write(packet.command(), packet.database(), z, record, write));
    } else if (Records.wantsNumber(record)) {
      OneWrite read = new OneWrite(connection, packet, body, bytes, began);
      connection.taken(read);
      connection.write(KlistWrite.readForUpdate(packet.database(), Records.key(record), z, read));
    } else {
      read(packet, true, () -> get(packet.database(), body));
    }
  }

  private Body.One get(int database, Body.One body) {
    WireRecord request = body.record();
    try {
      KlistRecord found = klist.get(database, Records.key(request), (body.flags() & Flags.Z) != 0);
      return new Body.One(body.flags(), Records.found(request, found, body.flags(), klist.now()));
    } catch (RuntimeException e) {
      return new Body.One(
          body.flags(), request.withResult(Klist.failure(e, KlistCode.READ_FAILED)));
    }
  }

  /** Why nothing may be done in a database, or 0. */
  private byte refusal(int database) {
    if (database == KlistLimits.ADMIN_DATABASE) {
      return KlistCode.INVALID_DATABASE.code();
    }
    return rights.mayUse(database) ? 0 : KlistCode.NO_PRIVILEGE.code();
  }

  private void authorise(Packet packet, Body.One body) {
    Rights.Outcome outcome = rights.authorise(packet.database(), body);
    // The password does not go back.
    WireRecord result =
        WireRecord.result(
            body.record().table(), WireRecord.EMPTY, body.record().column(), outcome.code().code());
    connection.reply(
        packet.command(),
        outcome.database(),
        packet.sequence(),
        new Body.One(body.flags(), result),
        began);
  }

  /** Reads at once if it is brief and the disk is not waited for, otherwise in the pool. */
  private void read(Packet packet, boolean brief, Supplier<Body> work) {
    if (brief && !spread) {
      briefReads++;
      reply(packet, work.get());
    } else {
      Read read = new Read(connection, packet, bytes, began, work);
      connection.taken(read);
      connection.read(read);
    }
  }

  // ---- many records -----------------------------------------------------------------------------

  private void many(Packet packet, Body.Many body) {
    byte refusal = body.code() != 0 ? body.code() : refusal(packet.database());
    int limit =
        rights.isBusiness()
            ? Math.min(settings.maxMultiKeys(), KlistLimits.BUSINESS_MULTI_KEYS)
            : settings.maxMultiKeys();
    if (refusal == 0 && body.records().size() > limit) {
      refusal = KlistCode.TOO_MANY_KEYS.code();
    }
    if (refusal != 0 || body.records().isEmpty()) {
      reply(packet, new Body.Many(body.flags(), refusal, List.of()));
      return;
    }
    if (packet.command() != Command.MGET) {
      ManyWrites writes = new ManyWrites(connection, packet, body, bytes, began);
      connection.taken(writes);
      writes.writes().forEach(connection::write);
    } else if (body.records().stream().anyMatch(Records::wantsNumber)) {
      getForUpdate(packet, body);
    } else {
      read(packet, body.records().size() <= BRIEF, () -> get(packet.database(), body));
    }
  }

  private void getForUpdate(Packet packet, Body.Many body) {
    ManyWrites reads = new ManyWrites(connection, packet, body, bytes, began);
    try {
      List<KlistWrite> forUpdate = reads.reads();
      connection.taken(reads);
      forUpdate.forEach(connection::write);
    } catch (RuntimeException e) {
      reply(packet, failed(body, e));
    }
  }

  private Body.Many get(int database, Body.Many body) {
    List<WireRecord> requests = body.records();
    List<KlistKey> keys = new ArrayList<>(requests.size());
    for (WireRecord request : requests) {
      keys.add(Records.key(request));
    }
    List<KlistRecord> found;
    try {
      found = klist.get(database, keys, (body.flags() & Flags.Z) != 0);
    } catch (RuntimeException e) {
      return failed(body, e);
    }
    if (found == null) {
      return tooLong(body.flags());
    }
    long now = klist.now();
    List<WireRecord> records = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      records.add(Records.found(requests.get(i), found.get(i), body.flags(), now));
    }
    return new Body.Many(body.flags(), (byte) 0, records);
  }

  private static Body.Many failed(Body.Many body, RuntimeException e) {
    KlistCode code = Klist.failure(e, KlistCode.READ_FAILED);
    List<WireRecord> records = new ArrayList<>(body.records().size());
    for (WireRecord request : body.records()) {
      records.add(request.withResult(code));
    }
    return new Body.Many(body.flags(), (byte) 0, records);
  }

  /** What is sent in place of a reply that does not fit a packet. */
  static Body tooLong(Body reply) {
    if (reply instanceof Body.Many many) {
      return tooLong(many.flags());
    }
    throw new IllegalStateException("A reply is too long: " + reply.getClass());
  }

  private static Body.Many tooLong(int flags) {
    return new Body.Many(flags, KlistCode.PACKET_TOO_LONG.code(), List.of());
  }

  // ---- pages ------------------------------------------------------------------------------------

  private void scan(Packet packet, Body.Scan body) {
    WireRecord pivot = body.pivot();
    int flags = body.flags() & ~Flags.END;
    byte refusal = pivot.code() != 0 ? pivot.code() : refusal(packet.database());
    if (refusal != 0) {
      reply(packet, new Body.Many(flags, refusal, List.of()));
      return;
    }
    ScanRequest request =
        new ScanRequest(
            packet.database(),
            pivot.table(),
            pivot.row(),
            ColumnSpace.of(pivot.space()),
            (flags & Flags.ASCENDING) != 0,
            (flags & Flags.FROM_START) != 0,
            pivot.score(),
            pivot.column(),
            body.number());
    read(packet, body.number() <= BRIEF, () -> scan(request, flags));
  }

  private Body.Many scan(ScanRequest request, int flags) {
    try {
      ScanPage page = klist.scan(request);
      return new Body.Many(
          page.end() ? flags | Flags.END : flags,
          (byte) 0,
          Records.page(page.records(), false, flags, klist.now()));
    } catch (RuntimeException e) {
      return new Body.Many(flags, Klist.failure(e, KlistCode.READ_FAILED).code(), List.of());
    }
  }

  private void dump(Packet packet, Body.Dump body) {
    WireRecord pivot = body.pivot();
    int flags = body.flags() & ~(Flags.END | Flags.SLOT_START);
    byte refusal = pivot.code() != 0 ? pivot.code() : refusal(packet.database());
    if (refusal != 0) {
      reply(packet, dumpFailed(body, flags, refusal));
      return;
    }
    DumpRequest request =
        new DumpRequest(
            packet.database(),
            pivot.table(),
            (flags & Flags.ONE_TABLE) != 0,
            body.startSlot(),
            body.endSlot(),
            pivot.row(),
            ColumnSpace.of(pivot.space()),
            pivot.score(),
            pivot.column());
    read(packet, false, () -> dump(request, body, flags));
  }

  private Body.DumpPage dump(DumpRequest request, Body.Dump body, int flags) {
    try {
      DumpPage page = klist.dump(request);
      return new Body.DumpPage(
          flags | (page.end() ? Flags.END : 0) | (page.slotStart() ? Flags.SLOT_START : 0),
          (byte) 0,
          Records.page(page.records(), true, flags, klist.now()),
          body.startSlot(),
          body.endSlot(),
          page.lastSlot());
    } catch (RuntimeException e) {
      return dumpFailed(body, flags, Klist.failure(e, KlistCode.READ_FAILED).code());
    }
  }

  private static Body.DumpPage dumpFailed(Body.Dump body, int flags, byte code) {
    return new Body.DumpPage(
        flags, code, List.of(), body.startSlot(), body.endSlot(), body.startSlot());
  }

  // ---- everything else --------------------------------------------------------------------------

  private void raw(Packet packet, Body.Raw body) {
    switch (packet.command()) {
      case PING -> ping(packet, body);
      case SLAVEOF, MIGRATE, SLAVEST, DELSLOT ->
          reply(packet, Controls.answer(packet.command(), body, rights));
      // What servers tell each other has no reply, and clients never send it.
      default -> connection.end();
    }
  }

  private void ping(Packet packet, Body.Raw body) {
    Body.One asked = Scratch.get().decoder.pinged(body);
    if (asked != null
        && (asked.flags() & Flags.TTL) != 0
        && Arrays.equals(asked.record().row(), CAPABILITIES_ASKED)) {
      WireRecord record = asked.record();
      reply(
          packet,
          new Body.One(
              asked.flags(),
              new WireRecord(
                  record.table(),
                  (byte) 0,
                  0,
                  record.row(),
                  record.column(),
                  CAPABILITIES,
                  0,
                  0,
                  0)));
    } else if (asked != null
        && settings.pingIsAuth()
        && asked.record().row().length > 0
        && rights.authorise(packet.database(), asked).code() != KlistCode.OK) {
      reply(packet, new Body.One(asked.flags(), asked.record().withResult(KlistCode.AUTH_FAILED)));
    } else {
      reply(packet, body);
    }
  }

  private void malformed(Packet packet, Body.Malformed body) {
    byte code = KlistCode.DECODE_FAILED.code();
    reply(
        packet,
        switch (packet.command().shape()) {
          case ONE -> {
            WireRecord key = body.partial();
            yield new Body.One(
                body.flags(),
                packet.command() == Command.AUTH
                    ? WireRecord.NOTHING.withResult(KlistCode.DECODE_FAILED)
                    : WireRecord.result(key.table(), key.row(), key.column(), code));
          }
          case DUMP -> new Body.DumpPage(0, code, List.of(), 0, 0, 0);
          default -> new Body.Many(body.flags(), code, List.of());
        });
  }
}
