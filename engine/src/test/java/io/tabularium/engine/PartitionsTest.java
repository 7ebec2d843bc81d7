/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static io.tabularium.engine.FeedFixture.T;
import static io.tabularium.engine.FeedFixture.changes;
import static io.tabularium.engine.FeedFixture.iterator;
import static io.tabularium.engine.FeedFixture.on;
import static io.tabularium.engine.FeedFixture.preSplit;
import static io.tabularium.engine.FeedFixture.read;
import static io.tabularium.engine.FeedFixture.shards;
import static io.tabularium.engine.FeedFixture.spec;
import static io.tabularium.engine.FeedFixture.streamId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.engine.search.RowFeed;
import io.tabularium.engine.tunnel.ChannelDescription;
import io.tabularium.engine.tunnel.ChannelState;
import io.tabularium.engine.tunnel.ChannelStatus;
import io.tabularium.engine.tunnel.StreamRange;
import io.tabularium.engine.tunnel.TunnelSpec;
import io.tabularium.engine.tunnel.TunnelType;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.Value;
import io.tabularium.storage.testkit.CheckedStore;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Partitions that are split and merged under streams, tunnels and other followers. */
class PartitionsTest {
  private final EngineFixture fixture = new EngineFixture(new CheckedStore(new InMemoryStore()));

  @AfterEach
  void close() {
    fixture.close();
  }

  private Table table() {
    return fixture.engine.catalog().table(INSTANCE, T);
  }

  private void split(String at) {
    fixture.engine.catalog().split(table(), Value.string(at));
  }

  private void merge(String at) {
    fixture.engine.catalog().merge(table(), Value.string(at));
  }

  private List<StreamDescription.Shard> described() {
    return fixture.engine.describeStream(INSTANCE, streamId(fixture), null, null).shards();
  }

  private List<String> keys(int shard) {
    return changes(fixture, shard).stream()
        .map(change -> change.key().value(0).asString())
        .toList();
  }

  @Test
  void aSplitClosesAShardAndBeginsTwo() {
    fixture.engine.createTable(INSTANCE, spec(on(24)));
    fixture.put(T, key("a", 1));
    fixture.put(T, key("x", 1));
    String parent = iterator(fixture, 0);
    String idle = read(fixture, parent, null).nextIterator();
    split("m");
    fixture.put(T, key("m", 1));
    fixture.put(T, key("b", 1));
    List<StreamDescription.Shard> shards = described();
    String closed = shards.get(0).id();
    assertThat(shards)
        .hasSize(3)
        .extracting(StreamDescription.Shard::parents)
        .containsExactly(List.of(), List.of(closed), List.of(closed));
    assertThat(keys(0)).containsExactly("a", "x");
    assertThat(keys(1)).containsExactly("b");
    assertThat(keys(2)).containsExactly("m");
    assertThat(fixture.engine.describeTable(INSTANCE, T).splitPoints())
        .containsExactly(Value.string("m"));

    StreamPage half = read(fixture, parent, 1);
    assertThat(half.more()).isTrue();
    StreamPage rest = read(fixture, half.nextIterator(), 5);
    assertThat(rest.changes()).hasSize(1);
    assertThat(rest.nextIterator()).as("a closed shard has an end").isNull();
    assertThat(rest.more()).isFalse();
    StreamPage nothing = read(fixture, idle, null);
    assertThat(nothing.changes()).isEmpty();
    assertThat(nothing.nextIterator()).isNull();
    assertThat(read(fixture, iterator(fixture, 1), null).nextIterator()).isNotNull();
  }

  @Test
  void aMergeClosesTwoShardsAndBeginsOne() {
    fixture.engine.createTable(INSTANCE, preSplit(on(24)));
    fixture.put(T, key("a", 1));
    fixture.put(T, key("i", 1));
    merge("h");
    fixture.put(T, key("b", 1));
    fixture.put(T, key("z", 1));
    List<StreamDescription.Shard> shards = described();
    assertThat(shards).hasSize(4);
    assertThat(shards.get(3).parents()).containsExactly(shards.get(0).id(), shards.get(1).id());
    assertThat(keys(0)).containsExactly("a");
    assertThat(keys(1)).containsExactly("i");
    assertThat(keys(2)).containsExactly("z");
    assertThat(keys(3)).containsExactly("b");
    assertThat(fixture.engine.describeTable(INSTANCE, T).splitPoints())
        .containsExactly(Value.string("p"));
  }

