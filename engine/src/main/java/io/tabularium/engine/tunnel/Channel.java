/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.util.List;

/**
 * One channel of a tunnel. Not thread-safe: guarded by its tunnel, but for what readers note.
 *
 * <p>Every change of status raises the version; so a client and the server, who both change it,
 * know whose news is later.
 */
final class Channel {
  private final int number;
  private final String id;
  private final ChannelType type;
  private final List<String> parents;
  private final Source source;

  private ChannelStatus status = ChannelStatus.WAIT;
  private long version;
  private String owner;
  private boolean suspended;
  private ChannelPosition position;
  private long sequence;
  private String checkpointedBy;

  /** How many heartbeats of the owner have passed without it giving the channel up. */
  private int closingBeats;

  // Noted by reads, without the tunnel's lock; the last one wins.
  private volatile long accessNanos;
  private volatile ChannelPosition delivered;

  /**
   * Where the records come from.
   *
   * @param from base data: the first position of the part, {@code null} for the table's beginning
   * @param to base data: the first position after it, {@code null} for the table's end
   * @param shard stream: the shard's id
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Source(byte[] from, byte[] to, String shard) {}

  /**
   * What of a channel is kept on disk and changes.
   *
   * @param owner the client that has it, or {@code null}
   * @param suspended whether it is not to be handed out
   * @param checkpointedBy the client that made the last checkpoint, or {@code null}
   */
  record State(
      ChannelStatus status,
      long version,
      String owner,
      boolean suspended,
      ChannelPosition position,
      long sequence,
      String checkpointedBy) {}

  /**
   * A new channel.
   *
   * @param number its place among the channels of the tunnel
   * @param parents the channels that must be finished before this one is begun
   * @param position where it begins
   */
  Channel(
      int number,
      String id,
      ChannelType type,
      List<String> parents,
      Source source,
      ChannelPosition position) {
    this.number = number;
    this.id = id;
    this.type = type;
    this.parents = List.copyOf(parents);
    this.source = source;
    this.position = position;
  }

  /** A channel as it was stored. */
  Channel(
      int number, String id, ChannelType type, List<String> parents, Source source, State state) {
    this(number, id, type, parents, source, state.position);
    this.status = state.status;
    this.version = state.version;
    this.owner = state.owner;
    this.suspended = state.suspended;
    this.sequence = state.sequence;
    this.checkpointedBy = state.checkpointedBy;
  }

  State state() {
    return new State(status, version, owner, suspended, position, sequence, checkpointedBy);
  }

  int number() {
    return number;
  }

  String id() {
    return id;
  }

  ChannelType type() {
    return type;
  }

  List<String> parents() {
    return parents;
  }

  Source source() {
    return source;
  }

  ChannelStatus status() {
    return status;
  }

  long version() {
    return version;
  }

  String owner() {
    return owner;
  }

  boolean suspended() {
    return suspended;
  }

  ChannelPosition position() {
    return position;
  }

  long sequence() {
    return sequence;
  }

  boolean isTerminated() {
    return status == ChannelStatus.TERMINATED;
  }

  boolean isOwnedBy(String client) {
    return owner != null && owner.equals(client);
  }

  // ---- changes of status ------------------------------------------------------------------------

  /** Hands it to a client. */
  void open(String client) {
    become(ChannelStatus.OPEN, version + 1);
    owner = client;
  }

  /** Marks it open although nobody has it. */
  void openForNobody() {
    become(ChannelStatus.OPEN, version + 1);
    owner = null;
  }

  /** Tells its client to go on after all. */
  void reopen() {
    become(ChannelStatus.OPEN, version + 1);
  }

  /** Asks its client to give it up. */
  void askBack() {
    become(ChannelStatus.CLOSING, version + 1);
  }

  /** Takes it from its client, who is gone. */
  void release() {
    release(version + 1);
  }

  /** Takes it from its client, who says so. */
  void release(long newVersion) {
    become(ChannelStatus.CLOSE, newVersion);
    owner = null;
  }

  /** It has been consumed to its end. */
  void terminate(long newVersion) {
    become(ChannelStatus.TERMINATED, newVersion);
    owner = null;
    suspended = false;
    ChannelPosition last = delivered;
    long consumed = position.consumed();
    long rpo = position.timestampNanos();
    if (last != null) {
      consumed = Math.max(consumed, last.consumed());
      rpo = Math.max(rpo, last.timestampNanos());
    }
    position = new ChannelPosition(null, null, rpo, consumed, true);
  }

  void suspend(boolean whether) {
    suspended = whether;
  }

  private void become(ChannelStatus newStatus, long newVersion) {
    status = newStatus;
    version = newVersion;
    closingBeats = 0;
  }

  /** Notes a heartbeat in which the owner still has it though it was asked for it; how many now. */
  int closingBeat() {
    return ++closingBeats;
  }

  // ---- progress ---------------------------------------------------------------------------------

  /** Remembers how far it has been consumed. */
  void checkpoint(ChannelPosition newPosition, long newSequence, String client) {
    position = newPosition;
    sequence = newSequence;
    checkpointedBy = client;
  }

  /** Whether a checkpoint is the last one once more, its answer having been lost. */
  boolean isRepeated(ChannelPosition again, long number, String client) {
    return number == sequence
        && client.equals(checkpointedBy)
        && (again.finished() ? position.finished() : again.equals(position));
  }

  /** Notes a read; needs no lock. */
  void read(long nowNanos, ChannelPosition next) {
    accessNanos = nowNanos;
    if (!next.finished()) {
      delivered = next;
    } else {
      ChannelPosition last = delivered;
      delivered =
          new ChannelPosition(
              null,
              null,
              Math.max(next.timestampNanos(), last == null ? 0 : last.timestampNanos()),
              Math.max(next.consumed(), last == null ? 0 : last.consumed()),
              true);
    }
  }

  /** When it was last read; 0 for never. */
  long accessNanos() {
    return accessNanos;
  }
}
