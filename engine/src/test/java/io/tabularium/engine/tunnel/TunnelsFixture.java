/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.storage.Store;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** The service over a store in memory, tables in memory and a clock that is set by hand. */
abstract class TunnelsFixture {
  static final String INSTANCE = "inst";
  static final String TABLE = "t";

  final HandClock clock = new HandClock();
  final Store store = new InMemoryStore();
  final FakeTables tables = new FakeTables();
  TunnelSettings settings = TunnelSettings.DEFAULT;
  Tunnels tunnels = open();

  Tunnels open() {
    return new Tunnels(store, tables, clock, settings);
  }

  void restart() {
    tunnels.close();
    tunnels = open();
  }

  @AfterEach
  void close() {
    tunnels.close();
    store.close();
  }

  FakeTable table(long... bounds) {
    return tables.add(TABLE, new FakeTable(clock, bounds));
  }

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  String create(TunnelType type) {
    return create("tunnel", type, StreamRange.LATEST);
  }

  String create(String name, TunnelType type, StreamRange range) {
    return join(tunnels.create(INSTANCE, new TunnelSpec(TABLE, name, type, range)));
  }

  TunnelDescription describe(String id) {
    return join(tunnels.describe(INSTANCE, id));
  }

  List<ChannelDescription> channels(String id) {
    return describe(id).channels();
  }

  String onlyChannel(String id) {
    List<ChannelDescription> channels = channels(id);
    Assertions.assertThat(channels).hasSize(1);
    return channels.get(0).id();
  }

  /** A client that has been there long enough to be given channels. */
  String connect(String id) {
    String client = join(tunnels.connect(INSTANCE, id, "test", 60L));
    clock.advanceSeconds(3);
    return client;
  }

  List<ChannelState> beat(String id, String client, ChannelState... reported) {
    return join(tunnels.heartbeat(INSTANCE, id, client, List.of(reported)));
  }

  Checkpoint checkpoint(String id, String client, String channel) {
    return join(tunnels.getCheckpoint(INSTANCE, id, client, channel));
  }

  void checkpoint(String id, String client, String channel, ChannelPosition position, long number) {
    join(tunnels.checkpoint(INSTANCE, id, client, channel, position, number));
  }

  /** What one read returned. */
  record Read(List<Collected.Entry> entries, RecordsPage page) {
    List<Long> keys() {
      return entries.stream().map(Collected.Entry::key).toList();
    }

    ChannelPosition next() {
      return page.next();
    }
  }

  Read read(String id, String client, String channel, ChannelPosition from) {
    Collected sink = new Collected();
    RecordsPage page = tunnels.readRecords(INSTANCE, id, client, channel, from, sink);
    return new Read(sink.entries, page);
  }

  /** Expects a refusal and answers its message. */
  static String refused(ErrorCode code, ThrowingCallable call) {
    ServiceException refusal = Assertions.catchThrowableOfType(ServiceException.class, call);
    Assertions.assertThat(refusal).as("a refusal").isNotNull();
    Assertions.assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    return refusal.getMessage();
  }
}