  @Test
  void changesOfARowRiseAcrossShardsEvenIfTheClockIsSetBack() {
    fixture.engine.createTable(INSTANCE, spec(on(24)));
    fixture.put(T, key("a", 1));
    fixture.clock.advanceSeconds(-3600);
    split("m");
    fixture.put(T, key("a", 1));
    fixture.reopen();
    merge("m");
    fixture.put(T, key("a", 1));
    List<Change> all = new ArrayList<>();
    for (int shard = 0; shard < 4; shard++) {
      all.addAll(changes(fixture, shard));
    }
    assertThat(all).extracting(Change::epoch).containsExactly(0, 1, 2);
    assertThat(all).extracting(Change::position).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aClosedShardStaysAsLongAsTheStreamKeepsChanges() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    fixture.put(T, key("a", 1));
    String old = iterator(fixture, 0);
    split("m");
    fixture.clock.advanceSeconds(1800);
    fixture.engine.reclaimExpired();
    assertThat(described()).hasSize(3);
    fixture.reopen();
    assertThat(described()).hasSize(3);
    assertThat(read(fixture, old, null).changes()).hasSize(1);
    fixture.clock.advanceSeconds(1801);
    fixture.engine.reclaimExpired();
    assertThat(described()).hasSize(2).allMatch(shard -> shard.parents().isEmpty());
    assertThatThrownBy(() -> read(fixture, old, null)).isInstanceOf(ServiceException.class);
    fixture.put(T, key("a", 2));
    assertThat(keys(0)).containsExactly("a");
    split("b");
    assertThat(described()).hasSize(4);
  }

