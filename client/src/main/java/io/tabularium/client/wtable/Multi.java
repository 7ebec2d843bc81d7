/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.client.wtable.WTableException.Kind;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.ProtocolException;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An operation on many keys, sent in parts that a server takes: of 100 keys at most, and no longer
 * than a packet. Parts are under way at the same time, unless a record is to be written twice; then
 * one follows the other, so that the last one wins.
 *
 * <p>A key fails alone. A part that is lost fails its keys; only if every part is lost, the whole
 * operation fails.
 */
final class Multi {
  /** Flags, result and number of records, and the header before them. */
  private static final int FRAME_BYTES = 64;

  private final Pool pool;
  private final int database;
  private final Command command;
  private final int flags;
  private final List<WireRecord> requests;

  /** For each request its record of the reply, or the {@link WTableException} it failed with. */
  private final Object[] outcomes;

  private int lost;
  private WTableException firstLost;

  Multi(Pool pool, int database, Command command, int flags, List<WireRecord> requests) {
    this.pool = pool;
    this.database = database;
    this.command = command;
    this.flags = flags;
    this.requests = requests;
    this.outcomes = new Object[requests.size()];
  }

  /** Sends everything. */
  CompletableFuture<Object[]> send() {
    List<List<Integer>> parts = parts();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    if (parts.size() > 1 && command.isWrite() && hasDuplicates()) {
      for (List<Integer> part : parts) {
        all = all.thenCompose(before -> send(part));
      }
    } else {
      List<CompletableFuture<Void>> sent = new ArrayList<>();
      parts.forEach(part -> sent.add(send(part)));
      if (sent.size() == 1) {
        all = sent.get(0);
      } else {
        all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
      }
    }
    return all.thenApply(
        done -> {
          synchronized (this) {
            if (lost > 0 && lost == parts.stream().mapToInt(List::size).sum()) {
              throw new CompletionException(firstLost);
            }
            return outcomes;
          }
        });
  }

  /** The indexes of what is to be sent, part by part; what is refused has its outcome already. */
  private List<List<Integer>> parts() {
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    int bytes = FRAME_BYTES;
    for (int i = 0; i < outcomes.length; i++) {
      WireRecord request = requests.get(i);
      outcomes[i] = Records.refuse(command, request);
      if (outcomes[i] != null) {
        continue;
      }
      int length = request.encodedLength();
      if (part.size() == KlistLimits.BUSINESS_MULTI_KEYS
          || (bytes + length > KlistLimits.PACKET_BYTES && !part.isEmpty())) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = FRAME_BYTES;
      }
      part.add(i);
      bytes += length;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private boolean hasDuplicates() {
    Set<Key> seen = new HashSet<>();
    for (WireRecord request : requests) {
      if (!seen.add(Key.of(request.table(), request.row(), request.column()))) {
        return true;
      }
    }
    return false;
  }

  /** Never fails: what becomes of the part stands in the outcomes. */
  private CompletableFuture<Void> send(List<Integer> part) {
    List<WireRecord> records = part.stream().map(requests::get).toList();
    Call<List<WireRecord>> call =
        new Call<>(
            command,
            database,
            new Body.Many(flags, (byte) 0, records),
            reply -> {
              if (!(reply.body() instanceof Body.Many many)) {
                throw new ProtocolException("A reply of another shape.");
              }
              if (many.code() != 0) {
                throw WTableException.ofServer(many.code());
              }
              if (many.records().size() != records.size()) {
                throw new ProtocolException("A reply with another number of records.");
              }
              return many.records();
            });
    return pool.submit(call)
        .handle((replies, failure) -> arrived(part, replies, failure))
        .thenCompose(next -> next);
  }

  private CompletableFuture<Void> arrived(
      List<Integer> part, List<WireRecord> replies, Throwable failure) {
    if (failure != null) {
      WTableException why =
          failure instanceof WTableException known
              ? known
              : WTableException.local(Kind.CLOSED, "cancelled", command.isWrite(), failure);
      boolean tooLong =
          why.kind() == Kind.SERVER && why.errCode() == KlistCode.PACKET_TOO_LONG.code();
      if (tooLong && !command.isWrite() && part.size() > 1) {
        // The values together are too long for a reply, which only the server could know.
        int half = part.size() / 2;
        return CompletableFuture.allOf(
            send(part.subList(0, half)), send(part.subList(half, part.size())));
      }
      synchronized (this) {
        part.forEach(i -> outcomes[i] = why);
        lost += part.size();
        firstLost = firstLost == null ? why : firstLost;
      }
      return CompletableFuture.completedFuture(null);
    }
    synchronized (this) {
      for (int i = 0; i < replies.size(); i++) {
        outcomes[part.get(i)] = replies.get(i);
      }
    }
    return CompletableFuture.completedFuture(null);
  }
}