  @Test
  void aStreamBegunLaterDoesNotShowWhatWasClosedBefore() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    fixture.engine.feed().attach(table(), "index");
    fixture.put(T, key("a", 1));
    split("m");
    fixture.engine.updateTable(INSTANCE, T, null, null, StreamSpec.DISABLED);
    fixture.clock.advanceSeconds(1);
    fixture.engine.updateTable(INSTANCE, T, null, null, on(1));
    assertThat(described()).hasSize(2).allMatch(shard -> shard.parents().isEmpty());
    assertThat(ChangeFeed.shards(table())).hasSize(3);
  }

  @Test
  void aTableThatNothingFollowsKeepsNoClosedShard() {
    fixture.engine.createTable(INSTANCE, spec(null));
    split("m");
    split("c");
    merge("m");
    assertThat(ChangeFeed.shards(table())).hasSize(2);
    fixture.engine.updateTable(INSTANCE, T, null, null, on(1));
    fixture.put(T, key("b", 1));
    fixture.put(T, key("c", 1));
    assertThat(shards(fixture)).hasSize(2);
    assertThat(changes(fixture, 0)).hasSize(1);
    assertThat(changes(fixture, 1)).hasSize(1);
  }

  @Test
  void aConsumerHoldsAClosedShardUntilItHasReadIt() {
    fixture.engine.createTable(INSTANCE, spec(null));
    fixture.engine.feed().attach(table(), "index");
    fixture.put(T, key("a", 1));
    split("m");
    fixture.engine.reclaimExpired();
    FeedPage page = ChangeFeed.read(table(), 0, 0, 10, 1000);
    assertThat(page.changes()).hasSize(1);
    assertThat(page.ended()).isTrue();
    assertThat(page.next()).isEqualTo(ChangeFeed.end(table(), 0));
    fixture.engine.feed().release(table(), "index", 0, page.next());
    fixture.engine.reclaimExpired();
    assertThat(ChangeFeed.shards(table()))
        .extracting(Partitions.Shard::number)
        .containsExactly(1, 2);
    assertThat(ChangeFeed.read(table(), 0, 0, 10, 1000).trimmed()).isTrue();
  }

  @Test
  void whatCannotBeCutIsRefusedAndStaysAsItIs() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    split("m");
    Partitions before = table().state().partitions();
    assertThatThrownBy(() -> split("m")).hasMessageContaining("begins there already");
    assertThatThrownBy(() -> merge("n")).hasMessageContaining("No partition begins there");
    assertThatThrownBy(() -> split("")).isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> fixture.engine.catalog().split(table(), Value.integer(1)))
        .isInstanceOf(ServiceException.class);
    assertThat(table().state().partitions()).isEqualTo(before);
    for (int i = 2; i < Limits.SPLIT_PARTITIONS; i++) {
      split("s" + i);
    }
    assertThatThrownBy(() -> split("t")).hasMessageContaining("at most 256 partitions");
  }

  @Test
  void administratorsSayWhereInText() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    List<String> told = new ArrayList<>();
    fixture.engine.partition(
        new Partitioning.Request(null, T, List.of(), List.of("m", "d"), 0), told::add);
    assertThat(told)
        .containsExactly(
            "partition 1: from the beginning to d, shard 3",
            "partition 2: from d to m, shard 4",
            "partition 3: from m to the end, shard 2");
    told.clear();
    fixture.engine.partition(
        new Partitioning.Request(INSTANCE, T, List.of("d", "m"), List.of(), 0), told::add);
    assertThat(told).containsExactly("partition 1: from the beginning to the end, shard 6");
    assertThatThrownBy(
            () ->
                fixture.engine.partition(
                    new Partitioning.Request(null, "none", List.of(), List.of(), 0), told::add))
        .hasMessage("There is no table none.");
    fixture.engine.createTable("other", spec(null));
    assertThatThrownBy(
            () ->
                fixture.engine.partition(
                    new Partitioning.Request(null, T, List.of(), List.of(), 0), told::add))
        .hasMessageContaining("name the instance");
  }

  @Test
  void cuttingBySizeAddsPointsBetweenRows() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    for (int i = 0; i < 200; i++) {
      fixture.put(T, key(String.format("k%03d", i), 1));
    }
    fixture.engine.partition(
        new Partitioning.Request(null, T, List.of(), List.of(), 4), line -> {});
    List<Value> points = table().state().partitions().points();
    assertThat(points).hasSize(3);
    assertThat(points).allSatisfy(point -> assertThat(point.asString()).matches("k\\d\\d\\d"));
  }

  @Test
  void aSearchIndexReadsOnInTheShardsThatTakeOver() {
    fixture.engine.createTable(INSTANCE, spec(null));
    Catalog catalog = fixture.engine.catalog();
    VersionClock versions = new VersionClock(fixture.store, fixture.clock);
    RowFeed feed =
        new SearchTables(catalog, fixture.engine.feed(), versions).find(INSTANCE, T).feed();
    ByteSlice start = feed.attach("index");
    fixture.put(T, key("a", 1));
    fixture.put(T, key("x", 1));
    split("m");
    fixture.put(T, key("b", 1));
    fixture.put(T, key("y", 1));
    assertThat(feed.covers(start)).isTrue();
    RowFeed.Changes some = feed.read(start, 3);
    assertThat(some.rowKeys()).hasSize(3);
    assertThat(some.more()).isTrue();
    RowFeed.Changes rest = feed.read(some.next(), 3);
    assertThat(rest.rowKeys()).hasSize(1);
    assertThat(rest.more()).isFalse();
    feed.release("index", rest.next());
    fixture.engine.reclaimExpired();
    assertThat(ChangeFeed.shards(table())).hasSize(2);
    assertThat(feed.covers(rest.next())).isTrue();
    assertThat(feed.covers(some.next())).as("what it lacks is gone").isFalse();
    merge("m");
    fixture.put(T, key("c", 1));
    assertThat(feed.read(rest.next(), 10).rowKeys()).hasSize(1);
    assertThat(feed.covers(ByteSlice.of(new byte[16]))).as("an older format").isFalse();
  }

  @Test
  void aTunnelOpensChildrenWhenTheirParentsAreDone() {
    fixture.engine.createTable(INSTANCE, spec(on(24)));
    String tunnel =
        fixture
            .engine
            .tunnels()
            .create(INSTANCE, new TunnelSpec(T, "tunnel", TunnelType.STREAM, StreamRange.LATEST))
            .join();
    fixture.put(T, key("a", 1));
    split("m");
    fixture.put(T, key("a", 2));
    List<ChannelDescription> channels =
        fixture.engine.tunnels().describe(INSTANCE, tunnel).join().channels();
    assertThat(channels).hasSize(3);
    String client = fixture.engine.tunnels().connect(INSTANCE, tunnel, "one", 60L).join();
    fixture.clock.advanceSeconds(10);
    List<ChannelState> mine =
        fixture.engine.tunnels().heartbeat(INSTANCE, tunnel, client, List.of()).join();
    assertThat(mine).extracting(ChannelState::id).containsExactly(channels.get(0).id());
    ChannelState done =
        new ChannelState(mine.get(0).id(), mine.get(0).version() + 1, ChannelStatus.TERMINATED);
    assertThat(fixture.engine.tunnels().heartbeat(INSTANCE, tunnel, client, List.of(done)).join())
        .extracting(ChannelState::id)
        .containsExactly(channels.get(1).id(), channels.get(2).id());
    assertThat(fixture.engine.tunnels().heartbeat(INSTANCE, tunnel, client, List.of()).join())
        .as("nothing of the children is lost")
        .hasSize(2);
  }
}
